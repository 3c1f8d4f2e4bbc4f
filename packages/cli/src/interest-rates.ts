import type { AnnualRate } from '@tallystick/core';
import { UUID_PATTERN } from '@tallystick/core/contract';
import { csvRows, openText } from './csv-rows.ts';
import { usage } from './failure.ts';

/** The annual rate of a loan; undefined where nobody said. */
export type Rates = (loanId: string) => AnnualRate | undefined;

/**
 * The rates of an accrual run: one for all, or one for each loan of a CSV file with the columns `loan_id` and `rate`.
 * The ledger keeps no rates (decision D9), so the caller brings them.
 *
 * @throws Failure when neither or both are given, or a rate is none.
 */
export async function ratesOf(given: { rate?: string | undefined; rates?: string | undefined }): Promise<Rates> {
  const { rate, rates } = given;
  if ((rate === undefined) === (rates === undefined)) throw usage('Give the rate of all loans by --rate, or --rates.');
  if (rates !== undefined) return ratesIn(rates);
  const forAll = await rateIn(rate!, '--rate');
  return () => forAll;
}

async function ratesIn(file: string): Promise<Rates> {
  const rateOf = new Map<string, AnnualRate>();
  for await (const { line, cells, isRagged } of csvRows(openText(file))) {
    const where = `${file}, line ${line}`;
    if (isRagged) throw usage(`${where}: the row has not as many cells as the header.`);
    const { loan_id: loan = '', rate = '' } = cells;
    if (!UUID_PATTERN.test(loan)) throw usage(`${where}: loan_id must be a UUID, not '${loan}'.`);
    if (rateOf.has(loan.toLowerCase())) throw usage(`${where}: the loan ${loan} has a rate already.`);
    rateOf.set(loan.toLowerCase(), await rateIn(rate, where));
  }
  return (loanId) => rateOf.get(loanId);
}

async function rateIn(percent: string, where: string): Promise<AnnualRate> {
  const rate = (await import('@tallystick/core')).parseAnnualRate(percent);
  if (rate !== undefined) return rate;
  throw usage(`${where}: a rate is percent a year, as 18.25, not '${percent}'.`);
}
