/** The chart of accounts as SQL asks for it: which accounts are the buckets of loans, and which are memo. */
import { type Bucket, CHART } from '@tallystick/core';
import { CONTROL_ACCOUNTS } from '@tallystick/core/wire';

/** The memo accounts, which stand outside the balance sheet. */
export const MEMO_CODES: readonly number[] = CHART.filter((account) => account.class === 'memo').map(
  ({ code }) => code,
);

/** The column of each bucket in the table `loans`. */
export const COLUMNS: Readonly<Record<Bucket, string>> = {
  principal: 'principal',
  interest: 'interest',
  fees: 'fees',
  lateCharges: 'late_charges',
  suspense: 'suspense',
  claimPrincipal: 'claim_principal',
  claimInterest: 'claim_interest',
  claimFees: 'claim_fees',
  nonaccrualInterest: 'nonaccrual_interest',
};

/** The rows of a table of control accounts for SQL: (column, code, sign). */
export const CONTROL_ROWS = CONTROL_ACCOUNTS.map(
  ({ bucket, code, sign }) => `('${COLUMNS[bucket]}', ${code}, ${sign})`,
).join(', ');

/** The rows of a table of what the loan `l` stores: (column, amount). */
export const STORED_ROWS = CONTROL_ACCOUNTS.map(({ bucket }) => `('${COLUMNS[bucket]}', l.${COLUMNS[bucket]})`).join(
  ', ',
);
