import { describe, expect, it } from 'vitest';
import { describeSuspenseAge, type Moved, stillWaiting } from './suspense-age.ts';

/** Suspense that waits too long is somebody's money that nobody looks after: its age is that of what came in last. */

const moved = (day: string, amount: bigint): Moved => ({ day, amount });

describe('what is still waiting', () => {
  it.each<[string, readonly Moved[], readonly Moved[]]>([
    ['all, where nothing left', [moved('a', 5n), moved('b', 7n)], [moved('a', 5n), moved('b', 7n)]],
    ['what left the oldest', [moved('a', 5n), moved('b', 7n), moved('c', -2n)], [moved('a', 3n), moved('b', 7n)]],
    ['what left several', [moved('a', 5n), moved('b', 7n), moved('c', -6n)], [moved('b', 6n)]],
    ['what came after', [moved('a', 5n), moved('b', -5n), moved('c', 1n)], [moved('c', 1n)]],
    ['nothing, where all left', [moved('a', 5n), moved('b', -5n)], []],
  ])('is %s', (_, given, expected) => expect(stillWaiting(given)).toEqual(expected));
});

it('is drawn by age, with the whole and what could be refunded', () => {
  const ages = [
    { from_days: 0, to_days: 7, suspense_minor: '5000' },
    { from_days: 8, to_days: null, suspense_minor: '2500' },
  ];
  const whole = { suspense_minor: '7500', available_suspense_minor: '2500' };
  const age = { loan_id: '1111', currency: 'USD', as_of_date: '2026-05-31', ages, ...whole };
  expect(describeSuspenseAge(age, { columns: 36, hasBlocks: false })).toBe(
    `Suspense of loan 1111 on 2026-05-31, in USD, by age

0 to 7 days  ################  50.00
over 7 days  ########          25.00

Total 75.00, of which 25.00 is past its hold.`,
  );
});
