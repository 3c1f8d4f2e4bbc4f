import { CHART, formatMinor } from '@tallystick/core';
import type { Balance, JournalEntry, JournalPage } from '@tallystick/sdk';
import { table } from './table.ts';

/** What a loan owes, as a statement: each bucket, their total, and what stands beside it. */
export function describeBalance(balance: Balance): string {
  const { loan_id: loanId, currency, status, as_of_date: day, charged_off: claim } = balance;
  const line = (name: string, minor: string) => [name, amountIn(minor, currency)];
  const owed = [
    line('Principal', balance.principal_outstanding_minor),
    line('Interest', balance.interest_receivable_minor),
    line('Fees and late charges', balance.fees_receivable_minor),
    line('Total owed', balance.total_exposure_minor),
  ];
  const beside = [
    line('Suspense', balance.suspense_minor),
    line('Nonaccrual interest', balance.nonaccrual_interest_minor),
    line('Charged off, principal', claim.principal_minor),
    line('Charged off, interest', claim.interest_minor),
    line('Charged off, fees', claim.fees_minor),
    line('Total charged off', sum(claim.principal_minor, claim.interest_minor, claim.fees_minor)),
  ];
  const figures = table(
    [{ title: `Loan ${loanId}` }, { title: currency, align: 'right' }],
    [
      ...owed.slice(0, -1),
      RULE,
      ...owed.slice(-1),
      [''],
      ...beside.slice(0, 2),
      [''],
      ...beside.slice(2, -1),
      RULE,
      ...beside.slice(-1),
    ],
  );
  return `${figures}\n\nAt the end of ${day}; the loan is ${status.replaceAll('_', ' ')}.`;
}

const RULE = ['', '----------'];

/** A loan's entries as a journal: what each debits and credits. An entry's date and type stand on its first line. */
export function describeJournal({ items }: JournalPage): string {
  if (items.length === 0) return 'There is no such entry.';
  const sides = ['DEBIT', 'CREDIT'].map((title) => ({ title, align: 'right' }) as const);
  const [before, after] = [
    ['EFFECTIVE', 'TYPE', 'ENTRY', 'ACCOUNT'],
    ['CURRENCY', 'LAYER'],
  ].map((titles) => titles.map((title) => ({ title })));
  return table([...before!, ...sides, ...after!], items.flatMap(linesOf));
}

function linesOf({ effective_at, event_type, journal_entry_id, lines }: JournalEntry): readonly string[][] {
  return lines.map(({ account_code, direction, amount_minor, currency, layer }, index) => {
    const amount = amountIn(amount_minor, currency);
    const entry = index === 0 ? [effective_at, event_type, journal_entry_id] : ['', '', ''];
    const account = `${account_code} ${NAMES.get(account_code) ?? ''}`;
    const sides = direction === 'DR' ? [amount, ''] : ['', amount];
    return [...entry, account, ...sides, currency, layer.toLowerCase()];
  });
}

const NAMES: ReadonlyMap<string, string> = new Map(CHART.map(({ code, name }) => [String(code), name]));

const sum = (...amounts: readonly string[]): string =>
  String(amounts.reduce((total, minor) => total + BigInt(minor), 0n));

/** An amount in major units; in minor units where ISO 4217 knows no other, as of gold. */
function amountIn(minor: string, currency: string): string {
  try {
    return formatMinor(BigInt(minor), currency);
  } catch {
    return minor;
  }
}
