import { constants } from 'node:os';
import process from 'node:process';
import type { Configuration, Connections } from '@tallystick/server';
import { databaseFailure } from './database-failure.ts';
import type { Terminal } from './terminal.ts';

/** The server package, loaded when a command turns out to need it: `--help` should not wait for it. */
export type ServerPackage = typeof import('@tallystick/server');

/** A database that is open and has this release's schema. */
export interface Books {
  readonly server: ServerPackage;
  readonly config: Configuration;
  readonly connections: Connections;
}

/** A database that is open, whatever its schema. */
export type Site = Omit<Books, 'connections'> & { readonly url: string };

/**
 * Runs `work` on the books that the environment names, migrated if need be, and closes everything, whatever happens.
 *
 * The embedded PostgreSQL is the running server's where one runs, and is started and stopped where none does.
 */
export function withBooks<T>(env: Terminal['env'], work: (books: Books) => Promise<T>): Promise<T> {
  return withDatabase(env, async ({ server, config, url }) => {
    await server.prepareDatabase(url);
    const connections = server.openConnections(url, { application: 'tally' });
    try {
      return await work({ server, config, connections });
    } finally {
      await connections.end();
    }
  });
}

/** Runs `work` on the database that the environment names, as it is, and lets go of it, whatever happens. */
export async function withDatabase<T>(env: Terminal['env'], work: (site: Site) => Promise<T>): Promise<T> {
  const server = await import('@tallystick/server');
  const config = server.readConfiguration(env);
  try {
    const database = await server.openDatabase(config, () => undefined);
    // Killed in between, an embedded PostgreSQL of ours would run on with nobody to stop it.
    const interrupted = (signal: NodeJS.Signals) => {
      void database.close().finally(() => process.exit(128 + constants.signals[signal]));
    };
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    try {
      return await work({ server, config, url: database.url });
    } finally {
      await database.close();
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    }
  } catch (error) {
    throw databaseFailure(error, config);
  }
}
