/**
 * S1, the plain life of a loan: ACH disbursement, daily accrual, instalment, payoff. L1, USD, 12.00 % ACT/365.
 * Step 6, `payment_settled`, is not here: no command books it yet, so P1's money stays in 1050 to the end.
 */
import { expect, it } from 'vitest';
import { type InterestTerms, interestForDays, parseAnnualRate } from '../../src/interest/daily-interest.ts';
import { day, eventId, InMemoryBook, lines } from '../in-memory-book.ts';

const terms: InterestTerms = { rate: parseAnnualRate('12.00')!, convention: 'ACT_365' };
const amounts = (run: { readonly days: readonly { readonly amount: bigint }[] }) =>
  run.days.map(({ amount }) => amount);

const book = new InMemoryBook();
const january = interestForDays(terms, 1_000_000n, day('2026-01-05'), day('2026-02-04'));
const february = interestForDays(terms, 921_014n, day('2026-02-04'), day('2026-02-14'), january.carry);

it('1. 2026-01-05 disbursement: the pay-out is instructed', () => {
  const drawn = book.disburse({ loan: 'L1', amount: 1_000_000n, by: 'ach', on: '2026-01-05' });
  expect(lines(...drawn.entries)).toEqual(['DR 1100 1,000,000 L1', 'CR 2100 1,000,000 L1']);
  expect(drawn.answer.status).toBe('in_transit');
  expect(book.stands('L1')).toBe('principal 1,000,000 | interest 0 | fees 0 | exposure 1,000,000 | suspense 0');
});

it('2. 2026-01-07 disbursement_settled: 2100 back at 0 proves that the money left', () => {
  const settled = book.settle({ of: eventId(1), on: '2026-01-07' });
  expect(lines(...settled.entries)).toEqual(['DR 2100 1,000,000 L1', 'CR 1000 1,000,000 L1']);
  expect(settled.entries[0]?.correlationId).toBe(eventId(1));
});

it('3. 2026-01-05 to 02-03 accrual, 30 daily entries', () => {
  const accrued = book.accrueDays('L1', '2026-01-05', amounts(january));
  expect(accrued).toHaveLength(30);
  expect(accrued.at(-1)?.effectiveAt).toBe('2026-02-03');
  expect(lines(...accrued)).toEqual(['DR 1200 9,863 L1', 'CR 4100 9,863 L1']);
  expect(book.stands('L1')).toBe('principal 1,000,000 | interest 9,863 | fees 0 | exposure 1,009,863 | suspense 0');
});

it('4 and 5. 2026-02-04 payment of 88,849 by ACH: interest 9,863, principal 78,986', () => {
  const paid = book.pay({ loan: 'L1', amount: 88_849n, by: 'ach', on: '2026-02-04', ref: 'P1' });
  const [received, allocated] = paid.entries;
  expect(lines(received!)).toEqual(['DR 1050 88,849 L1', 'CR 2200 88,849 L1']);
  expect(lines(allocated!)).toEqual(['DR 2200 88,849 L1', 'CR 1200 9,863 L1', 'CR 1100 78,986 L1']);
  expect(paid.answer.allocation).toEqual({
    fees: 0n,
    lateCharges: 0n,
    interest: 9_863n,
    principal: 78_986n,
    unapplied: 0n,
  });
  expect(book.stands('L1')).toBe('principal 921,014 | interest 0 | fees 0 | exposure 921,014 | suspense 0');
});

it('7. 2026-02-04 to 02-13 accrual, 10 daily entries, the remainder of January carried', () => {
  const accrued = book.accrueDays('L1', '2026-02-04', amounts(february));
  expect(lines(...accrued)).toEqual(['DR 1200 3,028 L1', 'CR 4100 3,028 L1']);
  expect(book.stands('L1')).toBe('principal 921,014 | interest 3,028 | fees 0 | exposure 924,042 | suspense 0');
});

it('8 and 9. 2026-02-14 payoff of 924,042 by wire', () => {
  const paid = book.pay({ loan: 'L1', amount: 924_042n, by: 'wire', on: '2026-02-14', ref: 'P2' });
  const [received, allocated] = paid.entries;
  expect(lines(received!)).toEqual(['DR 1000 924,042 L1', 'CR 2200 924,042 L1']);
  expect(lines(allocated!)).toEqual(['DR 2200 924,042 L1', 'CR 1200 3,028 L1', 'CR 1100 921,014 L1']);
  expect(paid.answer.loanStatus).toBe('paid_off');
  expect(book.stands('L1')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 0');
});

it('check: what came in less what went out is the interest income, 9,863 + 3,028', () => {
  expect(lines(...book.entries).filter((line) => /^(DR (1000|1050)|CR (1000|4100))/.test(line))).toEqual([
    'DR 1050 88,849 L1',
    'DR 1000 924,042 L1',
    'CR 1000 1,000,000 L1',
    'CR 4100 12,891 L1',
  ]);
  expect(88_849 + 924_042 - 1_000_000).toBe(12_891);
});

it('the loan is covered through the night before its payoff', () => {
  expect(book.named('L1').accruedThrough).toBe('2026-02-13');
});
