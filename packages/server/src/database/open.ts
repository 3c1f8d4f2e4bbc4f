import { startEmbeddedPostgres } from './embedded.ts';

/** A database that is there: the user's own, or the embedded one that this process uses with others. */
export interface OpenDatabase {
  readonly url: string;
  readonly embedded: boolean;
  /** Lets go of it. The embedded one stops when nobody uses it any more. */
  close(): Promise<void>;
}

/** Which database a process is to use. */
export interface DatabaseChoice {
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
}

/** Opens the database that the configuration names: DATABASE_URL, or the embedded PostgreSQL under DATA_DIR. */
export async function openDatabase(choice: DatabaseChoice, log: (line: string) => void): Promise<OpenDatabase> {
  if (choice.databaseUrl !== undefined) {
    return { url: choice.databaseUrl, embedded: false, close: async () => undefined };
  }
  const postgres = await startEmbeddedPostgres({ dataDir: choice.dataDir, log });
  return { url: postgres.url, embedded: true, close: () => postgres.stop() };
}
