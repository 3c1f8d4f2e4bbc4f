import { beforeEach, describe, expect, it } from 'vitest';
import { reversal } from '../../test/corrections.ts';
import { InMemoryBook, loanId } from '../../test/in-memory-book.ts';
import { chargeoff, restructure, waiver } from '../../test/losses.ts';
import type { JournalEntry } from '../ledger/entry.ts';
import { feesOf, openOf, paidOf } from './fee-account.ts';

let book: InMemoryBook;
let first: JournalEntry;
let second: JournalEntry;

/** L1 owes two fees, of 100 on 2026-02-01 and of 70 on 2026-02-02. */
beforeEach(() => {
  book = new InMemoryBook();
  book.disburse({ amount: 1_000n, on: '2026-01-05' });
  first = book.charge({ amount: 100n, on: '2026-02-01' }).entries[0]!;
  second = book.charge({ amount: 70n, on: '2026-02-02' }).entries[0]!;
});

/** Each fee as [open, paid, waived, charged off, otherwise]. */
const standing = () =>
  feesOf(book.history(loanId('L1'))).map((fee) => [
    openOf(fee),
    paidOf(fee),
    fee.waived,
    fee.chargedOff,
    fee.otherwise,
  ]);

it('what names no fee takes them in their order: payments, charge-offs, restructures', () => {
  book.pay({ amount: 20n, on: '2026-02-10' });
  book.post(restructure({ on: '2026-02-11', capitalizeFees: 30n, waiveFees: 10n }));
  book.post(chargeoff({ on: '2026-02-12', amounts: { fees: 60n } }));
  expect(standing()).toEqual([
    [0n, 20n, 10n, 40n, 30n],
    [50n, 0n, 0n, 20n, 0n],
  ]);
});

describe('a fee is not undone under what became of it', () => {
  it.each([
    ['a charge-off', () => chargeoff({ on: '2026-02-12', amounts: { fees: 100n } })],
    ['a restructure that capitalised it', () => restructure({ on: '2026-02-12', capitalizeFees: 100n })],
    ['a restructure that waived it', () => restructure({ on: '2026-02-12', waiveFees: 100n })],
  ])('%s stands in the way, of this fee and not of the other', (_, command) => {
    const [taken] = book.post(command()).entries;
    const refusal = book.refusal(reversal(first));
    expect(refusal.refused).toBe('has_dependents');
    expect(refusal.detail).toContain(taken!.id);
    expect(book.post(reversal(second)).answer.reversedEntryIds).toEqual([second.id]);
  });
});

it('what had counted for a payment that is undone counts for the fees as they stand then', () => {
  const paid = book.pay({ amount: 100n, on: '2026-02-10' }).entries;
  book.post(chargeoff({ on: '2026-02-12' }));
  book.post(waiver({ fee: second.correlationId!, on: '2026-02-13' }));
  expect(standing()).toEqual([
    [0n, 100n, 0n, 0n, 0n],
    [0n, 0n, 70n, 0n, 0n],
  ]);
  book.post(reversal(paid[1]!));
  const fees = feesOf(book.history(loanId('L1')));
  const { balances } = book.named('L1');
  expect(fees.reduce((sum, fee) => sum + openOf(fee), 0n)).toBe(balances.fees);
  expect(fees.reduce((sum, fee) => sum + fee.chargedOff, 0n)).toBe(balances.claimFees);
});
