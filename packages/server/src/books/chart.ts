/** The chart of accounts as SQL asks for it: which accounts are the buckets of loans, and which are memo. */
import { ACCOUNTS, type AccountRole, ALL_BUCKETS, BUCKETS, type Bucket, CHART } from '@tallystick/core';
import type { BUCKET_NAMES } from '@tallystick/core/contract';

/** The memo accounts, which stand outside the balance sheet. */
export const MEMO_CODES: readonly number[] = CHART.filter((account) => account.class === 'memo').map(
  ({ code }) => code,
);

/** The account that controls one bucket of all loans, and the names that the bucket goes by. */
export interface ControlAccount {
  readonly bucket: Bucket;
  /** In answers. */
  readonly name: (typeof BUCKET_NAMES)[number];
  /** In the table `loans`. */
  readonly column: string;
  readonly code: number;
  /** Of a debit: 1 where the account grows by debits, else -1. */
  readonly sign: 1 | -1;
}

const NAMES = {
  principal: ['principal', 'principal'],
  interest: ['interest', 'interest'],
  fees: ['fees', 'fees'],
  lateCharges: ['late_charges', 'late_charges'],
  suspense: ['suspense', 'suspense'],
  claimPrincipal: ['charged_off_principal', 'claim_principal'],
  claimInterest: ['charged_off_interest', 'claim_interest'],
  claimFees: ['charged_off_fees', 'claim_fees'],
  nonaccrualInterest: ['nonaccrual_interest', 'nonaccrual_interest'],
} as const satisfies Readonly<Record<Bucket, readonly [ControlAccount['name'], string]>>;

/** Every control account, in the order of the chart. */
export const CONTROL_ACCOUNTS: readonly ControlAccount[] = ALL_BUCKETS.map((bucket) => {
  const account = ACCOUNTS[BUCKETS[bucket] as AccountRole];
  const [name, column] = NAMES[bucket];
  return { bucket, name, column, code: account.code, sign: account.normal === 'DR' ? 1 : -1 };
});

/** The rows of a table of control accounts for SQL: (column, code, sign). */
export const CONTROL_ROWS = CONTROL_ACCOUNTS.map(({ column, code, sign }) => `('${column}', ${code}, ${sign})`).join(
  ', ',
);

/** The rows of a table of what the loan `l` stores: (column, amount). */
export const STORED_ROWS = CONTROL_ACCOUNTS.map(({ column }) => `('${column}', l.${column})`).join(', ');
