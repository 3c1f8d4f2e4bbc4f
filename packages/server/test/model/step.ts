import fc from 'fast-check';
import type { Mode } from './expectation.ts';
import { TODAY } from './world.ts';

/** What a lender may do, by the noun of the API. */
export const OPS = [
  'open',
  'draw',
  'settle draw',
  'pay',
  'settle payment',
  'return',
  'allocate',
  'refund',
  'receipt',
  'charge fee',
  'waive',
  'accrue',
  'charge off',
  'recover',
  'nonaccrual',
  'restructure',
  'refinance',
  'reverse',
  'adjust',
  'close period',
] as const;

export type Op = (typeof OPS)[number];
export type Way = 'ach' | 'wire' | 'card' | 'check';

/**
 * One step of a life, before anybody knows whether it makes sense: `pick` chooses among what is there to choose from,
 * `twist` among the variants of the act. Days run past today, and before the first draw.
 */
export interface Step {
  readonly op: Op;
  readonly loan: 'L1' | 'L2' | 'L3' | 'L4' | 'L5' | 'L6';
  readonly day: number;
  readonly amount: number;
  readonly pick: number;
  readonly way: Way;
  readonly mode: Mode;
  readonly twist: number;
}

const WEIGHTS: Readonly<Record<Op, number>> = {
  open: 2,
  draw: 3,
  'settle draw': 3,
  pay: 14,
  'settle payment': 5,
  return: 10,
  allocate: 6,
  refund: 5,
  receipt: 2,
  'charge fee': 7,
  waive: 7,
  accrue: 8,
  'charge off': 4,
  recover: 4,
  nonaccrual: 2,
  restructure: 3,
  refinance: 2,
  reverse: 12,
  adjust: 3,
  'close period': 1,
};

const op = fc.oneof(...OPS.map((name) => ({ weight: WEIGHTS[name], arbitrary: fc.constant(name) })));

/** Mostly sensible days; some in the future, some before anything was lent. */
const day = fc.oneof(
  { weight: 18, arbitrary: fc.integer({ min: 5, max: TODAY }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: TODAY + 1, max: TODAY + 3 }) },
);

export const step: fc.Arbitrary<Step> = fc.record({
  op,
  loan: fc.constantFrom('L1', 'L1', 'L1', 'L2', 'L2', 'L3'),
  day,
  amount: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 700 })),
  pick: fc.nat({ max: 11 }),
  way: fc.constantFrom('ach', 'ach', 'wire', 'card', 'check'),
  mode: fc.constantFrom(
    'waterfall',
    'waterfall',
    'waterfall',
    'principal_only',
    'interest_only',
    'fees_only',
    'custom',
  ),
  twist: fc.nat({ max: 11 }),
});

/** A life: so many steps after the prologue, in which L1 is drawn and L2 comes over from another system. */
export const lifeOf = (steps: number, least = steps): fc.Arbitrary<Step[]> =>
  fc.array(step, { minLength: least, maxLength: steps, size: 'max' });

/** The step as a line of a report: enough to read, and to write down as a case of its own. */
export const told = (one: Step): string => {
  const { op: what, loan, day: on, amount, pick, way, mode, twist } = one;
  return `{ op: '${what}', loan: '${loan}', day: ${on}, amount: ${amount}, pick: ${pick}, way: '${way}', mode: '${mode}', twist: ${twist} }`;
};

/** The life of so many steps that a seed stands for. */
export const lifeBy = (seed: number, steps: number): Step[] => fc.sample(lifeOf(steps), { seed, numRuns: 1 })[0]!;
