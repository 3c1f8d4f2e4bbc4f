import { beforeEach, describe, expect, it } from 'vitest';
import {
  day,
  entriesOf,
  entry,
  entryId,
  eur,
  eventId,
  InMemoryBook,
  loanId,
  PROGRAM,
  payment,
} from '../../../test/in-memory-book.ts';
import { chargeoff, recovery } from '../../../test/losses.ts';
import type { Program } from '../../loan/program.ts';

/** L1, charged off on 2026-05-31: claims of principal 1,000, interest 40 and fees 5. */
function chargedOff(terms: Partial<Program> = {}): InMemoryBook {
  const book = new InMemoryBook({ ...PROGRAM, ...terms });
  book.given('L1', '2026-05-01', { principal: 1_000n, interest: 40n, fees: 5n });
  book.post(chargeoff({ on: '2026-05-31' }));
  return book;
}

let book: InMemoryBook;
beforeEach(() => {
  book = chargedOff();
});

describe('a recovery', () => {
  it('is a receipt and the claim that it pays, both of one event', () => {
    const collected = book.post(recovery({ amount: 1_020n, on: '2026-06-15' }));
    expect(entriesOf(collected)).toEqual([
      entry('payment_received', '2026-06-15', [1000, 2200, 1_020n]),
      entry('recovery', '2026-06-15', [2200, 1900, 1_000n], [9900, 9100, 1_000n], [2200, 4100, 20n], [9900, 9200, 20n]),
    ]);
    expect(collected.entries.map(({ correlationId }) => correlationId)).toEqual([collected.event, collected.event]);
    expect(collected.loanId).toBe(loanId('L1'));
    expect(collected.answer).toEqual({
      kind: 'recovery',
      receiptEntryId: entryId(6),
      entryId: entryId(7),
      postedAt: '2030-01-01T00:00:05.000Z',
      recovered: { principal: 1_000n, interest: 20n, fees: 0n, total: 1_020n },
      unapplied: 0n,
      claims: { principal: 0n, interest: 20n, fees: 5n },
      loanStatus: 'charged_off',
    });
  });

  it('above the claim leaves the rest in suspense, and the loan is paid off', () => {
    const collected = book.post(recovery({ amount: 1_050n, on: '2026-06-15' }));
    expect(collected.answer).toMatchObject({ recovered: { total: 1_045n }, unapplied: 5n, loanStatus: 'paid_off' });
    expect(book.named('L1').balances.suspense).toBe(5n);
  });

  it('pays the claim in full though an agency kept a part, which is the cost of the lender', () => {
    const collected = book.post(recovery({ amount: 100n, cost: 20n, ref: 'A7', on: '2026-06-15' }));
    expect(entriesOf(collected)[0]).toEqual(
      entry('payment_received', '2026-06-15', [1000, 2200, 80n], [5500, 2200, 20n]),
    );
    expect(collected.entries[0]!.postings.map(({ externalRef }) => externalRef)).toEqual(['A7', 'A7']);
    expect(collected.answer.recovered.total).toBe(100n);
  });

  it.each([
    ['ach', 1050],
    ['card', 1050],
    ['wire', 1000],
    ['check', 1000],
    ['internal_transfer', 1000],
    ['other', 1000],
  ] as const)('by %s is DR %s', (by, cash) => {
    const collected = book.post(recovery({ amount: 1n, by, on: '2026-06-15' }));
    expect(entriesOf(collected)[0]).toEqual(entry('payment_received', '2026-06-15', [cash, 2200, 1n]));
  });

  it('counts on receipt even where the program credits payments on settlement', () => {
    const later = chargedOff({ creditOn: { ...PROGRAM.creditOn, ach: 'settlement' } });
    const collected = later.post(recovery({ amount: 10n, by: 'ach', on: '2026-06-15' }));
    expect(collected.entries.flatMap(({ postings }) => postings).every(({ layer }) => layer === 'SETTLED')).toBe(true);
    expect(collected.answer.recovered.total).toBe(10n);
  });

  it('under direct expense is recovery income, whatever it pays', () => {
    const collected = chargedOff({ lossAccounting: 'direct_expense' }).post(
      recovery({ amount: 1_045n, on: '2026-06-15' }),
    );
    const credited = collected.entries[1]!.postings.filter(({ debit }) => debit === 2200).map(({ credit }) => credit);
    expect(credited).toEqual([4300, 4300, 4300]);
  });

  it('goes past what a partly charged-off loan has on the books; a payment would pay that first', () => {
    const partly = new InMemoryBook();
    partly.given('L1', '2026-05-01', { principal: 1_000n });
    partly.post(chargeoff({ on: '2026-05-31', amounts: { principal: 300n } }));
    expect(partly.post(recovery({ amount: 200n, on: '2026-06-15' })).answer).toMatchObject({
      claims: { principal: 100n },
      loanStatus: 'active',
    });
    expect(partly.named('L1').balances.principal).toBe(700n);
    expect(partly.pay({ amount: 200n, on: '2026-06-15' }).answer).toMatchObject({ recovered: 0n });
  });

  it('of money that came before the charge-off counts on the claim from its first day (D21)', () => {
    const collected = book.post(recovery({ amount: 10n, on: '2026-05-20' }));
    expect(collected.entries.map(({ type, effectiveAt }) => [type, effectiveAt])).toEqual([
      ['payment_received', '2026-05-20'],
      ['recovery', '2026-05-31'],
    ]);
  });
});

describe('a processor names money once', () => {
  const collected = recovery({ amount: 100n, by: 'ach', ref: 'ch_1', on: '2026-06-15' });

  it('so the same again is the first', () => {
    const { event } = book.post(collected);
    expect(book.decision({ ...collected, effectiveAt: day('2026-06-16') })).toEqual({ alreadyBookedAs: event });
  });

  it.each([
    ['amount', { ...collected, amount: 101n }, 'of another loan, amount or currency'],
    ['loan', { ...collected, loanId: loanId('L2') }, 'of another loan, amount or currency'],
    ['kind', payment({ amount: 100n, by: 'ach', ref: 'ch_1', on: '2026-06-15' }), 'and not a payment'],
  ])('and another %s is a conflict that names the first', (_, command, why) => {
    book.disburse({ loan: 'L2', amount: 1n });
    const { event } = book.post(collected);
    expect(book.refusal(command)).toEqual({
      refused: 'external_ref_conflict',
      detail: `ach ch_1 is recovery ${event}, ${why}`,
    });
  });

  it('as a payment, it is no recovery', () => {
    const { event } = book.pay({ amount: 100n, by: 'ach', ref: 'ch_1', on: '2026-06-15' });
    expect(book.refusal(collected).detail).toBe(`ach ch_1 is payment ${event}, and not a recovery`);
  });
});

describe('a refused recovery quotes what stands in the way', () => {
  it.each([
    ['loan_not_found', { loan: 'L9' }, `no loan ${loanId('L9')}`],
    ['currency_mismatch', { currency: eur }, 'the loan is in USD, sent EUR'],
    ['effective_date_in_future', { on: '2030-01-01' }, '2030-01-01 is after the business date 2029-12-31 (UTC)'],
    [
      'effective_before_first_disbursement',
      { on: '2026-04-29' },
      '2026-04-29 is before the first disbursement, 2026-04-30',
    ],
  ])('%s', (refused, its, detail) => {
    expect(book.refusal(recovery({ amount: 5n, on: '2026-06-15', ...its }))).toEqual({ refused, detail });
  });

  it('backdating_forbidden, as for a payment', () => {
    const strict = chargedOff({ backdating: { mode: 'current_balances', maxDays: 30 } });
    strict.today = day('2026-08-01');
    expect(strict.refusal(recovery({ amount: 5n, on: '2026-06-15' }))).toEqual({
      refused: 'backdating_forbidden',
      detail: '2026-06-15 is 47 days before 2026-08-01, the program allows 30',
    });
  });

  it('no_claim_to_recover: nothing was charged off, or all of it was recovered', () => {
    book.disburse({ loan: 'L2', amount: 1_000n });
    expect(book.refusal(recovery({ loan: 'L2', amount: 5n, on: '2026-06-15' }))).toEqual({
      refused: 'no_claim_to_recover',
      detail: 'the loan is active and 0 is claimed',
    });
    book.post(recovery({ amount: 1_045n, on: '2026-06-15' }));
    expect(book.refusal(recovery({ amount: 5n, on: '2026-06-16' }))).toEqual({
      refused: 'no_claim_to_recover',
      detail: 'the loan is paid_off and 0 is claimed',
    });
    expect(book.event(eventId(1))).toBeDefined();
  });

  it('no_claim_to_recover: one kind was claimed until the day from which another is', () => {
    const turned = new InMemoryBook();
    turned.given('L1', '2026-05-01', { principal: 1_000n, interest: 40n });
    turned.post(chargeoff({ on: '2026-05-10', amounts: { principal: 30n } }));
    turned.post(chargeoff({ on: '2026-05-20', amounts: { interest: 40n } }));
    turned.post(recovery({ amount: 30n, on: '2026-05-20' }));
    expect(turned.refusal(recovery({ amount: 5n, on: '2026-05-12' })).refused).toBe('no_claim_to_recover');
    expect(turned.post(recovery({ amount: 5n, on: '2026-05-20' })).answer.recovered.interest).toBe(5n);
  });
});
