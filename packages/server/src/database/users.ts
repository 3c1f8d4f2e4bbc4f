import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { identityOf, isRunning } from './process-identity.ts';

/** One caller's mark that it uses the running PostgreSQL. */
export interface Membership {
  /** Takes the mark away and tells whether someone else still uses PostgreSQL. Call it under the start lock. */
  leave(): { readonly othersRemain: boolean };
}

let made = 0;

/**
 * Marks this caller as a user of the PostgreSQL whose users are kept in `directory`. Call it under the start lock.
 *
 * The mark is a file that names the process and the directory. A process that was killed leaves its file behind, which
 * then names nothing that runs; a copied directory holds files that name another. The next to leave sweeps both.
 */
export function join(directory: string): Membership {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  made += 1;
  const mine = path.join(directory, `${process.pid}-${made}`);
  writeFileSync(mine, `${identityOf(process.pid)}\n${directory}`, { mode: 0o600 });
  return {
    leave() {
      rmSync(mine, { force: true });
      let othersRemain = false;
      for (const name of readdirSync(directory)) {
        const file = path.join(directory, name);
        const [identity = '', place] = readFileSync(file, 'utf8').split('\n');
        if (place === directory && isRunning(identity)) othersRemain = true;
        else rmSync(file, { force: true });
      }
      return { othersRemain };
    },
  };
}
