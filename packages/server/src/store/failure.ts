/**
 * What went wrong below us, told by its code. An error of the driver prints statements and bind values (a
 * `DrizzleQueryError` puts both into its message, and the SQLSTATE only into its cause), so nothing here, and nothing
 * that logs, reads a message: `describeFailure` is what may be written down.
 */

/** A COMMIT was sent and its answer never came: the books hold the work or they do not, and only a look tells. */
export class OutcomeUnknown extends Error {
  constructor(cause: unknown) {
    super('The connection was lost while a transaction was committing; whether it did is unknown.', { cause });
    this.name = 'OutcomeUnknown';
  }
}

/**
 * The database has more to do than it can: too many callers wait for a connection already (a pool would let them wait for
 * ever), or a statement ran out of time. Answered 503.
 */
export class Overloaded extends Error {
  constructor(what: string, options?: ErrorOptions) {
    super(`The database is overloaded: ${what}.`, options);
    this.name = 'Overloaded';
  }
}

/** A transaction that the server rolled back although no statement of it was refused. */
export class RolledBack extends Error {
  constructor(command: string) {
    super(`The server answered COMMIT with ${command}.`);
    this.name = 'RolledBack';
  }
}

const LOST = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT', // the Unix socket of a server that is not running
  'EAI_AGAIN',
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '25P03', // idle_in_transaction_session_timeout
  '25P04', // transaction_timeout, PostgreSQL 17
  '57P05', // idle_session_timeout
  '53300', // too_many_connections: refused before it was made
]);
const CONTENDED = new Set(['40001', '40P01', '55P03']);
/** Deep enough for drizzle's wrapper around a driver's error around a socket's; bounded because a cause may be a circle. */
const DEPTH = 8;

/**
 * Answers the code nearest to the surface: an SQLSTATE, a code of the driver, or one of the socket.
 *
 * Stops at an `OutcomeUnknown`, whose cause is a lost connection that must not be retried blindly.
 */
export function codeOf(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < DEPTH && typeof current === 'object' && current !== null; depth += 1) {
    if (current instanceof OutcomeUnknown) return undefined;
    if ('code' in current && typeof current.code === 'string') return current.code;
    current = 'cause' in current ? current.cause : undefined;
  }
  return undefined;
}

/** Whether the connection was never made, or broke: nothing of the open transaction is in the books. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && (LOST.has(code) || code.startsWith('08'));
}

/**
 * Whether the same transaction, run whole again, may well succeed: a serialization failure, a deadlock, a lock not had
 * in time, or a lost connection. Never true of `OutcomeUnknown`.
 */
export function isTransient(error: unknown): boolean {
  return CONTENDED.has(codeOf(error) ?? '') || isConnectionLost(error);
}

/** Whether the server cancelled a statement that had run for too long (`statement_timeout`) or that an operator stopped. */
export function isTimeout(error: unknown): boolean {
  return codeOf(error) === '57014';
}

/** Whether a unique key already holds the row; with a name, whether that constraint does. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return codeOf(error) === '23505' && (constraint === undefined || describeFailure(error).constraint === constraint);
}

/** What may be logged of a failure: names and codes that our schema or the driver chose, never a value or a message. */
export interface FailureDescription {
  readonly name: string;
  readonly code?: string;
  readonly constraint?: string;
  readonly table?: string;
}

/** Describes a failure in words that are safe to log, from the error or the nearest cause that says something. */
export function describeFailure(error: unknown): FailureDescription {
  const found: { name: string; code?: string; constraint?: string; table?: string } = {
    name: error instanceof Error ? error.name : typeof error,
  };
  const code = codeOf(error);
  if (code !== undefined) found.code = code;
  let current = error;
  for (let depth = 0; depth < DEPTH && typeof current === 'object' && current !== null; depth += 1) {
    const { constraint_name: constraint, table_name: table } = current as Record<string, unknown>;
    if (typeof constraint === 'string') found.constraint ??= constraint;
    if (typeof table === 'string') found.table ??= table;
    current = 'cause' in current ? current.cause : undefined;
  }
  return found;
}
