import { beforeEach, describe, expect, it } from 'vitest';
import { adjustment, approval, rejection } from '../../../test/corrections.ts';
import {
  day,
  entriesOf,
  entry,
  eur,
  eventId,
  InMemoryBook,
  loanId,
  PROGRAM,
  programId,
} from '../../../test/in-memory-book.ts';

let book: InMemoryBook;
/** L1 and L2 owe 1,000 each; the program of L2 demands two people. */
beforeEach(() => {
  book = new InMemoryBook({ ...PROGRAM, id: programId('T'), adjustmentApproval: 'two_person' });
  book.disburse({ amount: 1_000n });
  book.disburse({ loan: 'L2', amount: 1_000n, program: 'T' });
  book.actor = 'maker';
});
const write = (loan: string, amount = 7n) => [`DR 5400 ${amount} ${loan}`, `CR 1100 ${amount} ${loan}`];

describe('an adjustment', () => {
  it('is booked at once as its lines say, in one entry of its own event', () => {
    const made = book.post(adjustment(write('L1'), { on: '2026-01-08', description: 'a gift' }));
    expect(entriesOf(made)).toEqual([entry('manual_adjustment', '2026-01-08', [5400, 1100, 7n])]);
    expect(made.entries[0]).toMatchObject({ description: 'a gift', correlationId: made.event });
    expect(made.answer).toMatchObject({ status: 'posted', entryId: made.entries[0]!.id });
    expect(made.loanId).toBe(loanId('L1'));
  });

  it('of the lender alone names no loan, and is under the default program', () => {
    const made = book.post(adjustment(['DR 1000 2,000,000', 'CR 3000 2,000,000']));
    expect([made.loanId, made.loans]).toEqual([undefined, []]);
    const strict = new InMemoryBook({ ...PROGRAM, adjustmentApproval: 'two_person' });
    expect(strict.post(adjustment(['DR 1000 5', 'CR 3000 5'])).answer.status).toBe('pending_approval');
  });

  it('waits where the program of any of its loans demands two people, and moves nothing meanwhile', () => {
    const asked = book.post(adjustment(['DR 1100 7 L1', 'CR 1100 7 L2']));
    expect([asked.entries, asked.loans]).toEqual([[], []]);
    expect(asked.answer).toMatchObject({ status: 'pending_approval', entryId: undefined });
  });

  it('names what it makes stale, loan by loan', () => {
    book.accrue('L1', '2026-01-09', 2n);
    const { staleAccruals } = book.post(adjustment(write('L1'), { on: '2026-01-08' })).answer;
    expect(staleAccruals).toEqual([{ date: '2026-01-09', principal: 993n, interest: 2n, loanId: loanId('L1') }]);
  });

  it.each([
    ['loan_not_found', adjustment(write('L9')), `no loan ${loanId('L9')}`],
    ['currency_mismatch', adjustment(write('L1'), { currency: eur }), `loan ${loanId('L1')} is in USD, sent EUR`],
    ['effective_date_in_future', adjustment(write('L1'), { on: '2026-01-11' }), /2026-01-11 is after/],
    ['effective_before_first_disbursement', adjustment(write('L1'), { on: '2026-01-04' }), /2026-01-04 is before/],
    ['unbalanced_adjustment', adjustment(['DR 5400 7 L1', 'CR 1100 6 L1']), 'SETTLED lines: debits 7, credits 6'],
    [
      'would_go_negative',
      adjustment(write('L1', 1_001n)),
      `principal of loan ${loanId('L1')} would be -1 at 2026-01-05`,
    ],
    ['would_go_negative', adjustment(write('L2', 1_001n)), /principal of loan .* would be -1/],
  ] as const)('refused: %s', (refused, command, detail) => {
    book.today = day('2026-01-10');
    const refusal = book.refusal(command);
    expect(refusal.refused).toBe(refused);
    expect(refusal.detail).toMatch(detail);
  });
});

describe('a second person', () => {
  beforeEach(() => {
    book.post(adjustment(write('L2'), { on: '2026-01-08' }));
    book.actor = 'checker';
  });
  const asked = eventId(3);

  it('says yes: it is booked now, under the event of the adjustment', () => {
    const yes = book.post(approval(asked));
    expect(entriesOf(yes)).toEqual([entry('manual_adjustment', '2026-01-08', [5400, 1100, 7n])]);
    expect(yes.entries[0]?.correlationId).toBe(asked);
    expect(yes).toMatchObject({ subject: asked, loanId: loanId('L2'), answer: { adjustmentId: asked } });
  });

  it('says no: nothing is booked, and it is decided', () => {
    const no = book.post(rejection(asked));
    expect([no.entries, no.loans, no.subject]).toEqual([[], [], asked]);
    expect(book.refusal(approval(asked))).toEqual({
      refused: 'not_pending',
      detail: `it was decided by rejection ${eventId(4)}`,
    });
  });

  it.each([
    ['event_not_found', approval(eventId(1)), `no adjustment ${eventId(1)}`],
    ['event_not_found', rejection(eventId(9)), `no adjustment ${eventId(9)}`],
  ] as const)('%s', (refused, command, detail) => {
    expect(book.refusal(command)).toEqual({ refused, detail });
  });

  it('is not the first one, whatever became of it', () => {
    book.actor = 'maker';
    expect(book.refusal(approval(asked)).detail).toBe('requested by maker, who asks to approve it');
    expect(book.refusal(rejection(asked)).detail).toBe('requested by maker, who asks to reject it');
    book.actor = 'checker';
    book.post(approval(asked));
    book.actor = 'maker';
    expect(book.refusal(approval(asked)).refused).toBe('self_approval');
  });

  it('finds nothing to decide where it was booked at once', () => {
    book.actor = 'maker';
    const made = book.post(adjustment(write('L1')));
    book.actor = 'checker';
    expect(book.refusal(approval(made.event))).toEqual({
      refused: 'not_pending',
      detail: 'it was booked when it was asked for',
    });
  });

  it('meets the books as they stand then: a floor, a closed period', () => {
    book.pay({ loan: 'L2', amount: 995n, on: '2026-01-09' });
    expect(book.refusal(approval(asked)).detail).toBe(`principal of loan ${loanId('L2')} would be -2 at 2026-01-09`);
    book.post({ kind: 'period_close', throughDate: day('2026-01-31') });
    book.disburse({ loan: 'L2', amount: 50n, on: '2026-01-08' });
    expect(book.post(approval(asked)).entries[0]).toMatchObject({ accountingDate: '2026-02-01' });
  });
});
