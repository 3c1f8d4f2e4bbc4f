/** The names by which the generator, the fills and the baselines know the same loans, without handing lists around. */

const padded = (number: number) => number.toString(16).padStart(12, '0');

/** Where a loan's number stands in its id: the same for every tenant, as ids belong to tenants. */
export const LOAN_PREFIX = '0198f000-0000-7000-8000-';
export const BORROWER_PREFIX = '0198f000-0000-7000-9000-';

/** The id of a tenant's loan by its number, from 0. */
export const loanId = (number: number): string => LOAN_PREFIX + padded(number);

/** The id of that loan's borrower. */
export const borrowerId = (number: number): string => BORROWER_PREFIX + padded(number);

/** The same in SQL, of an integer expression. */
export const loanIdSql = (number: string): string => `('${LOAN_PREFIX}' || lpad(to_hex(${number}), 12, '0'))::uuid`;
export const borrowerIdSql = (number: string): string =>
  `('${BORROWER_PREFIX}' || lpad(to_hex(${number}), 12, '0'))::uuid`;

/** The day so many days before today, in UTC. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

/** The day so many days after another. */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
