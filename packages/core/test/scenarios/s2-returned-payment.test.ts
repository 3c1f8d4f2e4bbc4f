/**
 * S2, an ACH payment that is returned R01 after it was allocated (steps 1 to 5), and the variant of a program that
 * credits ACH on settlement (12 and 13). L2, USD, 18.25 % ACT/365: 250 a day on 500,000.
 */
import { expect, it } from 'vitest';
import { type InterestTerms, interestForDays, NO_CARRY, parseAnnualRate } from '../../src/interest/daily-interest.ts';
import { day, eventId, InMemoryBook, lines, PROGRAM } from '../in-memory-book.ts';
import { bankReturn } from '../money-in.ts';

const terms: InterestTerms = { rate: parseAnnualRate('18.25')!, convention: 'ACT_365' };
const amounts = (run: { readonly days: readonly { readonly amount: bigint }[] }) =>
  run.days.map(({ amount }) => amount);

const book = new InMemoryBook();
book.disburse({ loan: 'L2', amount: 500_000n, on: '2026-03-01' }); // "given on 2026-03-01: principal 500,000"

it('1. 2026-03-01 to 03-30 accrual, 30 x 250', () => {
  const march = interestForDays(terms, 500_000n, day('2026-03-01'), day('2026-03-31'));
  expect(amounts(march)).toEqual(Array(30).fill(250n));
  const accrued = book.accrueDays('L2', '2026-03-01', amounts(march));
  expect(lines(...accrued)).toEqual(['DR 1200 7,500 L2', 'CR 4100 7,500 L2']);
  expect(book.stands('L2')).toBe('principal 500,000 | interest 7,500 | fees 0 | exposure 507,500 | suspense 0');
});

it('2 and 3. 2026-03-31 payment of 50,000 by ACH: interest 7,500, principal 42,500', () => {
  const paid = book.pay({ loan: 'L2', amount: 50_000n, by: 'ach', on: '2026-03-31', ref: 'P1' });
  const [received, allocated] = paid.entries;
  expect(lines(received!)).toEqual(['DR 1050 50,000 L2', 'CR 2200 50,000 L2']);
  expect(lines(allocated!)).toEqual(['DR 2200 50,000 L2', 'CR 1200 7,500 L2', 'CR 1100 42,500 L2']);
  expect(received?.correlationId).toBe(allocated?.correlationId);
  expect(book.stands('L2')).toBe('principal 457,500 | interest 0 | fees 0 | exposure 457,500 | suspense 0');
});

it('4. 2026-03-31 and 04-01 accrual: 228.75 a day is 229, then 228', () => {
  const after = interestForDays(terms, 457_500n, day('2026-03-31'), day('2026-04-02'), NO_CARRY);
  expect(amounts(after)).toEqual([229n, 228n]);
  expect(after.carry).toEqual({ numerator: 1n, denominator: 2n });
  const accrued = book.accrueDays('L2', '2026-03-31', amounts(after));
  expect(lines(...accrued)).toEqual(['DR 1200 457 L2', 'CR 4100 457 L2']);
  expect(book.stands('L2')).toBe('principal 457,500 | interest 457 | fees 0 | exposure 457,957 | suspense 0');
});

it("the accrual of 03-31 counts on the principal after that day's payment: the day is judged at its close", () => {
  expect(book.fold(book.named('L2').id, day('2026-03-31')).principal).toBe(457_500n);
  expect(book.fold(book.named('L2').id, day('2026-03-30'))).toMatchObject({ principal: 500_000n, interest: 7_500n });
});

it('5. 2026-04-02 returned R01, March is closed: each bucket has back what it gave, as if it had never been paid', () => {
  book.closedThrough = day('2026-03-31');
  const [payment] = book.history(book.named('L2').id).filter(({ type }) => type === 'payment_received');
  const returned = book.post(bankReturn({ of: payment!.eventId }));
  expect(lines(...returned.entries)).toEqual(['DR 1200 7,500 L2', 'DR 1100 42,500 L2', 'CR 1050 50,000 L2']);
  expect(returned.entries).toMatchObject([
    {
      type: 'payment_returned',
      correlationId: payment!.eventId,
      effectiveAt: '2026-03-31',
      accountingDate: '2026-04-01', // the first open day; the page's 04-02 is the day of posting
    },
  ]);
  expect(book.stands('L2')).toBe('principal 500,000 | interest 7,957 | fees 0 | exposure 507,957 | suspense 0');
  expect(returned.answer.staleAccruals).toEqual([
    { date: '2026-03-31', principal: 500_000n, interest: 229n },
    { date: '2026-04-01', principal: 500_000n, interest: 228n },
  ]);
});

it('12 and 13. variant, credited on settlement: the lines are PENDING, and the return takes them away', () => {
  const onSettlement = { ...PROGRAM, creditOn: { ...PROGRAM.creditOn, ach: 'settlement' as const } };
  const variant = new InMemoryBook(onSettlement);
  variant.disburse({ loan: 'L2v', amount: 500_000n, on: '2026-03-01' });
  const paid = variant.pay({ loan: 'L2v', amount: 50_000n, by: 'ach', on: '2026-03-31' });
  expect(lines(...paid.entries)).toEqual(['DR 1050 50,000 L2v', 'CR 2200 50,000 L2v']);
  const returned = variant.post(bankReturn({ of: eventId(2) }));
  expect(lines(...returned.entries)).toEqual(['DR 2200 50,000 L2v', 'CR 1050 50,000 L2v']);
  const layers = [...paid.entries, ...returned.entries].flatMap(({ postings }) => postings.map(({ layer }) => layer));
  expect(layers).toEqual(['PENDING', 'PENDING']);
  expect(returned.answer).toMatchObject({ returned: 50_000n, staleAccruals: [], followOnEntryIds: [] });
  expect(variant.stands('L2v')).toBe('principal 500,000 | interest 0 | fees 0 | exposure 500,000 | suspense 0');
});
