import type {
  BorrowerId,
  Currency,
  Instant,
  Loan,
  LoanId,
  LoanStatus,
  LocalDate,
  Minor,
  ProgramId,
} from '@tallystick/core';
import type postgres from 'postgres';
import { instantOf } from './codecs.ts';
import type { Query, Tx } from './turn.ts';

/** The buckets that are empty in most loans: read together, and as nothing where all of them are. */
const RARE = [
  'late_charges',
  'suspense',
  'claim_principal',
  'claim_interest',
  'claim_fees',
  'nonaccrual_interest',
] as const;

/** Between the rare buckets of a loan. */
const BESIDE = ',';
const NONE = RARE.map(() => '0');

/** What a loan is read from, in this order; what may be null as a text, which is empty then. */
const COLUMNS = [
  'loan_id',
  'borrower_id',
  'program_id',
  'currency',
  'status',
  'nonaccrual',
  'principal',
  'interest',
  'fees',
  `case when ${RARE.map((name) => `${name} = 0`).join(' and ')} then '' else concat_ws('${BESIDE}', ${RARE.join(', ')}) end`,
  'opened_at',
  "coalesce(first_draw_at::text, '')",
  'last_effective_at',
  "coalesce(accrued_through::text, '')",
  'entry_count',
  'last_activity_at',
  "coalesce(successor_loan_id::text, '')",
] as const;

/** Loans as one text. Null where none was found. */
export interface LoanText {
  readonly loans: string | null;
}

/** Between two values: in no id, number, date, instant, code, name of a time zone or place of a row. */
const BETWEEN = ';';

/**
 * Reads rows of `loans` as one text, with `more` columns of theirs, none of which is null. The driver takes 7 us to read
 * a loan's row value by value; a text is cut apart in a third of that, and PostgreSQL writes one text faster than many.
 */
export function inOneText(
  tx: Tx,
  rows: postgres.PendingQuery<postgres.Row[]>,
  more: readonly string[] = [],
): Query<LoanText[]> {
  const values = [...COLUMNS, ...more].join(', ');
  const text = `string_agg(concat_ws('${BETWEEN}', ${values}), '${BETWEEN}')`;
  return tx<LoanText[]>`select ${tx.unsafe(text)} as loans from (${rows}) as found`;
}

/** A loan that was read, and of its row the further columns that were asked for, as PostgreSQL spells them. */
export interface FoundLoan {
  readonly loan: Loan;
  readonly more: readonly string[];
}

/** The loans of a text that was read with so many further columns, in the order in which they were read. */
export function loansIn({ loans }: LoanText, more = 0): FoundLoan[] {
  if (loans === null) return [];
  const values = loans.split(BETWEEN);
  const found: FoundLoan[] = [];
  for (let at = 0; at < values.length; at += COLUMNS.length + more) {
    const further = at + COLUMNS.length;
    found.push({ loan: loanAt(values, at), more: values.slice(further, further + more) });
  }
  return found;
}

/** The loan whose columns begin at a place. They were checked when they were written, so they are taken as they are. */
function loanAt(values: readonly string[], at: number): Loan {
  const rare = values[at + 9] === '' ? NONE : values[at + 9]!.split(BESIDE);
  const lastEffectiveAt = values[at + 12] as LocalDate;
  return {
    id: values[at] as LoanId,
    borrowerId: values[at + 1] as BorrowerId,
    programId: values[at + 2] as ProgramId,
    currency: values[at + 3] as Currency,
    status: values[at + 4] as LoanStatus,
    nonaccrual: values[at + 5] === 't',
    balances: {
      principal: minor(values[at + 6]!),
      interest: minor(values[at + 7]!),
      fees: minor(values[at + 8]!),
      lateCharges: minor(rare[0]!),
      suspense: minor(rare[1]!),
      claimPrincipal: minor(rare[2]!),
      claimInterest: minor(rare[3]!),
      claimFees: minor(rare[4]!),
      nonaccrualInterest: minor(rare[5]!),
    },
    openedAt: values[at + 10] as LocalDate,
    firstDrawAt: (values[at + 11] || undefined) as LocalDate | undefined,
    lastEffectiveAt,
    accruedThrough: (values[at + 13] || undefined) as LocalDate | undefined,
    entryCount: Number(values[at + 14]),
    lastActivityAt: instantOf(values[at + 15]!) as Instant,
    successorId: (values[at + 16] || undefined) as LoanId | undefined,
    movementsAfter: lastEffectiveAt,
    movements: [],
  };
}

/** Most buckets of most loans are empty, and 0n is there already. */
const minor = (text: string): Minor => (text === '0' ? 0n : BigInt(text));
