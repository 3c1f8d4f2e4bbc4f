import type { BUCKET_NAMES } from '../contract/allocation.ts';
import { ACCOUNTS, type AccountCode, type AccountRole, accountOf, type Direction } from '../ledger/account.ts';
import { EVENT_TYPES, type EventType } from '../ledger/entry.ts';
import type { Layer } from '../ledger/posting.ts';
import { ALL_BUCKETS, BUCKETS, type Bucket, bucketOf } from '../loan/bucket.ts';
import type { Minor } from '../money/minor.ts';

/** The account that controls one bucket of all loans. */
export interface ControlAccount {
  readonly bucket: Bucket;
  /** The bucket's name in answers. */
  readonly name: (typeof BUCKET_NAMES)[number];
  readonly code: number;
  /** Of a debit: 1 where the account grows by debits, else -1. */
  readonly sign: 1 | -1;
}

const NAMES: Readonly<Record<Bucket, ControlAccount['name']>> = {
  principal: 'principal',
  interest: 'interest',
  fees: 'fees',
  lateCharges: 'late_charges',
  suspense: 'suspense',
  claimPrincipal: 'charged_off_principal',
  claimInterest: 'charged_off_interest',
  claimFees: 'charged_off_fees',
  nonaccrualInterest: 'nonaccrual_interest',
};

/** Every control account, in the order of the chart. */
export const CONTROL_ACCOUNTS: readonly ControlAccount[] = ALL_BUCKETS.map((bucket) => {
  const account = ACCOUNTS[BUCKETS[bucket] as AccountRole];
  return { bucket, name: NAMES[bucket], code: account.code, sign: account.normal === 'DR' ? 1 : -1 };
});

/** What one account has seen in one currency and layer, as sums that may pass what an amount can hold. */
export interface AccountTotal {
  readonly account: number;
  readonly layer: Layer;
  /** The lender's own number of the account, where it is mapped. */
  readonly glCode: string | undefined;
  readonly debits: Minor;
  readonly credits: Minor;
}

/** What a trial balance was asked by, and the day and currency that it came to. */
export interface Tried {
  readonly asOf: string;
  readonly knownAt: string | undefined;
  readonly programId: string | undefined;
  readonly currency: string;
}

/** A trial balance of totals in the order of their accounts, as it is answered: memo accounts apart. */
export function trialBalanceOf({ asOf, knownAt, programId, currency }: Tried, totals: readonly AccountTotal[]) {
  const shown = totals.map(accountTotalsOf);
  const accounts = shown.filter((account) => account.class !== 'memo');
  return {
    as_of_date: asOf,
    ...(knownAt === undefined ? {} : { known_at: knownAt }),
    ...(programId === undefined ? {} : { program_id: programId }),
    currency,
    accounts,
    memo: shown.filter((account) => account.class === 'memo'),
    totals: { debits_minor: sumOf(accounts, 'debits_minor'), credits_minor: sumOf(accounts, 'credits_minor') },
  };
}

function accountTotalsOf({ account, layer, glCode, debits, credits }: AccountTotal) {
  const { code, name, class: kind, normal } = accountOf(account)!;
  const { side, balance } = balanceOf(debits, credits, normal);
  return {
    account_code: String(code),
    name,
    class: kind,
    ...(glCode === undefined ? {} : { gl_code: glCode }),
    layer,
    debits_minor: String(debits),
    credits_minor: String(credits),
    balance_minor: String(balance),
    balance_side: side,
  };
}

/** The balance and the side on which it stands: the normal one when it is 0. */
function balanceOf(debits: Minor, credits: Minor, normal: Direction): { side: Direction; balance: Minor } {
  if (debits === credits) return { side: normal, balance: 0n };
  return debits > credits ? { side: 'DR', balance: debits - credits } : { side: 'CR', balance: credits - debits };
}

type AccountTotals = ReturnType<typeof accountTotalsOf>;

const sumOf = (accounts: readonly AccountTotals[], side: 'debits_minor' | 'credits_minor'): string =>
  String(accounts.reduce((sum, account) => sum + BigInt(account[side]), 0n));

/** What a trial balance that names no currency must be refused with, unless the books have exactly one. */
export function currencyToName(held: readonly string[]): string {
  return `must name a currency: the books hold ${held.length === 0 ? 'none yet' : held.join(', ')}`;
}

/** One control account held against the loans that it is made of. */
export interface Tied {
  readonly account: number;
  readonly currency: string;
  readonly ledger: Minor;
  readonly loans: Minor;
}

/** A tie-out as it is answered. */
export function tieOutOf(tied: readonly Tied[]) {
  const accounts = tied.map(({ account, currency, ledger, loans }) => ({
    account_code: String(account),
    currency,
    ledger_minor: String(ledger),
    loans_minor: String(loans),
    difference_minor: String(ledger - loans),
  }));
  return { accounts, balanced: tied.every(({ ledger, loans }) => ledger === loans) };
}

/** What one type of entry moved in a month between two accounts. */
export interface Moved {
  readonly type: EventType;
  readonly debit: AccountCode;
  readonly credit: AccountCode;
  readonly amount: Minor;
}

/** What a roll-forward was asked by. */
export interface Rolled {
  readonly month: string;
  readonly currency: string;
  readonly programId: string | undefined;
}

/**
 * A roll-forward as it is answered.
 *
 * @param openings the debits less the credits of each control account before the month; none is zero.
 */
export const rollForwardOf = (
  { month, currency, programId }: Rolled,
  openings: ReadonlyMap<number, Minor>,
  moved: readonly Moved[],
) => ({
  month,
  currency,
  ...(programId === undefined ? {} : { program_id: programId }),
  buckets: CONTROL_ACCOUNTS.map(({ bucket, name, code, sign }) => {
    const opening = BigInt(sign) * (openings.get(code) ?? 0n);
    const movements = movementsOf(bucket, moved);
    const closing = movements.reduce((sum, { increase, decrease }) => sum + increase - decrease, opening);
    return {
      bucket: name,
      opening_minor: String(opening),
      movements: movements.map(({ type, increase, decrease }) => ({
        event_type: type,
        increase_minor: String(increase),
        decrease_minor: String(decrease),
      })),
      closing_minor: String(closing),
    };
  }),
});

interface BucketMovement {
  readonly type: EventType;
  readonly increase: Minor;
  readonly decrease: Minor;
}

/** What each type of entry added to a bucket and took from it, in the order of the types; those that did neither are left out. */
function movementsOf(bucket: Bucket, moved: readonly Moved[]): BucketMovement[] {
  return EVENT_TYPES.flatMap((type) => {
    const sums = { increase: 0n, decrease: 0n };
    for (const { debit, credit, amount } of moved.filter((one) => one.type === type)) {
      const debited = bucketOf(debit);
      const credited = bucketOf(credit);
      if (debited?.bucket === bucket) sums[debited.normal === 'DR' ? 'increase' : 'decrease'] += amount;
      if (credited?.bucket === bucket) sums[credited.normal === 'CR' ? 'increase' : 'decrease'] += amount;
    }
    return sums.increase + sums.decrease === 0n ? [] : [{ type, ...sums }];
  });
}
