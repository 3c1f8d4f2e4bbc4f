/**
 * S3, an unauthorised return 45 days later, the loan charged off meanwhile; and the return of a recovery. L3, USD,
 * 18.25 %, given on 2026-05-01: principal 300,000, interest 15,000, fees 5,000.
 */
import { expect, it } from 'vitest';
import { chargeOffPostings } from '../../src/events/losses/charge-off-postings.ts';
import { day, InMemoryBook, lines, loanId, PROGRAM } from '../in-memory-book.ts';
import { chargeoff } from '../losses.ts';
import { bankReturn, paymentSettlement } from '../money-in.ts';

const L3 = loanId('L3');

/** The loan until 2026-05-31, when all of it is charged off. */
function chargedOffLoan() {
  const book = new InMemoryBook();
  book.given('L3', '2026-05-01', { principal: 300_000n, interest: 15_000n, fees: 5_000n });
  const { event: payment } = book.pay({ loan: 'L3', amount: 30_000n, by: 'ach', on: '2026-05-01' });
  book.post(paymentSettlement({ of: payment, on: '2026-05-05' }));
  book.accrueDays('L3', '2026-05-01', Array(30).fill(145n));
  const { principal, interest, fees } = book.named('L3').balances;
  const effectiveAt = day('2026-05-31');
  book.happen('chargeoff', 'L3', (draft) => {
    const postings = chargeOffPostings(draft.loan(L3), { principal, interest, fees, effectiveAt }, PROGRAM, false);
    draft.write(draft.loan(L3), { type: 'chargeoff', effectiveAt, postings });
  });
  return { book, payment };
}

const claims = ({ balances }: { balances: { claimPrincipal: bigint; claimInterest: bigint; claimFees: bigint } }) => [
  balances.claimPrincipal,
  balances.claimInterest,
  balances.claimFees,
];

it('5. charged off: nothing is owed on the books, 290,000 and 4,350 are claimed', () => {
  const { book } = chargedOffLoan();
  expect(book.stands('L3')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 0');
  expect(claims(book.named('L3'))).toEqual([290_000n, 4_350n, 0n]);
});

it('6 and 7. returned R10: the buckets stand again for an instant, and are charged off with the first', () => {
  const { book, payment } = chargedOffLoan();
  book.closedThrough = day('2026-05-31');
  const returned = book.post(bankReturn({ of: payment }));
  const [restored, chargedOff] = returned.entries;
  expect(returned.entries.map(({ type, effectiveAt, correlationId }) => [type, effectiveAt, correlationId])).toEqual([
    ['payment_returned', '2026-05-01', payment],
    ['chargeoff', '2026-05-31', payment],
  ]);
  expect(returned.entries.map(({ accountingDate }) => accountingDate)).toEqual(['2026-06-01', '2026-06-01']);
  expect(lines(restored!)).toEqual(['DR 1300 5,000 L3', 'DR 1200 15,000 L3', 'DR 1100 10,000 L3', 'CR 1000 30,000 L3']);
  expect(lines(chargedOff!)).toEqual([
    'DR 1900 10,000 L3',
    'DR 4190 15,000 L3',
    'DR 4290 5,000 L3',
    'DR 9100 10,000 L3',
    'DR 9200 15,000 L3',
    'DR 9300 5,000 L3',
    'CR 1100 10,000 L3',
    'CR 1200 15,000 L3',
    'CR 1300 5,000 L3',
    'CR 9900 30,000 L3',
  ]);
  expect(returned.answer).toMatchObject({
    entryId: restored!.id,
    followOnEntryIds: [chargedOff!.id],
    loanStatus: 'charged_off',
    restored: { principal: 10_000n, interest: 15_000n, fees: 5_000n, suspense: 0n, recovery: 0n },
  });
  expect(returned.answer.staleAccruals).toHaveLength(30);
  expect(returned.answer.staleAccruals[0]).toEqual({ date: '2026-05-01', principal: 300_000n, interest: 145n });
  expect(claims(book.named('L3'))).toEqual([300_000n, 19_350n, 5_000n]);
});

it('a payment after the charge-off is a recovery, and its return the mirror of it: the claim is up again', () => {
  const { book } = chargedOffLoan();
  const before = claims(book.named('L3'));
  const paid = book.pay({ loan: 'L3', amount: 30_000n, by: 'ach', on: '2026-06-10' });
  expect(claims(book.named('L3'))).toEqual([260_000n, 4_350n, 0n]);
  const returned = book.post(bankReturn({ of: paid.event }));
  expect(lines(...returned.entries)).toEqual([
    'DR 1900 30,000 L3',
    'DR 9100 30,000 L3',
    'CR 1050 30,000 L3',
    'CR 9900 30,000 L3',
  ]);
  expect(returned.answer).toMatchObject({
    restored: { recovery: 30_000n },
    loanStatus: 'charged_off',
    followOnEntryIds: [],
  });
  expect(claims(book.named('L3'))).toEqual(before);
});

it('a payment dated before the charge-off but posted after it pays the claim, and gives it back from the same day on', () => {
  const { book } = chargedOffLoan();
  const paid = book.pay({ loan: 'L3', amount: 30_000n, by: 'ach', on: '2026-05-20' });
  expect(paid.entries.map(({ type, effectiveAt }) => [type, effectiveAt])).toEqual([
    ['payment_received', '2026-05-20'],
    ['recovery', '2026-05-31'],
  ]);
  book.post(bankReturn({ of: paid.event }));
  for (const date of ['2026-05-20', '2026-05-30', '2026-05-31', '2026-06-01']) {
    const { suspense, claimPrincipal } = book.fold(L3, day(date));
    expect([suspense, claimPrincipal], date).toEqual([0n, date < '2026-05-31' ? 0n : 290_000n]);
  }
});

it('after a charge-off in part, a payment that emptied the book and came back is owed on the books again', () => {
  const book = new InMemoryBook();
  book.disburse({ loan: 'L3', amount: 300_000n, on: '2026-05-01' });
  book.post(chargeoff({ loan: 'L3', on: '2026-05-10', amounts: { principal: 100_000n } }));
  const paid = book.pay({ loan: 'L3', amount: 200_000n, by: 'ach', on: '2026-05-20' });
  expect(paid.answer.loanStatus).toBe('charged_off');
  const returned = book.post(bankReturn({ of: paid.event }));
  expect(lines(...returned.entries)).toEqual(['DR 1100 200,000 L3', 'CR 1050 200,000 L3']);
  expect(returned.answer).toMatchObject({ followOnEntryIds: [], loanStatus: 'active' });
  expect(claims(book.named('L3'))).toEqual([100_000n, 0n, 0n]);
});
