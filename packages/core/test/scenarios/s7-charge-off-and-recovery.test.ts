/**
 * S7, non-accrual, full charge-off, recovery through an agency, recovery above the claim, and the refund of
 * what is above it. L7, USD, 18.25%, given on 2026-04-30: principal 250,000, interest 9,000, fees 3,000.
 */
import { expect, it } from 'vitest';
import { InMemoryBook, lines } from '../in-memory-book.ts';
import { chargeoff, nonaccrual, recovery } from '../losses.ts';
import { refund } from '../money-in.ts';

const book = new InMemoryBook();
book.given('L7', '2026-04-30', { principal: 250_000n, interest: 9_000n, fees: 3_000n });
const balances = () => book.named('L7').balances;

it('1. 2026-04-30 nonaccrual: accrued interest reversed', () => {
  const entered = book.post(nonaccrual({ loan: 'L7', on: '2026-04-30' }));
  expect(lines(...entered.entries)).toEqual([
    'DR 4190 9,000 L7',
    'DR 9400 9,000 L7',
    'CR 1200 9,000 L7',
    'CR 9900 9,000 L7',
  ]);
  expect(book.stands('L7')).toBe('principal 250,000 | interest 0 | fees 3,000 | exposure 253,000 | suspense 0');
  expect(balances().nonaccrualInterest).toBe(9_000n);
});

it('2. 2026-05-01 .. 05-30 accrual, 30 x 125: memo only', () => {
  const accrued = book.accrueDays('L7', '2026-05-01', Array<bigint>(30).fill(125n));
  expect(lines(...accrued)).toEqual(['DR 9400 3,750 L7', 'CR 9900 3,750 L7']);
  expect(book.stands('L7')).toBe('principal 250,000 | interest 0 | fees 3,000 | exposure 253,000 | suspense 0');
  expect(balances().nonaccrualInterest).toBe(12_750n);
});

it('3. 2026-05-31 chargeoff, full, reason past_due_120', () => {
  const lost = book.post(chargeoff({ loan: 'L7', on: '2026-05-31' }));
  expect(lines(...lost.entries)).toEqual([
    'DR 1900 250,000 L7',
    'DR 4290 3,000 L7',
    'DR 9100 250,000 L7',
    'DR 9200 12,750 L7',
    'DR 9300 3,000 L7',
    'CR 1100 250,000 L7',
    'CR 1300 3,000 L7',
    'CR 9900 253,000 L7',
    'CR 9400 12,750 L7',
  ]);
  expect(lost.answer.claims).toEqual({ principal: 250_000n, interest: 12_750n, fees: 3_000n });
  expect(book.stands('L7')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 0');
});

it('4 and 5. 2026-09-15 100,000 gross through an agency that keeps 20%', () => {
  const collected = book.post(recovery({ loan: 'L7', amount: 100_000n, cost: 20_000n, on: '2026-09-15', ref: 'P1' }));
  const [received, recovered] = collected.entries;
  expect(lines(received!)).toEqual(['DR 1000 80,000 L7', 'DR 5500 20,000 L7', 'CR 2200 100,000 L7']);
  expect(lines(recovered!)).toEqual([
    'DR 2200 100,000 L7',
    'DR 9900 100,000 L7',
    'CR 1900 100,000 L7',
    'CR 9100 100,000 L7',
  ]);
  expect(collected.answer.claims).toEqual({ principal: 150_000n, interest: 12_750n, fees: 3_000n });
});

it('6 and 7. 2026-12-20 170,000 by wire: 4,250 above the claim', () => {
  const collected = book.post(recovery({ loan: 'L7', amount: 170_000n, on: '2026-12-20', ref: 'P2' }));
  const [received, recovered] = collected.entries;
  expect(lines(received!)).toEqual(['DR 1000 170,000 L7', 'CR 2200 170,000 L7']);
  expect(lines(recovered!)).toEqual([
    'DR 2200 165,750 L7',
    'DR 9900 165,750 L7',
    'CR 1900 150,000 L7',
    'CR 9100 150,000 L7',
    'CR 4100 12,750 L7',
    'CR 9200 12,750 L7',
    'CR 4200 3,000 L7',
    'CR 9300 3,000 L7',
  ]);
  expect(collected.answer).toMatchObject({ unapplied: 4_250n, loanStatus: 'paid_off' });
  expect(book.stands('L7')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 4,250');
});

it('8. 2026-12-22 refund of 4,250', () => {
  const refunded = book.post(refund({ loan: 'L7', amount: 4_250n, on: '2026-12-22' }));
  expect(lines(...refunded.entries)).toEqual(['DR 2200 4,250 L7', 'CR 1000 4,250 L7']);
  expect(book.stands('L7')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 0');
});

it('the net charge-off to the allowance is 0, and the bank has what was collected less the agency and the refund', () => {
  const net = (account: number) =>
    book.entries
      .flatMap(({ postings }) => postings)
      .reduce((sum, { debit, credit, amount }) => {
        return sum + (debit === account ? amount : 0n) - (credit === account ? amount : 0n);
      }, 0n);
  expect(net(1900)).toBe(0n);
  expect(net(1000)).toBe(100_000n + 170_000n - 20_000n - 4_250n - 250_000n);
});
