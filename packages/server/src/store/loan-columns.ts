import type postgres from 'postgres';
import { instantOf } from './codecs.ts';
import type { LoanRow } from './loan-row.ts';
import type { Query, Tx } from './turn.ts';

/** The columns of `loans` that a loan is read from. */
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
  'late_charges',
  'suspense',
  'claim_principal',
  'claim_interest',
  'claim_fees',
  'nonaccrual_interest',
  'opened_at',
  'first_draw_at',
  'last_effective_at',
  'accrued_through',
  'entry_count',
  'last_activity_at',
  'successor_loan_id',
] as const satisfies readonly (keyof LoanRow)[];

/** Rows of loans, column by column: each the texts of its values. Null where there is no row. */
export type LoanColumns<More extends string = never> = Readonly<Record<(typeof COLUMNS)[number] | More, string | null>>;

/** Between two values: in no id, number, date, instant, code, name of a time zone or place of a row. */
const BETWEEN = ';';

/**
 * Reads rows of loans with all their columns in one row, and `more` columns of theirs. The driver takes 7 us to read a
 * loan's row value by value; many loans in 22 texts are cut apart in a third of that.
 */
export function inColumns<More extends string = never>(
  tx: Tx,
  rows: postgres.PendingQuery<postgres.Row[]>,
  more: readonly More[] = [],
): Query<LoanColumns<More>[]> {
  const texts = [...COLUMNS, ...more].map(
    (column) => `string_agg(coalesce(${column}::text, ''), '${BETWEEN}') as ${column}`,
  );
  return tx<LoanColumns<More>[]>`select ${tx.unsafe(texts.join(', '))} from (${rows}) as found`;
}

const valuesOf = (column: string | null): readonly string[] => column?.split(BETWEEN) ?? [];

/** The rows that the columns are of. `more` names the further columns, which stay texts. */
export function rowsOf<More extends string = never>(
  columns: LoanColumns<More>,
  more: readonly More[] = [],
): (LoanRow & Readonly<Record<More, string>>)[] {
  const values = (column: keyof LoanColumns) => valuesOf(columns[column]);
  const borrowers = values('borrower_id');
  const programs = values('program_id');
  const currencies = values('currency');
  const statuses = values('status');
  const nonaccruals = values('nonaccrual');
  const principals = values('principal');
  const interests = values('interest');
  const fees = values('fees');
  const lateCharges = values('late_charges');
  const suspenses = values('suspense');
  const principalClaims = values('claim_principal');
  const interestClaims = values('claim_interest');
  const feeClaims = values('claim_fees');
  const nonaccrualInterests = values('nonaccrual_interest');
  const openings = values('opened_at');
  const firstDraws = values('first_draw_at');
  const lastEffectives = values('last_effective_at');
  const accruedThroughs = values('accrued_through');
  const counts = values('entry_count');
  const activities = values('last_activity_at');
  const successors = values('successor_loan_id');
  const rows = values('loan_id').map((id, at) => ({
    loan_id: id,
    borrower_id: borrowers[at]!,
    program_id: programs[at]!,
    currency: currencies[at]!,
    status: statuses[at]!,
    nonaccrual: nonaccruals[at] === 'true',
    principal: BigInt(principals[at]!),
    interest: BigInt(interests[at]!),
    fees: BigInt(fees[at]!),
    late_charges: BigInt(lateCharges[at]!),
    suspense: BigInt(suspenses[at]!),
    claim_principal: BigInt(principalClaims[at]!),
    claim_interest: BigInt(interestClaims[at]!),
    claim_fees: BigInt(feeClaims[at]!),
    nonaccrual_interest: BigInt(nonaccrualInterests[at]!),
    opened_at: openings[at]!,
    first_draw_at: orNull(firstDraws[at]!),
    last_effective_at: lastEffectives[at]!,
    accrued_through: orNull(accruedThroughs[at]!),
    entry_count: Number(counts[at]),
    last_activity_at: instantOf(activities[at]!),
    successor_loan_id: orNull(successors[at]!),
  })) as (LoanRow & Record<More, string>)[];
  for (const column of more) {
    for (const [at, text] of valuesOf((columns as LoanColumns<More>)[column]).entries()) {
      (rows[at] as Record<string, string>)[column] = text;
    }
  }
  return rows;
}

const orNull = (value: string): string | null => (value === '' ? null : value);
