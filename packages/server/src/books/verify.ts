import type { Sql } from '../store/codecs.ts';
import { journalChecks } from './check-journal.ts';
import { loanChecks } from './check-loans.ts';
import { totalChecks } from './check-totals.ts';

/** One difference between what is stored and what the postings say. */
export interface Finding {
  readonly check: string;
  readonly tenantId: string;
  /** What differs, by id, with both figures. */
  readonly detail: string;
}

/** What a verification looked at and found. `ok` means no finding. */
export interface Verification {
  readonly ok: boolean;
  /** At most `MOST_FINDINGS` of each check. */
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Re-derives from the postings everything that is stored beside them and reports every difference, for all tenants. It
 * repairs nothing. All checks see one snapshot, so it may run while the server posts.
 *
 * Checked: what loans store (`check-loans.ts`), the totals of accounts, loans and closed periods (`check-totals.ts`), and
 * that events, entries and postings belong together and none is missing (`check-journal.ts`).
 */
export async function verifyBooks(sql: Sql): Promise<Verification> {
  return (await sql.begin('isolation level repeatable read read only', async (tx) => {
    const ask = tx as unknown as Sql;
    const findings: Finding[] = [];
    for (const [check, look] of Object.entries({ ...loanChecks, ...totalChecks, ...journalChecks })) {
      const rows = await look(ask);
      findings.push(...rows.map((row) => ({ check, tenantId: row.tenant_id, detail: row.detail })));
    }
    return { ok: findings.length === 0, findings, counts: await countRows(ask) };
  })) as Verification;
}

async function countRows(sql: Sql): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of ['tenants', 'loans', 'events', 'journal_entries', 'postings', 'account_days']) {
    const [row] = await sql.unsafe<{ n: bigint }[]>(`select count(*) as n from ${table}`);
    counts[table] = Number(row!.n);
  }
  return counts;
}
