import { beforeEach, describe, expect, it } from 'vitest';
import { adjustment, opening, refinancing, reversal } from '../../../test/corrections.ts';
import { disbursement, InMemoryBook, loanId, type payment } from '../../../test/in-memory-book.ts';
import { chargeoff, nonaccrual, recovery, restructure, waiver } from '../../../test/losses.ts';
import { allocation, bankReturn, paymentSettlement, receipt, refund } from '../../../test/money-in.ts';
import type { JournalEntry } from '../../ledger/entry.ts';
import { hangingOn } from './dependents.ts';

/** What hangs on an entry, by the types of the entries, latest first; of receipts, in the history outside any loan too. */
const hanging = (book: InMemoryBook, { id }: JournalEntry) => {
  const { loanIds, withoutLoan } = book.entry(id)!;
  const ids = hangingOn(id, [withoutLoan, ...loanIds.map((loan) => book.history(loan))]);
  return ids.map((found) => book.entry(found)!.entry.type);
};

let book: InMemoryBook;
/** L1 owes principal 10,000 and a fee of 500, and has accrued 30: the accrual never hangs on anything. */
let fee: ReturnType<InMemoryBook['charge']>;
beforeEach(() => {
  book = new InMemoryBook();
  book.disburse({ amount: 10_000n });
  fee = book.charge({ amount: 500n, on: '2026-01-06' });
  book.accrue('L1', '2026-01-06', 30n);
});

type Scene = () => { readonly on: JournalEntry; readonly hang: readonly string[] };

const paid = (its: Partial<Parameters<typeof payment>[0]> = {}) =>
  book.pay({ amount: 700n, on: '2026-01-10', by: 'ach', ...its });

const SCENES: readonly (readonly [string, Scene])[] = [
  ['a draw in transit: nothing', () => ({ on: book.entries[0]!, hang: [] })],
  [
    'a draw that settled: its settlement, and not that of another',
    () => {
      const draw = book.disburse({ amount: 5n, on: '2026-01-07' });
      book.settle({ of: draw.event, on: '2026-01-08' });
      book.disburse({ amount: 6n, on: '2026-01-07', by: 'internal_transfer' });
      return { on: draw.entries[0]!, hang: ['disbursement_settled'] };
    },
  ],
  [
    'a draw that settled itself: that settlement',
    () => {
      const draw = book.disburse({ amount: 6n, on: '2026-01-07', by: 'internal_transfer' });
      return { on: draw.entries[0]!, hang: ['disbursement_settled'] };
    },
  ],
  ['a fee: nothing, while it is open', () => ({ on: fee.entries[0]!, hang: [] })],
  [
    'a fee: its waiver',
    () => {
      book.post(waiver({ fee: fee.event, on: '2026-01-08' }));
      return { on: fee.entries[0]!, hang: ['fee_waived'] };
    },
  ],
  [
    'a fee: the allocation that paid it, and not the one that paid another',
    () => {
      const late = book.charge({ amount: 40n, on: '2026-01-07', type: 'late' });
      paid({ amount: 40n });
      expect(hanging(book, late.entries[0]!)).toEqual(['payment_allocated']);
      return { on: fee.entries[0]!, hang: [] };
    },
  ],
  ['a receipt: its allocation', () => ({ on: paid().entries[0]!, hang: ['payment_allocated'] })],
  [
    'a receipt: its settlement and its return, and what hangs on those',
    () => {
      const money = paid();
      book.post(paymentSettlement({ of: money.event, on: '2026-01-11' }));
      book.post(bankReturn({ of: money.event }));
      return { on: money.entries[0]!, hang: ['payment_returned', 'payment_settled', 'payment_allocated'] };
    },
  ],
  [
    'a receipt: the later allocation and the refund of its suspense, and not those of other money',
    () => {
      const money = paid({ mode: 'fees_only', by: 'wire' });
      const other = paid({ mode: 'fees_only', by: 'wire', on: '2026-01-11' });
      book.post(refund({ amount: 150n, on: '2026-01-20' }));
      book.post(allocation({ on: '2026-01-20', amount: 60n }));
      expect(hanging(book, other.entries[0]!)).toEqual(['payment_allocated']);
      return { on: money.entries[0]!, hang: ['payment_allocated', 'refund', 'payment_allocated'] };
    },
  ],
  [
    'a settlement of a payment: its return',
    () => {
      const money = paid();
      const settled = book.post(paymentSettlement({ of: money.event, on: '2026-01-11' }));
      book.post(bankReturn({ of: money.event }));
      return { on: settled.entries[0]!, hang: ['payment_returned'] };
    },
  ],
  [
    'an allocation: the return of its money, and the waiver of a paid fee that gave it back',
    () => {
      const money = paid({ by: 'wire' });
      book.post(waiver({ fee: fee.event, on: '2026-01-12', scope: 'paid' }));
      return { on: money.entries[1]!, hang: ['fee_waived'] };
    },
  ],
  [
    'a waiver of what was paid: the allocation of the money that it gave back, and not that of other money',
    () => {
      paid({ amount: 500n, mode: 'fees_only' });
      const waived = book.post(waiver({ fee: fee.event, on: '2026-01-12', scope: 'paid' }));
      book.post(allocation({ on: '2026-01-13' }));
      paid({ on: '2026-01-14', amount: 20n });
      return { on: waived.entries[0]!, hang: ['payment_allocated'] };
    },
  ],
  [
    'an allocation of a fee: not the waiver of another fee that the same money paid',
    () => {
      const money = paid({ by: 'wire', mode: 'principal_only', amount: 11_000n });
      const other = book.charge({ amount: 20n, on: '2026-01-11' });
      const first = book.post(allocation({ on: '2026-01-12', amount: 500n }));
      book.post(allocation({ on: '2026-01-12', amount: 20n }));
      book.post(waiver({ fee: other.event, on: '2026-01-13', scope: 'paid' }));
      expect(hanging(book, money.entries[0]!)).toHaveLength(4);
      return { on: first.entries[0]!, hang: [] };
    },
  ],
  [
    'a refund: the return of what was refunded',
    () => {
      const money = paid({ amount: 30n, mode: 'interest_only' });
      paid({ amount: 70n, mode: 'interest_only', by: 'card' });
      const out = book.post(refund({ amount: 50n, on: '2026-01-20' }));
      book.post(bankReturn({ of: money.event }));
      return { on: out.entries[0]!, hang: [] };
    },
  ],
  [
    'a return that was charged off again: the charge-off that followed on it',
    () => {
      const money = paid();
      book.post(chargeoff({ on: '2026-02-01' }));
      const back = book.post(bankReturn({ of: money.event }));
      return { on: back.entries[0]!, hang: ['chargeoff'] };
    },
  ],
  [
    'a charge-off: recoveries, and the charge-off that followed on a return',
    () => {
      const money = paid();
      const off = book.post(chargeoff({ on: '2026-02-01' }));
      book.post(recovery({ amount: 90n, on: '2026-02-02' }));
      book.post(bankReturn({ of: money.event }));
      return { on: off.entries.at(-1)!, hang: ['chargeoff', 'recovery'] };
    },
  ],
  [
    'a charge-off: the waiver of a claim, and a settlement of it',
    () => {
      const off = book.post(chargeoff({ on: '2026-02-01' }));
      book.post(waiver({ fee: fee.event, on: '2026-02-02' }));
      book.post(restructure({ on: '2026-02-03', forgivePrincipal: 100n }));
      return { on: off.entries[0]!, hang: ['restructure', 'fee_waived'] };
    },
  ],
  [
    'a recovery: its return',
    () => {
      book.post(chargeoff({ on: '2026-02-01' }));
      const got = book.post(recovery({ amount: 90n, on: '2026-02-02', by: 'ach' }));
      book.post(bankReturn({ of: got.event }));
      return { on: got.entries[1]!, hang: ['payment_returned'] };
    },
  ],
  [
    'a restructure: everything after it but accruals',
    () => {
      const eased = book.post(restructure({ on: '2026-01-08', forgivePrincipal: 100n }));
      paid();
      book.accrue('L1', '2026-01-12', 7n);
      return { on: eased.entries[0]!, hang: ['payment_allocated', 'payment_received'] };
    },
  ],
  [
    'non-accrual: everything after it, the end of it too, which has no lines',
    () => {
      const entered = book.post(nonaccrual({ on: '2026-01-08' }));
      book.post(nonaccrual({ on: '2026-01-09', nonaccrual: false }));
      return { on: entered.entries[0]!, hang: ['nonaccrual'] };
    },
  ],
  [
    'the end of non-accrual, which has no lines: what came after it, and not what came before',
    () => {
      book.post(nonaccrual({ on: '2026-01-08' }));
      const left = book.post(nonaccrual({ on: '2026-01-09', nonaccrual: false }));
      paid();
      return { on: left.entries[0]!, hang: ['payment_allocated', 'payment_received'] };
    },
  ],
  [
    'a refinance: everything after it on either loan',
    () => {
      const made = book.post(refinancing({ on: '2026-01-08', cashOut: 50n, method: 'internal_transfer' }));
      book.charge({ loan: 'L2', borrower: 'L1', amount: 5n, on: '2026-01-09' });
      paid({ amount: 9n });
      const hang = ['fee_assessed', 'disbursement_settled'];
      expect(hanging(book, made.entries[0]!)).toEqual(expect.arrayContaining(hang));
      return { on: made.entries[0]!, hang: ['payment_received', 'fee_assessed', 'disbursement_settled'] };
    },
  ],
  [
    'an opening: what was done with the suspense that it brought',
    () => {
      const opened = book.post(opening({ loan: 'L5', principal: 100n, suspense: 30n }));
      book.post(allocation({ loan: 'L5', on: '2026-01-10' }));
      return { on: opened.entries[0]!, hang: ['payment_allocated'] };
    },
  ],
  [
    'an adjustment: nothing, where it moved no suspense',
    () => {
      const put = book.post(adjustment(['DR 5400 5 L1', 'CR 1100 5 L1'], { on: '2026-01-07' }));
      paid();
      return { on: put.entries[0]!, hang: [] };
    },
  ],
  [
    'an unidentified receipt: its settlement, and the payments that took from it with theirs',
    () => {
      const money = book.post(receipt({ amount: 900n, by: 'ach' }));
      paid({ amount: 600n, from: money.event });
      book.post(paymentSettlement({ of: money.event, on: '2026-01-12' }));
      return {
        on: money.entries[0]!,
        hang: ['payment_settled', 'payment_allocated', 'payment_received'],
      };
    },
  ],
];

describe('what hangs on', () => {
  it.each(SCENES)('%s', (_, scene) => {
    const { on, hang } = scene();
    expect(hanging(book, on)).toEqual(hang);
  });

  it('an entry: nothing any more, once that was undone', () => {
    const money = paid();
    book.post(reversal(money.entries[1]!));
    expect(hanging(book, money.entries[0]!)).toEqual([]);
  });

  it('an entry that no history holds: nothing', () => {
    expect(hangingOn(book.entries[0]!.id, [])).toEqual([]);
  });
});

it('a cascade over several loans keeps the order of each of them', () => {
  book.post(refinancing({ on: '2026-01-08' }));
  book.charge({ loan: 'L2', borrower: 'L1', amount: 5n, on: '2026-01-09' });
  book.post(refinancing({ of: 'L2', by: 'L3', on: '2026-01-10', borrower: 'L1' }));
  const draw = disbursement({ loan: 'L3', borrower: 'L1', amount: 1n, on: '2026-01-11' });
  const { entries } = book.post(draw);
  const loans = ['L1', 'L2', 'L3'].map((name) => book.history(loanId(name)));
  const first = book.entries.find(({ type }) => type === 'refinance')!;
  const [last, second, charged] = hangingOn(first.id, loans).map((id) => book.entry(id)!.entry);
  expect(last).toEqual(entries[0]);
  expect([second?.type, charged?.type]).toEqual(['refinance', 'fee_assessed']);
});
