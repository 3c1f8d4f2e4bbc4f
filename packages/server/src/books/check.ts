import type { Sql } from '../store/codecs.ts';

/** One thing that a check found wrong: whose books, and what differs, by id, with both figures. */
export interface Row {
  readonly tenant_id: string;
  readonly detail: string;
}

/** A check looks at the books of all tenants and answers what is wrong, at most `MOST_FINDINGS` rows. */
export type Check = (sql: Sql) => PromiseLike<readonly Row[]>;

/** The most findings that one check names. */
export const MOST_FINDINGS = 1_000;

/** A check that is one statement. */
export const checkOf =
  (statement: string): Check =>
  (sql) =>
    sql.unsafe<Row[]>(`${statement} limit ${MOST_FINDINGS}`);
