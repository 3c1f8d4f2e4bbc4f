import postgres from 'postgres';
import { CODECS, type Kinds, SESSION, type Sql } from './codecs.ts';
import { codeOf, isConnectionLost } from './failure.ts';
import { ConfigurationError } from './settings.ts';
import type { Handler } from './statement.ts';
import { Turn } from './turn.ts';

/** Who a connection is and how long it may take, in milliseconds; 0 is for ever. */
export interface LaneOptions {
  readonly role: string;
  readonly application: string;
  readonly statementTimeout: number;
  readonly lockTimeout: number;
  readonly idleInTransactionTimeout: number;
  /** Whether every statement finds its rows by a key. Then none may read a table from end to end: see `KEYED`. */
  readonly keyed?: boolean;
}

/**
 * A prepared statement keeps its plan until the table is analyzed. One that was planned on a table that was still small
 * (a new month of postings, a new tenant's first loans) would read it from end to end long after it has grown.
 */
const KEYED = { enable_seqscan: 'off' as unknown as boolean };

/** How many connections, and who is told what happens on them. */
interface Hooks {
  readonly max: number;
  readonly onclose?: () => void;
  readonly onnotice?: (notice: postgres.Notice) => void;
}

/** Opens a postgres.js client in a role, with this store's codecs. It connects at its first statement. */
export function connect(url: string, options: LaneOptions, hooks: Hooks): Sql {
  return postgres(url, {
    onnotice: () => undefined,
    ...hooks,
    types: CODECS,
    fetch_types: false, // see CODECS
    connection: {
      ...SESSION,
      ...(options.keyed ? KEYED : {}),
      role: options.role,
      application_name: options.application,
      // As text: the driver leaves out of the startup message what is falsy, and 0 must overrule the server's own limit.
      statement_timeout: `${options.statementTimeout}` as unknown as number,
      lock_timeout: `${options.lockTimeout}` as unknown as number,
      idle_in_transaction_session_timeout: `${options.idleInTransactionTimeout}` as unknown as number,
    },
    connect_timeout: CONNECT_TIMEOUT,
    // The driver's own pause grows to 20 s; a server that is back should be found within a second.
    backoff: (attempt: number) => Math.min(0.02 * 2 ** attempt, 1),
    max_lifetime: null, // a connection that ends its life while it is reserved never ends
  }) as unknown as Sql;
}

/** Seconds in which a server must have let us in. */
const CONNECT_TIMEOUT = 5;

/** PostgreSQL's warning that it was told to commit or roll back where no transaction was open. */
const NO_TRANSACTION = '25P01';

/** A connection of ours alone, and how the driver is handed a statement for it: only its own statements tell. */
interface Reserved {
  readonly sql: postgres.ReservedSql<Kinds>;
  readonly handler: Handler;
}

/**
 * A lane is one connection, lent to one transaction at a time. It connects when it is first needed and again after it
 * was lost.
 *
 * It is a client of one connection rather than a place in the driver's pool, because that alone tells us which
 * connection closed: postgres.js 3.4.9 brings the process down when a statement is given to a reserved connection that
 * closed between two statements, and a client that is not reserved would run the rest of a transaction on a new
 * connection, outside any transaction.
 */
export class Lane {
  readonly #url: string;
  readonly #options: LaneOptions;
  #client: Sql | undefined;
  #reserved: Reserved | undefined;
  #turn: Turn | undefined;

  constructor(url: string, options: LaneOptions) {
    this.#url = url;
    this.#options = options;
  }

  /**
   * Begins a turn on a live connection; the turn before it is over.
   *
   * @throws ConfigurationError when the login may not take the lane's role; the driver's error when no server answers.
   */
  async turn(): Promise<Turn> {
    this.#reserved ??= await this.#reserve();
    this.#turn = new Turn(this.#reserved.sql, this.#reserved.handler);
    return this.#turn;
  }

  /** Connects. A client that failed to is thrown away: its queue still holds the request, and would lose the next one. */
  async #reserve(): Promise<Reserved> {
    this.#turn = undefined;
    this.#client ??= this.#connect();
    const client = this.#client;
    // A balancer without a server behind it accepts and closes, which the driver takes as a reason to try for ever.
    const timer = setTimeout(() => this.discard(), CONNECT_TIMEOUT * 1000).unref();
    try {
      // First a statement, because the driver never answers a reservation that makes its first connection.
      await client.unsafe('select 1');
      const sql = await client.reserve();
      return { sql, handler: (sql`` as unknown as { handler: Handler }).handler };
    } catch (error) {
      this.discard();
      throw this.#explained(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Throws the connection away; the server rolls back what was open on it. The next turn makes a new one. */
  discard(): void {
    const client = this.#client;
    this.#client = undefined;
    this.#reserved = undefined;
    this.#turn?.lose();
    client?.end({ timeout: 0 }).catch(() => undefined);
  }

  /** Closes the connection, which nobody uses any more. */
  async end(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#reserved = undefined;
    await client?.end({ timeout: 0 });
  }

  #connect(): Sql {
    const client: Sql = connect(this.#url, this.#options, {
      max: 1,
      onnotice: ({ code }) => {
        if (code === NO_TRANSACTION) this.#turn?.stray();
      },
      onclose: () => {
        if (this.#client !== client) return; // an old client's last word
        this.#reserved = undefined;
        this.#turn?.lose();
      },
    });
    return client;
  }

  #explained(error: unknown): unknown {
    const code = codeOf(error);
    if (isConnectionLost(error) || (code !== '42501' && code !== '22023')) return error;
    return new ConfigurationError(
      [
        `The database login may not act as ${this.#options.role}. Run \`tally migrate up\`, or as an administrator: ` +
          `grant ${this.#options.role} to the login in DATABASE_URL.`,
      ],
      { cause: error },
    );
  }
}
