import { spawnSync } from 'node:child_process';
import { existsSync, lchownSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { Binaries } from './binaries.ts';
import { DatabaseUnavailable } from './unavailable.ts';

/** A way to run PostgreSQL's programs, which refuse to run as root. */
export interface RunAs {
  /** For the log: "as postgres". */
  readonly name: string;
  /** Put before the program's own words. */
  readonly prefix: readonly string[];
  /** What `spawn` is told; empty when the prefix changes the user. */
  readonly user: { readonly uid?: number; readonly gid?: number };
  /** Who must own the data, seen from outside. PostgreSQL demands that it be the user it runs as. */
  readonly owner: { readonly uid: number; readonly gid: number };
}

/**
 * Chooses who runs PostgreSQL: whoever we are, unless that is root. Root has three ways, tried in this order by running
 * them: an account without rights (`postgres`, else `nobody`); root's own files under another number in a user
 * namespace, when the programs or the data lie below a folder closed to others, such as /root; and, where containers
 * forbid namespaces, the account with nothing but the right to pass such folders.
 *
 * @throws DatabaseUnavailable when no way works, naming the ways out.
 */
export function chooseRunAs(binaries: Binaries, dataDir: string): RunAs {
  const uid = process.getuid?.() ?? -1;
  const gid = process.getgid?.() ?? -1;
  if (uid !== 0) return { name: 'as this user', prefix: [], user: {}, owner: { uid, gid } };
  const accounts = readAccounts();
  const account = accounts.get('postgres') ?? accounts.get('nobody');
  const masks = [accounts.get('postgres'), accounts.get('daemon'), account].filter((each) => each !== undefined);
  const ways: RunAs[] = [
    ...(account ? [{ name: `as ${account.name}`, prefix: [], user: pick(account), owner: pick(account) }] : []),
    // initdb looks its user up by number, so the number must be one that exists.
    ...masks.slice(0, 1).map((mask) => ({
      name: `in a user namespace as ${mask.name}`,
      prefix: ['unshare', '--user', `--map-user=${mask.uid}`, `--map-group=${mask.gid}`, '--'],
      user: {},
      owner: { uid: 0, gid: 0 },
    })),
    ...(account
      ? [
          {
            name: `as ${account.name} that may pass closed folders`,
            prefix: setpriv(account),
            user: {},
            owner: pick(account),
          },
        ]
      : []),
  ];
  const way = ways.find((each) => reaches(each, binaries, dataDir));
  if (way) return way;
  throw new DatabaseUnavailable(
    `PostgreSQL does not run as root, and no other user can reach ${binaries.folder} and ${dataDir}. Run as an ordinary user, or move both to folders that others may enter (chmod o+x), or set DATABASE_URL.`,
  );
}

/** The words and options that run `program` in the chosen way, with an environment that holds only what is given. */
export function commandAs(runAs: RunAs, binaries: Binaries, program: string, args: readonly string[]) {
  const [file, ...rest] = [...runAs.prefix, program, ...args] as [string, ...string[]];
  // The root folder, because a user who cannot read the current one could not name it. English, because we read the log.
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', ...binaries.env };
  return { file, args: rest, options: { cwd: '/', env, ...runAs.user } };
}

/** Gives a folder and everything in it to the user who will run PostgreSQL, unless it is theirs. Only root can. */
export function giveTo(owner: RunAs['owner'], folder: string): void {
  // Killed half-way, the folder belongs to two: the mark tells the next start to go over all of it again.
  const underWay = `${folder}.changing-owner`;
  if (process.getuid?.() !== 0 || (lstatSync(folder).uid === owner.uid && !existsSync(underWay))) return;
  writeFileSync(underWay, '');
  for (const name of ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    lchownSync(path.join(folder, name), owner.uid, owner.gid);
  }
  rmSync(underWay);
}

interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

function readAccounts(): ReadonlyMap<string, Account> {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  const accounts = lines.map((line) => line.split(':')).filter((fields) => fields.length > 3);
  return new Map(accounts.map(([name = '', , uid, gid]) => [name, { name, uid: Number(uid), gid: Number(gid) }]));
}

function pick({ uid, gid }: Account): { uid: number; gid: number } {
  return { uid, gid };
}

function setpriv({ uid, gid }: Account): readonly string[] {
  const right = '+dac_override';
  return [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    `--inh-caps=${right}`,
    `--ambient-caps=${right}`,
    '--',
  ];
}

function reaches(runAs: RunAs, binaries: Binaries, dataDir: string): boolean {
  const script = '"$1" --version && cd "$2"';
  const words = ['-c', script, 'sh', path.join(binaries.folder, 'postgres'), dataDir];
  const { file, args, options } = commandAs(runAs, binaries, '/bin/sh', words);
  return spawnSync(file, args, { ...options, stdio: 'ignore' }).status === 0;
}
