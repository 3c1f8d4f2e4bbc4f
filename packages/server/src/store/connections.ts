import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { Sql } from './codecs.ts';
import { connect, type LaneOptions } from './lane.ts';
import { Pool, type PoolOptions } from './pool.ts';
import * as schema from './schema.ts';
import { asking } from './transaction.ts';

/** Drizzle over the operators' own client: drizzle rewrites the parsers of the client it is given. */
export type Operator = PostgresJsDatabase<typeof schema>;

/** What differs between one process and another: its name in pg_stat_activity and the size of its pools. */
export interface ConnectionsOptions {
  readonly application?: string;
  readonly writer?: Partial<PoolOptions>;
  readonly reader?: Partial<PoolOptions>;
  readonly issuer?: Partial<PoolOptions>;
}

/** Every way to the database, each in a role that can do no more than its work needs. Connected when first used. */
export interface Connections {
  /** Posts: insert-only on the journal, outside row-level security, so every statement names its tenant. */
  readonly writer: Pool;
  /** Serves reads under forced row-level security: without `reading` it sees no rows. */
  readonly reader: Pool;
  /** Sees clients and signing keys, and nothing of the books. */
  readonly issuer: Pool;
  /** What the command line does: tenants, clients, secrets. One connection, awaited statement by statement. */
  readonly operator: Operator;
  /** The operators' client without drizzle, for long looks such as `verify`. One connection. */
  readonly operatorSql: Sql;
  /**
   * Connects once as every role the server needs.
   *
   * @throws ConfigurationError when the login may not take one of them; the driver's error when no server answers.
   */
  check(): Promise<void>;
  /** Lets running transactions finish for up to `grace` milliseconds, then closes everything. */
  end(grace?: number): Promise<void>;
}

const QUEUE = { waiting: 512, patience: 5_000, deadline: 60_000 };
const WRITER = { lanes: 4, statementTimeout: 30_000, lockTimeout: 10_000, idleInTransactionTimeout: 15_000 };
const READER = { lanes: 8, statementTimeout: 30_000, lockTimeout: 5_000, idleInTransactionTimeout: 15_000 };
const ISSUER = { lanes: 2, statementTimeout: 5_000, lockTimeout: 5_000, idleInTransactionTimeout: 5_000 };
/** An operator's command may take as long as it takes, but it waits for no lock: the server's work comes first. */
const OPERATOR = { statementTimeout: 0, lockTimeout: 10_000, idleInTransactionTimeout: 60_000 };

/** Opens the pools on one database. Nothing connects yet, and nothing fails yet: `check` finds out. */
export function openConnections(url: string, options: ConnectionsOptions = {}): Connections {
  const application = options.application ?? 'tallystick';
  const poolOf = (
    role: 'writer' | 'reader' | 'issuer',
    defaults: Omit<LaneOptions, 'role' | 'application'> & { lanes: number },
  ) =>
    new Pool(url, {
      ...QUEUE,
      ...defaults,
      ...options[role],
      keyed: true,
      role: `tallystick_${role}`,
      application: `${application} ${role}`,
    });
  const pools = {
    writer: poolOf('writer', WRITER),
    reader: poolOf('reader', READER),
    issuer: poolOf('issuer', ISSUER),
  };

  const clients: Sql[] = [];
  const operatorClient = (): Sql => {
    const identity = { role: 'tallystick_operator', application: `${application} operator` };
    const client = connect(url, { ...OPERATOR, ...identity }, { max: 1 });
    clients.push(client);
    return client;
  };
  let operator: Operator | undefined;
  let operatorSql: Sql | undefined;
  return {
    ...pools,
    get operator() {
      operator ??= drizzle(operatorClient(), { schema });
      return operator;
    },
    get operatorSql() {
      operatorSql ??= operatorClient();
      return operatorSql;
    },
    async check() {
      for (const pool of Object.values(pools)) await asking(pool, (sql) => sql`select 1`);
    },
    async end(grace = 10_000) {
      await Promise.all(Object.values(pools).map((pool) => pool.end(grace)));
      await Promise.all(clients.map((client) => client.end({ timeout: grace / 1000 })));
    },
  };
}
