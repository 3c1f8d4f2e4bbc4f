import { describe, expect, it } from 'vitest';
import type { AccountCode } from '../ledger/account.ts';
import type { BorrowerId, LoanId } from '../ledger/identity.ts';
import type { Posting } from '../ledger/posting.ts';
import { ledgerEntryOf, MOST_LINES, roomFor, type ShownEntry } from './journal.ts';

const entry = {
  id: 'e1',
  type: 'accrual',
  currency: 'USD',
  effectiveAt: '2026-04-30',
  accountingDate: '2026-05-01',
  postedAt: '2026-05-01T00:00:00.000Z',
  actor: 'night job',
} as ShownEntry;

const posting = (loan?: string, fields: { debit?: number; credit?: number } = {}): Posting => ({
  debit: (fields.debit ?? 1200) as AccountCode,
  credit: (fields.credit ?? 4100) as AccountCode,
  amount: 5n,
  layer: 'SETTLED',
  ...(loan === undefined ? {} : { loanId: loan as LoanId, borrowerId: loan as BorrowerId }),
});

const batch = (loans: number) => Array.from({ length: loans }, (_, index) => posting(`loan ${index}`));

describe('an entry of the ledger', () => {
  it('shows debits, then credits, each with its loan where it has one', () => {
    const shown = ledgerEntryOf(entry, [posting('L1'), posting(undefined, { debit: 1000, credit: 3000 })], 2);
    const line = { currency: 'USD', layer: 'SETTLED', amount_minor: '5' };
    const loan = { loan_id: 'L1', borrower_id: 'L1' };
    expect(shown).toEqual({
      journal_entry_id: 'e1',
      event_type: 'accrual',
      effective_at: '2026-04-30',
      accounting_date: '2026-05-01',
      posted_at: '2026-05-01T00:00:00.000Z',
      actor: 'night job',
      lines: [
        { ...line, ...loan, sequence: 1, account_code: '1200', direction: 'DR' },
        { ...line, sequence: 2, account_code: '1000', direction: 'DR' },
        { ...line, ...loan, sequence: 3, account_code: '4100', direction: 'CR' },
        { ...line, sequence: 4, account_code: '3000', direction: 'CR' },
      ],
      line_count: 4,
    });
  });

  it('without money has no lines', () => {
    expect(ledgerEntryOf(entry, [], 0)).toMatchObject({ lines: [], line_count: 0 });
  });

  it.each([
    [1, 2, 2, undefined],
    [500, 1_000, 1_000, undefined],
    [501, 1_000, 1_002, true],
    [1_000, 1_000, 2_000, true],
    [1_001, 1_000, 2_002, true],
    [100_000, 1_000, 200_000, true],
  ])('of %i loans shows %i of %i lines', (loans, shown, count, truncated) => {
    const cut = ledgerEntryOf(entry, batch(Math.min(loans, MOST_LINES)), loans);
    expect([cut.lines.length, cut.line_count, cut.lines_truncated]).toEqual([shown, count, truncated]);
  });
});

describe('a page of a list has room for', () => {
  it.each<[string, readonly number[], number]>([
    ['nothing, of nothing', [], 0],
    ['everything that is short', Array(500).fill(3), 500],
    ['the first, whatever its length', [50_000, 1], 2],
    ['twenty that are cut at 1,000', Array(30).fill(100_000), 20],
    ['one that has more entries than a page holds, and no other', [1_000_000], 1],
  ])('%s', (_, postings, room) => {
    expect(roomFor(postings.map((count) => ({ postings: count })))).toBe(room);
  });
});
