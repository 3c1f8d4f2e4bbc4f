import postgres from 'postgres';
import type { Kinds } from './codecs.ts';
import { isConnectionLost } from './failure.ts';
import { type Handler, Statement } from './statement.ts';

/** A statement that has not been awaited yet, or the answer to it. */
export type Query<Row extends readonly postgres.MaybeRow[] = postgres.Row[]> = postgres.PendingQuery<Row>;

/**
 * The transaction as its steps see it: postgres.js' tagged template, and `send`.
 *
 * A statement starts when it is awaited. Statements started together (`Promise.all`, `send`) travel in one round trip.
 */
export interface Tx extends postgres.ISql<Kinds> {
  /** A statement of that text, or a part of another's. It takes no parameters. */
  unsafe<Row extends postgres.Row[] = postgres.Row[]>(text: string): postgres.PendingQuery<Row>;
  /** Starts statements, in this order, without waiting: they travel with the COMMIT, and their failure fails it. */
  send(...statements: readonly PromiseLike<unknown>[]): void;
}

/** The error of a statement whose connection closed under it; its code is the driver's own. */
const connectionClosed = () => Object.assign(new Error('The connection was closed.'), { code: 'CONNECTION_CLOSED' });

const isTemplate = (first: unknown): first is TemplateStringsArray => Array.isArray(first) && 'raw' in first;

/**
 * A turn is what one transaction does on a lane. It watches every statement, so that a failure nobody awaited is not
 * forgotten and no statement reaches a connection that has closed.
 */
export class Turn {
  readonly tx: Tx;
  readonly #pending = new Set<Statement>();
  #lost = false;
  #broken = false;
  #strayed = false;
  #failures: unknown[] = [];

  constructor(reserved: postgres.ReservedSql<Kinds>, handler: Handler) {
    this.tx = this.#watched(reserved, handler);
  }

  /** Whether a statement failed, however its caller took it. */
  get failed(): boolean {
    return this.#failures.length > 0;
  }

  /** The first failure: those after it usually say only that the transaction is aborted. */
  get failure(): unknown {
    return this.#failures[0];
  }

  /** Whether the connection is gone, and what was open on it rolled back. */
  get lost(): boolean {
    return this.#lost;
  }

  /**
   * Whether the driver itself failed, while it wrote a statement or read an answer. Its queue may then have lost count
   * of which answer belongs to which statement, so the connection cannot be used again.
   */
  get broken(): boolean {
    return this.#broken;
  }

  /** Whether the server said that no transaction was open where one should be: its steps had ended it. */
  get strayed(): boolean {
    return this.#strayed;
  }

  /** Whether every statement started so far is on the wire, whole: only then may a COMMIT travel behind them. */
  get allSent(): boolean {
    for (const { state, describeFirst } of this.#pending) if (!state || describeFirst) return false;
    return true;
  }

  /** Starts a statement of the transaction's own, such as `begin`, and answers with its result. */
  issue(text: string): Promise<postgres.RowList<postgres.Row[]>> {
    const statement = this.tx.unsafe(text);
    this.tx.send(statement);
    return statement;
  }

  /** Resolves when every statement started so far has been answered, well or badly. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#pending);
  }

  /** Told by the lane that the connection closed: what was not answered never will be. */
  lose(): void {
    this.#lost = true;
    for (const statement of this.#pending) statement.reject(connectionClosed());
  }

  /** Told by the lane that the server warned of a transaction that is not open. */
  stray(): void {
    this.#strayed = true;
  }

  /** The driver's template, with this turn between its statements and the connection. */
  #watched(sql: postgres.ReservedSql<Kinds>, handler: Handler): Tx {
    const start = (statement: Statement) => this.#start(statement, handler);
    const call = sql as unknown as (...parts: unknown[]) => unknown;
    const tagged = (first: unknown, ...args: unknown[]) =>
      isTemplate(first) ? new Statement(first, args, start) : call(first, ...args); // an identifier, or a list of values
    const { array, json, typed, types } = sql;
    const unsafe = (text: string) => new Statement(text, [], start);
    const send = (...statements: readonly PromiseLike<unknown>[]) => {
      for (const statement of statements) (statement as Statement).execute();
    };
    return Object.assign(tagged, { array, json, typed, types, unsafe, send }) as unknown as Tx;
  }

  #start(statement: Statement, handler: Handler): void {
    const { resolve, reject } = statement;
    this.#pending.add(statement);
    statement.resolve = (answer) => {
      this.#pending.delete(statement);
      resolve(answer);
    };
    statement.reject = (reason) => {
      this.#pending.delete(statement);
      this.#note(reason);
      reject(reason);
    };
    statement.catch(() => undefined); // noted above: a statement that was sent and not awaited is not an unhandled one
    if (this.#lost) statement.reject(connectionClosed());
    else handler(statement);
  }

  #note(reason: unknown): void {
    this.#failures.push(reason);
    if (!(reason instanceof postgres.PostgresError) && !isConnectionLost(reason)) this.#broken = true;
  }
}
