import { CHART } from '@tallystick/core';
import type { Balance, EntryWithLines, JournalEntry, JournalPage, LedgerPage } from '@tallystick/sdk';
import { amountIn, sum } from './money.ts';
import { describeRecord } from './record.ts';
import { table } from './table.ts';

/** What a loan owes, as a statement: each bucket, their total, and what stands beside it. */
export function describeBalance(balance: Balance): string {
  const { loan_id: loanId, currency, status, as_of_date: day, charged_off: claim } = balance;
  const { pending_suspense_minor: pending } = balance;
  const line = (name: string, minor: string) => [name, amountIn(minor, currency)];
  const rows = [
    line('Principal', balance.principal_outstanding_minor),
    line('Interest', balance.interest_receivable_minor),
    line('Fees and late charges', balance.fees_receivable_minor),
    RULE,
    line('Total owed', balance.total_exposure_minor),
    [''],
    line('Suspense', balance.suspense_minor),
    line('Suspense past its hold', balance.available_suspense_minor),
    ...(pending === undefined ? [] : [line('Suspense to be credited', pending)]),
    line('Nonaccrual interest', balance.nonaccrual_interest_minor),
    [''],
    line('Charged off, principal', claim.principal_minor),
    line('Charged off, interest', claim.interest_minor),
    line('Charged off, fees', claim.fees_minor),
    RULE,
    line('Total charged off', sum([claim.principal_minor, claim.interest_minor, claim.fees_minor])),
  ];
  const figures = table([{ title: `Loan ${loanId}` }, { title: currency, align: 'right' }], rows);
  return `${figures}\n\nAt the end of ${day}; the loan is ${status.replaceAll('_', ' ')}.`;
}

const RULE = ['', '----------'];

/** A loan's entries as a journal: what each debits and credits. An entry's date and type stand on its first line. */
export function describeJournal({ items }: JournalPage): string {
  return items.length === 0 ? 'There is no such entry.' : journalTable(items);
}

/** The tenant's entries as a journal, each with as many lines as the ledger shows of it. */
export function describeLedger({ items }: LedgerPage): string {
  const cut = items
    .filter((entry) => entry.lines_truncated)
    .map(({ journal_entry_id: id, line_count: count }) => {
      return `Entry ${id} has ${count} lines: see \`tally journal show\`.`;
    });
  return [describeJournal({ items }), ...cut].join('\n\n');
}

/** The entries that an act would post, as a journal. */
export function describeRehearsal(entries: LedgerPage['items']): string {
  if (entries.length === 0) return 'No entry would be posted.';
  const cut = entries
    .filter((entry) => entry.lines_truncated)
    .map((entry) => `The first ${entry.lines.length} of ${entry.line_count} lines are shown.`);
  return [`Entries that would be posted\n${journalTable(entries)}`, ...cut].join('\n\n');
}

/** One entry: what it is, and its lines. */
export function describeEntry({ lines, ...entry }: EntryWithLines): string {
  return `${describeRecord(entry, undefined)}\n\n${journalTable([{ ...entry, lines }])}`;
}

function journalTable(items: readonly JournalEntry[]): string {
  const sides = ['DEBIT', 'CREDIT'].map((title) => ({ title, align: 'right' }) as const);
  const [before, after] = [
    ['EFFECTIVE', 'TYPE', 'ENTRY', 'ACCOUNT'],
    ['CURRENCY', 'LAYER'],
  ].map((titles) => titles.map((title) => ({ title })));
  return table([...before!, ...sides, ...after!], items.flatMap(linesOf));
}

function linesOf({ effective_at, event_type, journal_entry_id, lines }: JournalEntry): readonly (readonly string[])[] {
  // New terms alone book an entry without lines, which happened all the same.
  if (lines.length === 0) return [[effective_at, event_type, journal_entry_id]];
  return lines.map(({ account_code, direction, amount_minor, currency, layer }, index) => {
    const amount = amountIn(amount_minor, currency);
    const entry = index === 0 ? [effective_at, event_type, journal_entry_id] : ['', '', ''];
    const account = `${account_code} ${NAMES.get(account_code) ?? ''}`;
    const sides = direction === 'DR' ? [amount, ''] : ['', amount];
    return [...entry, account, ...sides, currency, layer.toLowerCase()];
  });
}

const NAMES: ReadonlyMap<string, string> = new Map(CHART.map(({ code, name }) => [String(code), name]));
