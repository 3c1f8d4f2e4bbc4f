import { EXIT } from './exit.ts';
import { codeIn, Failure } from './failure.ts';

/** Where a process keeps its books, as its configuration says. */
export interface Place {
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
}

/** The place of the books in words, without the password. */
export function describePlace({ databaseUrl, dataDir }: Place): string {
  if (databaseUrl === undefined) return `embedded PostgreSQL in ${dataDir}`;
  const parts = serverIn(databaseUrl);
  return parts === undefined
    ? 'the PostgreSQL of DATABASE_URL'
    : `database ${parts.database} on PostgreSQL at ${parts.host}`;
}

/** The host and database that an address names; undefined when it is not one URL, as with several hosts. */
export function serverIn(databaseUrl: string): { readonly host: string; readonly database: string } | undefined {
  if (!URL.canParse(databaseUrl)) return undefined;
  const { host, pathname, username } = new URL(databaseUrl);
  // As PostgreSQL has it: without a name, the database is the one named like the user.
  return { host: host || 'localhost', database: decodeURIComponent(pathname.slice(1) || username) };
}

/** What a failure of the database means to whoever typed the command. The place stands before each. */
const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'does not answer: is it running?',
  ENOTFOUND: 'has a host name that leads nowhere.',
  EAI_AGAIN: 'has a host name that cannot be looked up now.',
  CONNECT_TIMEOUT: 'does not answer in time: is it running, and reachable from here?',
  ETIMEDOUT: 'does not answer in time: is it running, and reachable from here?',
  '28P01': 'refused the user or the password in DATABASE_URL.',
  '28000': 'does not let this user in from here.',
  '3D000': 'is not there: create the database first.',
  '42501': 'does not give this user the rights that the books need.',
  '53300': 'is busy: it takes no more connections now. Try again.',
  '55P03': 'is busy: another transaction holds what this command needs. Try again.',
  '40001': 'is busy: another transaction got in the way. Try again.',
  '40P01': 'is busy: another transaction got in the way. Try again.',
  '57P03': 'is starting or stopping. Try again.',
  '53100': 'has no room left on its disk.',
};

/** What the folder of the embedded database may meet, with the name that it has in an error of the file system. */
const FOLDER = /^(?:EACCES|EPERM|EROFS|ENOSPC|ENOTDIR|EEXIST|EDQUOT)$/;
/** Losing a connection half-way has many codes and one meaning. */
const LOST = /^(?:CONNECTION_|ECONNRESET$|EPIPE$|57P0[12]$|08)/;
/** These pass by themselves. */
const PASSING = /^(?:53300|55P03|40001|40P01|57P0[123]|ECONN|CONNECT|ETIMEDOUT|EAI_AGAIN|EPIPE|08)/;

/** Translates what a database said into a sentence that names the place; anything else comes back as it was. */
export function databaseFailure(error: unknown, place: Place): unknown {
  const code = codeIn(error);
  if (code === undefined || error instanceof Failure) return error;
  if (FOLDER.test(code) && 'path' in (error as object)) {
    const sentence = `DATA_DIR, ${place.dataDir}, cannot be used: ${(error as Error).message}.`;
    return new Failure('data_dir_unusable', EXIT.failed, sentence);
  }
  const meaning = SENTENCES[code] ?? (LOST.test(code) ? 'broke the connection. Try again.' : undefined);
  if (meaning === undefined) return error;
  const where = describePlace(place);
  const sentence = `${where.charAt(0).toUpperCase()}${where.slice(1)} ${meaning} (${code})`;
  return new Failure('database_unavailable', EXIT.failed, sentence, { retryable: PASSING.test(code) });
}
