/**
 * Splits that another system expects (Apache Fineract's feature tests; sources in `vectors/allocation.json`). Ours is
 * one waterfall over the balances of the whole loan, so the cases that agree with such a waterfall are run.
 */
import { describe, expect, it } from 'vitest';
import { allocate, type OwedBucket, type Waterfall } from '../src/loan/allocation.ts';
import vectors from './vectors/allocation.json' with { type: 'json' };

type Case = (typeof vectors.cases)[number];
type Component = 'penalties' | 'fees' | 'interest' | 'principal';

/** The file's components as our buckets. */
const BUCKET: Record<Component, OwedBucket> = {
  penalties: 'lateCharges',
  fees: 'fees',
  interest: 'interest',
  principal: 'principal',
};

/** The order of components in a case: 'past_due:fees' and 'due:fees' are one of ours, at its first place. */
const orderOf = ({ order }: Case): Waterfall =>
  [...new Set(order.map((item) => item.split(':')[1] as Component))].map((component) => BUCKET[component]);

const byBucket = (amounts: Record<Component, string>) => ({
  lateCharges: BigInt(amounts.penalties),
  fees: BigInt(amounts.fees),
  interest: BigInt(amounts.interest),
  principal: BigInt(amounts.principal),
});

const flat = vectors.cases.filter((vector) => vector.flat_waterfall_agrees);

/** Sections that `about` describes and this copy of the file does not have. */
const absent: Record<string, string> = {
  instalment_cases: 'one instalment of a plan; a ledger has no instalments',
  payoff_cases: 'a payoff over a plan with 30/360 interest, which the caller computes',
  unallocation_cases: 'chargebacks and refunds, which no command books yet',
  published_examples: "other lenders' pages",
};

describe('no vector goes unread', () => {
  it('every section of the file is run, and every section it only describes has a reason', () => {
    expect(Object.keys(vectors)).toEqual(['about', 'cases']);
    const described = Object.keys(vectors.about.lists).filter((section) => !Object.hasOwn(vectors, section));
    expect(described.sort()).toEqual(Object.keys(absent).sort());
  });

  it('all 64 cases agree with a flat waterfall, and all are run', () => {
    expect(vectors.cases).toHaveLength(64);
    expect(flat).toHaveLength(64);
    expect(new Set(flat.map(({ id }) => id)).size).toBe(64);
  });

  it('they are of three orders', () => {
    const orders = new Map<string, number>();
    for (const vector of flat) {
      const order = orderOf(vector).join(' > ');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(Object.fromEntries(orders)).toEqual({
      'lateCharges > fees > interest > principal': 13,
      'lateCharges > fees > principal > interest': 36,
      'lateCharges > interest > principal > fees': 15,
    });
  });
});

describe('how one payment is split', () => {
  it.each(flat)('$id: $payment.amount as $payment.type', (vector) => {
    const split = allocate(BigInt(vector.payment.amount), byBucket(vector.owed_before), orderOf(vector));
    expect(split).toEqual({ ...byBucket(vector.expected), unapplied: BigInt(vector.expected.overpayment) });
  });
});
