import {
  type AnnualRate,
  type DailyThirty360Variant,
  type DayCountConvention,
  interestForDay,
  type LocalDate,
} from '@tallystick/core';
import { MOST_ACCRUALS } from '@tallystick/core/contract';
import type { AccrualBatchRequest, AccrualCoverage, Program } from '@tallystick/sdk';
import { type CarriedLoan, type CarryInto, writtenCarry } from './carry-file.ts';
import { usage } from './failure.ts';
import type { Rates } from './interest-rates.ts';
import { amountIn } from './money.ts';
import { table } from './table.ts';

/** A loan that has no accrual for the date, as the coverage lists it. */
export type Uncovered = AccrualCoverage['items'][number];

/** What one loan accrues, and at which rate. */
export interface LoanAccrual {
  readonly loan_id: string;
  readonly principal: bigint;
  readonly rate: AnnualRate;
  readonly interest: bigint;
  readonly carried: CarriedLoan;
}

/**
 * The interest of one date for loans that have none, in the order given.
 *
 * @throws Failure when a loan has no rate: it would be left out of the books, and nobody would know.
 */
export function accrue(
  loans: readonly Uncovered[],
  date: string,
  program: Pick<Program, 'day_count_convention' | 'thirty_360_variant'>,
  rates: Rates,
  carryInto: CarryInto,
): readonly LoanAccrual[] {
  const withoutRate = loans.filter(({ loan_id: id }) => rates(id) === undefined);
  if (withoutRate.length > 0) {
    const named = withoutRate.slice(0, 3).map(({ loan_id: id }) => id);
    throw usage(
      `No rate is given for ${counted(withoutRate.length)}: ${named.join(', ')}${withoutRate.length > 3 ? ', …' : ''}.`,
    );
  }
  const convention: DayCountConvention = program.day_count_convention;
  const variant: DailyThirty360Variant | undefined = program.thirty_360_variant ?? undefined;
  return loans.map((loan) => {
    const [rate, principal, before] = [rates(loan.loan_id)!, BigInt(loan.principal_minor), carryInto(loan)];
    const { amount, carry } = interestForDay({ rate, convention, variant }, principal, date as LocalDate, before);
    const carried = { date, before: writtenCarry(before), after: writtenCarry(carry) };
    return { loan_id: loan.loan_id, principal, rate, interest: amount, carried };
  });
}

/** The batches that book a run: as few as hold it, each with the control total that it must meet. */
export function batchesOf(
  program: Pick<Program, 'program_id' | 'day_count_convention'>,
  date: string,
  accruals: readonly LoanAccrual[],
  size = MOST_ACCRUALS,
): readonly AccrualBatchRequest[] {
  const { program_id, day_count_convention } = program;
  return Array.from({ length: Math.ceil(accruals.length / size) }, (_, index) => {
    const part = accruals.slice(index * size, (index + 1) * size);
    return {
      program_id,
      accrual_date: date,
      day_count_convention,
      loans: part.map(({ loan_id, principal, interest }) => ({
        loan_id,
        outstanding_principal_minor: principal,
        interest_minor: interest,
      })),
      control: { loan_count: part.length, total_interest_minor: totalOf(part, 'interest') },
    };
  });
}

/** The sum over a run. */
export const totalOf = (accruals: readonly LoanAccrual[], what: 'principal' | 'interest'): bigint =>
  accruals.reduce((total, accrual) => total + accrual[what], 0n);

/** Loans of a preview that are shown one by one. */
const MOST_SHOWN = 10;

/** What a run is about to book: the first loans, and the totals of all. */
export function describeRun(accruals: readonly LoanAccrual[], currency: string | undefined): string {
  const columns = [
    { title: 'LOAN' },
    { title: 'PRINCIPAL', align: 'right' },
    { title: 'RATE %', align: 'right' },
    { title: currency === undefined ? 'INTEREST (MINOR)' : `INTEREST ${currency}`, align: 'right' },
  ] as const;
  const shown = accruals
    .slice(0, MOST_SHOWN)
    .map(({ loan_id, principal, rate, interest }) => [
      loan_id,
      amountIn(principal, currency),
      percentOf(rate),
      amountIn(interest, currency),
    ]);
  const more = accruals.length > MOST_SHOWN ? [[`and ${accruals.length - MOST_SHOWN} more`]] : [];
  const [principal, interest] = [totalOf(accruals, 'principal'), totalOf(accruals, 'interest')];
  const total = [
    `Total of ${counted(accruals.length)}`,
    amountIn(principal, currency),
    '',
    amountIn(interest, currency),
  ];
  return table(columns, [...shown, ...more, ['', '----------', '', '----------'], total]);
}

const counted = (loans: number): string => (loans === 1 ? '1 loan' : `${loans} loans`);

/** A rate in percent, to four decimals, as people compare it; the reckoning uses the fraction. */
function percentOf({ numerator, denominator }: AnnualRate): string {
  const scaled = String((numerator * 1_000_000n) / denominator).padStart(5, '0');
  return `${scaled.slice(0, -4)}.${scaled.slice(-4)}`.replace(/\.?0+$/, '');
}
