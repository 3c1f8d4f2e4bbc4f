import type { JournalEntry, Loan, Posting } from '@tallystick/core';
import { lines, plain, RowShape } from '../store/row-shape.ts';
import type { Query, Tx } from '../store/transaction.ts';
import { ACCRUING, POSTING } from './write.ts';

/** A version of a row, as PostgreSQL names it: where in the table it is, and which transaction wrote it there. */
export interface RowVersion {
  readonly ctid: string;
  readonly xmin: string;
}

/** A loan after an accrual, and the version of its row that was read before it. */
export interface AccruedLoan {
  readonly loan: Loan;
  readonly version: RowVersion;
  /** Its posting and that one's place in the entry, from 1; of no interest there is none. */
  readonly posting?: Posting;
  readonly sequence?: number;
}

const ACCRUED = new RowShape<AccruedLoan>('l', ACCRUING, {
  found_at: lines('tid', ({ version }) => version.ctid),
  version: plain('xid', ({ version }) => version.xmin),
  ...POSTING,
});

/**
 * Writes loans of an accrual batch and their postings, in the month of the entry's day, and answers how many loans were
 * still the version that was read; no other is touched, or posted to. The postings take the loan and the borrower from the
 * row that was found, so that a hundred thousand ids need not travel back.
 */
export function writeAccruals(
  tx: Tx,
  { tenantId, entry }: { readonly tenantId: string; readonly entry: JournalEntry },
  accrued: readonly AccruedLoan[],
): Query<{ written: number }[]> {
  const { settings, rows, of } = ACCRUED.of(tx, accrued);
  return tx<{ written: number }[]>`
    with accrued as (
      update loans set ${settings} from ${rows} where loans.ctid = ${of('found_at')} and loans.xmin = ${of('version')}
      returning loans.loan_id, loans.borrower_id, ${of('sequence')} as sequence, ${of('debit')} as debit,
        ${of('credit')} as credit, ${of('amount')} as amount, ${of('layer')} as layer, ${of('loan_ordinal')} as loan_ordinal),
    posted as (
      insert into postings (journal_entry_id, tenant_id, currency, effective_at, sequence, debit, credit, amount, layer,
        loan_id, borrower_id, loan_ordinal)
      select ${entry.id}::uuid, ${tenantId}::uuid, ${entry.currency}, ${entry.effectiveAt}::date, sequence, debit, credit,
        amount, layer, loan_id, borrower_id, loan_ordinal
      from accrued where sequence is not null)
    select count(*)::int as written from accrued`;
}
