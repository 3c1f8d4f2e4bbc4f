import { beforeEach, describe, expect, it } from 'vitest';
import {
  day,
  entriesOf,
  entry,
  entryId,
  eventId,
  InMemoryBook,
  lines,
  loanId,
  PROGRAM,
} from '../../../test/in-memory-book.ts';
import { allocation, bankReturn, paymentSettlement, refund } from '../../../test/money-in.ts';
import type { EventId } from '../../ledger/identity.ts';
import { mirrored, post } from '../../ledger/posting.ts';
import { openLoan, withFirstDraw } from '../../loan/loan.ts';

let book: InMemoryBook;
const L1 = loanId('L1');
const owes = (on = '9999-12-31') => {
  const { principal, interest, fees, lateCharges, suspense } = book.fold(L1, day(on));
  return [principal, interest, fees, lateCharges, suspense];
};
/** L1 owes principal 200,000, interest 3,000, fees 500 and late charges 2,900 on 2026-10-01. */
beforeEach(() => {
  book = new InMemoryBook();
  book.given('L1', '2026-10-01', { principal: 200_000n, interest: 3_000n, fees: 500n, lateCharges: 2_900n });
});
const OWED = [200_000n, 3_000n, 500n, 2_900n, 0n];
const pay = (amount: bigint, by: 'ach' | 'wire' = 'ach', on = '2026-10-05') => book.pay({ amount, by, on }).event;

describe('where the bank takes it from', () => {
  it.each<[string, (of: EventId) => void, 'ach' | 'wire', number]>([
    ['what is on its way', () => undefined, 'ach', 1050],
    ['the bank, once it settled', (of) => book.post(paymentSettlement({ of, on: '2026-10-07' })), 'ach', 1000],
    ['the bank, where it was at once', () => undefined, 'wire', 1000],
  ])('%s', (_, before, by, cash) => {
    const paid = pay(1_000n, by);
    before(paid);
    const returned = book.post(bankReturn({ of: paid }));
    expect(entriesOf(returned)).toEqual([entry('payment_returned', '2026-10-05', [1310, cash, 1_000n])]);
    expect(returned).toMatchObject({ subject: paid, loanId: L1, entries: [{ correlationId: paid }] });
  });

  it('what came in, and then what a collector had kept of it', () => {
    const collected = book.happen('recovery', 'L1', (draft) => {
      const received = draft.loan(L1);
      draft.write(received, {
        type: 'payment_received',
        effectiveAt: day('2026-10-05'),
        postings: [
          post(received, 'cash_bank', 'unapplied_payments', 80n),
          post(received, 'collection_cost', 'unapplied_payments', 20n),
        ],
      });
    });
    const parts = [50n, 40n, 10n].map((amount) => book.post(bankReturn({ of: collected, amount })));
    expect(parts.flatMap(entriesOf)).toEqual([
      entry('payment_returned', '2026-10-05', [2200, 1000, 50n]),
      entry('payment_returned', '2026-10-05', [2200, 1000, 30n], [2200, 5500, 10n]),
      entry('payment_returned', '2026-10-05', [2200, 5500, 10n]),
    ]);
  });
});

describe('what it gives back', () => {
  it('to each bucket what the money had paid of it, suspense first of all; late charges count as fees', () => {
    const paid = pay(206_500n);
    const returned = book.post(bankReturn({ of: paid }));
    expect(returned.answer).toMatchObject({
      kind: 'return',
      paymentId: paid,
      entryId: entryId(8),
      returned: 206_500n,
      restored: { principal: 200_000n, interest: 3_000n, fees: 3_400n, suspense: 100n, recovery: 0n },
      loanStatus: 'active',
      followOnEntryIds: [],
      warnings: [],
    });
    expect(owes()).toEqual(OWED);
  });

  it('in parts: suspense, principal, interest, fees, late charges (D16), and together the whole', () => {
    const paid = pay(206_500n);
    const parts = [60n, 100_040n, 101_000n, 2_100n, 3_300n].map((amount) =>
      book.post(bankReturn({ of: paid, amount })),
    );
    expect(parts.flatMap(({ answer: { restored } }) => Object.values(restored).map(String).join(' '))).toEqual([
      '0 0 0 60 0',
      '100000 0 0 40 0',
      '100000 1000 0 0 0',
      '0 2000 100 0 0',
      '0 0 3300 0 0',
    ]);
    expect(owes()).toEqual(OWED);
    expect(book.refusal(bankReturn({ of: paid })).refused).toBe('already_returned');
  });

  it('interest that was only noted: income and the memo, the mirror of its payment', () => {
    book.happen('nonaccrual', 'L1', (draft) => {
      const loan = draft.loan(L1);
      const postings = [
        post(loan, 'interest_reversed', 'interest_receivable', 3_000n),
        post(loan, 'memo_nonaccrual_interest', 'memo_contra', 3_000n),
      ];
      draft.write(loan, { type: 'nonaccrual', effectiveAt: day('2026-10-02'), postings });
    });
    const paid = book.pay({ amount: 1_000n, on: '2026-10-05', by: 'ach', mode: 'interest_only' });
    expect(lines(...paid.entries)).toContain('CR 9400 1,000 L1');
    const returned = book.post(bankReturn({ of: paid.event }));
    expect(entriesOf(returned)).toEqual([
      entry('payment_returned', '2026-10-05', [4100, 1050, 1_000n], [9400, 9900, 1_000n]),
    ]);
    expect(returned.answer.restored.interest).toBe(1_000n);
  });
});

describe('from when it counts', () => {
  it.each([
    ["the payment's own date, as if it had never been paid", 'original', '2026-10-05'],
    ['today, where the program says so', 'return_date', '2026-10-20'],
  ] as const)('%s', (_, returnEffective, on) => {
    book = new InMemoryBook({ ...PROGRAM, returnEffective });
    book.today = day('2026-10-20');
    book.given('L1', '2026-10-01', { principal: 200_000n });
    const returned = book.post(bankReturn({ of: pay(100n) }));
    expect(returned.entries[0]?.effectiveAt).toBe(on);
  });

  it('a date that was sent, and lists the accruals that it makes stale', () => {
    const paid = pay(10_000n);
    book.accrueDays('L1', '2026-10-05', [96n, 96n, 96n]);
    const returned = book.post(bankReturn({ of: paid, on: '2026-10-06' }));
    expect(returned.answer.staleAccruals).toEqual([
      { date: '2026-10-06', principal: 200_000n, interest: 96n },
      { date: '2026-10-07', principal: 200_000n, interest: 96n },
    ]);
  });
});

describe('money that moved meanwhile', () => {
  it('was applied later: the buckets have it back from that day on, and suspense from the first', () => {
    book.pay({ amount: 3_400n, on: '2026-10-04', by: 'wire' });
    const paid = book.pay({ amount: 700n, on: '2026-10-05', by: 'ach', mode: 'fees_only' }).event;
    book.charge({ amount: 400n, on: '2026-10-08' });
    book.post(allocation({ on: '2026-10-10', amount: 400n }));
    expect(owes()).toEqual([200_000n, 3_000n, 0n, 0n, 300n]);
    const returned = book.post(bankReturn({ of: paid }));
    expect(entriesOf(returned)).toEqual([
      entry('payment_returned', '2026-10-10', [1300, 2200, 400n]),
      entry('payment_returned', '2026-10-05', [2200, 1050, 700n]),
    ]);
    expect(returned.answer).toMatchObject({
      entryId: returned.entries[1]!.id,
      followOnEntryIds: [returned.entries[0]!.id],
      restored: { fees: 400n, suspense: 300n },
    });
    expect(['2026-10-05', '2026-10-09', '2026-10-10'].map(owes)).toEqual([
      [200_000n, 3_000n, 0n, 0n, 0n],
      [200_000n, 3_000n, 400n, 0n, 0n],
      [200_000n, 3_000n, 400n, 0n, 0n],
    ]);
  });

  it('had paid a fee that was waived since: it is taken from suspense, on the first day on which it is there', () => {
    const paid = pay(1_900n);
    const waived = { eventId: eventId(4), on: day('2026-10-10') };
    waive(waived.eventId, waived.on, 1_900n, paid);
    const returned = book.post(bankReturn({ of: paid }));
    expect(entriesOf(returned)).toEqual([entry('payment_returned', '2026-10-10', [2200, 1050, 1_900n])]);
    expect(owes()).toEqual([200_000n, 3_000n, 500n, 1_000n, 0n]);
    expect(returned.answer.restored).toMatchObject({ fees: 0n, suspense: 1_900n });
  });

  it('was refunded: the borrower owes it as a fee, and a warning says so (D10)', () => {
    const paid = pay(206_500n);
    book.post(refund({ amount: 70n, on: '2026-10-20' }));
    const returned = book.post(bankReturn({ of: paid, on: '2026-10-20' }));
    expect(returned.entries).toHaveLength(1);
    expect(entriesOf(returned)[0]?.postings).toEqual([
      [1310, 1050, 2_900n],
      [1300, 1050, 500n],
      [1200, 1050, 3_000n],
      [1100, 1050, 200_000n],
      [2200, 1050, 30n],
      [1300, 1050, 70n],
    ]);
    expect(returned.answer).toMatchObject({
      restored: { fees: 3_470n, suspense: 30n },
      warnings: [
        { code: 'refund_returned', detail: '70 had left suspense before it came back: the borrower owes it as a fee' },
      ],
    });
    expect(owes()).toEqual([200_000n, 3_000n, 570n, 2_900n, 0n]);
    expect(book.refusal(bankReturn({ of: paid })).refused).toBe('already_returned');
  });

  it('was refunded, and a part comes back: a debt is made only of what is nowhere else', () => {
    const paid = pay(206_500n);
    book.post(refund({ amount: 70n, on: '2026-10-20' }));
    const { answer } = book.post(bankReturn({ of: paid, amount: 130n }));
    expect(answer).toMatchObject({ restored: { principal: 100n, fees: 0n, suspense: 30n }, warnings: [] });
  });

  it('beside the money of another payment, which is not touched', () => {
    const first = pay(206_500n);
    const second = pay(40n);
    book.post(refund({ amount: 100n, on: '2026-10-20' }));
    book.post(bankReturn({ of: first }));
    expect(owes()).toEqual([200_000n, 3_000n, 600n, 2_900n, 40n]);
    expect(book.post(bankReturn({ of: second })).answer.restored).toMatchObject({ suspense: 40n });
  });

  it('on a loan that was refinanced: restored there, and moved bucket for bucket to the last of its successors', () => {
    const paid = pay(5_000n);
    refinance('L1', 'L2', '2026-11-01');
    refinance('L2', 'L3', '2026-12-01');
    const returned = book.post(bankReturn({ of: paid }));
    expect(entriesOf(returned)).toEqual([
      entry('payment_returned', '2026-10-05', [1310, 1050, 2_900n], [1300, 1050, 500n], [1200, 1050, 1_600n]),
      entry(
        'refinance',
        '2026-12-01',
        [2900, 1200, 1_600n],
        [1200, 2900, 1_600n],
        [2900, 1300, 500n],
        [1300, 2900, 500n],
        [2900, 1310, 2_900n],
        [1310, 2900, 2_900n],
      ),
    ]);
    expect(returned.entries[1]?.correlationId).toBe(paid);
    expect(returned.answer).toMatchObject({
      loanStatus: 'refinanced',
      followOnEntryIds: [returned.entries[1]!.id],
      warnings: [
        {
          code: 'loan_closed',
          loanId: loanId('L3'),
          detail: `the loan was refinanced: what came back is owed on loan ${loanId('L3')}`,
        },
      ],
    });
    expect(owes()).toEqual([0n, 0n, 0n, 0n, 0n]);
    expect(book.named('L3').balances).toMatchObject({ interest: 1_600n, fees: 500n, lateCharges: 2_900n });
    expect(book.named('L2').balances.principal).toBe(0n);
  });

  it('on a loan that was paid off: it is active again', () => {
    const paid = pay(206_400n);
    expect(book.named('L1').status).toBe('paid_off');
    expect(book.post(bankReturn({ of: paid })).answer.loanStatus).toBe('active');
  });
});

describe('a return that was itself reversed', () => {
  it('leaves the money where it was, to be returned again', () => {
    const paid = pay(1_000n);
    const returned = book.post(bankReturn({ of: paid }));
    const [original] = returned.entries;
    book.happen('reversal', 'L1', (draft) => {
      const loan = draft.loan(L1);
      const postings = original!.postings.map((posting) => mirrored(posting, loan));
      const effectiveAt = day('2026-10-20');
      draft.write(loan, { type: 'reversal', effectiveAt, reversesEntryId: original!.id, postings });
    });
    const again = book.post(bankReturn({ of: paid }));
    expect(again.answer.restored.fees).toBe(1_000n);
    expect(owes()).toEqual(OWED);
  });
});

describe('a refused return quotes what stands in the way', () => {
  it.each<[string, string, (paid: EventId) => Parameters<typeof bankReturn>[0]]>([
    ['event_not_found', `no payment ${eventId(99)}`, () => ({ of: eventId(99) })],
    ['event_not_found', `no payment ${eventId(1)}`, () => ({ of: eventId(1) })],
    ['return_exceeds_payment', `1000 is left of payment ${eventId(5)}, sent 1001`, (of) => ({ of, amount: 1_001n })],
    [
      'effective_date_in_future',
      '2026-10-21 is after the business date 2026-10-20 (UTC)',
      (of) => ({ of, on: '2026-10-21' }),
    ],
    [
      'effective_before_first_disbursement',
      '2026-10-04 is before the money came in, 2026-10-05',
      (of) => ({ of, on: '2026-10-04' }),
    ],
  ])('%s: %s', (refused, detail, its) => {
    const paid = pay(1_000n);
    book.today = day('2026-10-20');
    expect(book.refusal(bankReturn(its(paid)))).toEqual({ refused, detail });
  });

  it('already_returned, and what is left after a part', () => {
    const paid = pay(1_000n);
    book.post(bankReturn({ of: paid, amount: 300n }));
    expect(book.refusal(bankReturn({ of: paid, amount: 701n })).detail).toBe(
      `700 is left of payment ${paid}, sent 701`,
    );
    book.post(bankReturn({ of: paid }));
    expect(book.refusal(bankReturn({ of: paid }))).toEqual({
      refused: 'already_returned',
      detail: `nothing is left of payment ${paid}`,
    });
  });

  it('period_closed, where the program would rather refuse', () => {
    book = new InMemoryBook({ ...PROGRAM, closedPeriod: 'reject' });
    book.given('L1', '2026-10-01', { principal: 200_000n });
    const paid = pay(1_000n);
    book.closedThrough = day('2026-10-31');
    expect(book.refusal(bankReturn({ of: paid })).refused).toBe('period_closed');
  });
});

/** What a waiver of the paid part of a fee books. */
function waive(fee: EventId, on: ReturnType<typeof day>, amount: bigint, source: EventId): void {
  book.happen(
    'waiver',
    'L1',
    (draft) => {
      const loan = draft.loan(L1);
      const postings = [{ ...post(loan, 'fees_waived', 'unapplied_payments', amount), source }];
      draft.write(loan, { type: 'fee_waived', effectiveAt: on, postings });
    },
    fee,
  );
}

/** What a refinance books: the old loan is paid off by a new one. */
function refinance(old: string, by: string, on: string): void {
  const effectiveAt = day(on);
  book.happen('refinance', by, (draft) => {
    const before = draft.loan(loanId(old));
    const { principal, interest, fees, lateCharges } = before.balances;
    const opened = draft.put(
      withFirstDraw(openLoan({ ...before, id: loanId(by), openedAt: effectiveAt }), effectiveAt),
    );
    const paid = {
      loan_principal: principal,
      interest_receivable: interest,
      fees_receivable: fees,
      late_charges_receivable: lateCharges,
    };
    draft.write(before, {
      type: 'refinance',
      effectiveAt,
      postings: (Object.keys(paid) as (keyof typeof paid)[]).flatMap((role) =>
        paid[role] === 0n
          ? []
          : [
              post(before, 'transfer_clearing', role, paid[role]),
              post(opened, 'loan_principal', 'transfer_clearing', paid[role]),
            ],
      ),
    });
    draft.put({ ...draft.loan(before.id), status: 'refinanced', successorId: opened.id });
  });
}
