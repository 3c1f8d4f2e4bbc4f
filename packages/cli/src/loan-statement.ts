import {
  type AccountCode,
  addDays,
  type Bucket,
  bucketOf,
  type Direction,
  type LocalDate,
  parseDate,
} from '@tallystick/core';
import type { Balance, JournalEntry, Ledger, Loan } from '@tallystick/sdk';
import { amountIn } from './money.ts';
import { table } from './table.ts';

/**
 * A statement leads from what a loan owed on one day to what it owes on another, entry by entry, and proves it: each
 * balance is the ledger's own answer, and so is each entry between them.
 */
export interface Statement {
  readonly loan: Loan;
  /** The first effective day. */
  readonly from_date: string;
  /** The last. */
  readonly to_date: string;
  /** The balance at the end of the day before. */
  readonly opening: Balance;
  /** Every entry of the period: by effective day, and in the order of posting within one. */
  readonly entries: readonly JournalEntry[];
  /** The balance at the end of the last day. */
  readonly closing: Balance;
  /** Whether the entries lead from the one balance to the other, in every column. */
  readonly adds_up: boolean;
}

/** What a statement has a column for, in minor units. */
interface Figures {
  readonly principal: bigint;
  readonly interest: bigint;
  readonly fees: bigint;
  readonly suspense: bigint;
}

type Column = keyof Figures;

const COLUMNS: readonly Column[] = ['principal', 'interest', 'fees', 'suspense'];

const COLUMN_OF: Readonly<Partial<Record<Bucket, Column>>> = {
  principal: 'principal',
  interest: 'interest',
  fees: 'fees',
  lateCharges: 'fees',
  suspense: 'suspense',
};

/**
 * Reads the statement of a loan over a period: from the day it opened, and to the day of its balance, where the caller
 * names none. All is read as it was known when the loan's latest entry was posted, so what is posted meanwhile is not in
 * one part of it and missing in another.
 */
export async function statementOf(
  ledger: Ledger,
  loanId: string,
  period: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<Statement> {
  const loan = await ledger.loans.get(loanId);
  const knownAt = loan.last_activity_at;
  const from = period.from ?? loan.opened_at;
  const to = period.to ?? (await ledger.loans.balance(loanId)).as_of_date;
  const [opening, closing] = await Promise.all([
    ledger.loans.balance(loanId, { asOf: dayBefore(from), knownAt }),
    ledger.loans.balance(loanId, { asOf: to, knownAt }),
  ]);
  const entries: JournalEntry[] = [];
  for await (const entry of ledger.loans.journalEntries(loanId, { from, to, knownAt, pageSize: 500 }))
    entries.push(entry);
  // The sort is stable, so entries of one day stay in the order in which they were posted.
  entries.sort((a, b) => (a.effective_at < b.effective_at ? -1 : Number(a.effective_at > b.effective_at)));
  const end = entries.map(movementOf).reduce(plus, figuresOf(opening));
  const addsUp = COLUMNS.every((column) => end[column] === figuresOf(closing)[column]);
  return { loan, from_date: from, to_date: to, opening, entries, closing, adds_up: addsUp };
}

const dayBefore = (date: string): string => addDays(parseDate(date) as LocalDate, -1);

const figuresOf = (balance: Balance): Figures => ({
  principal: BigInt(balance.principal_outstanding_minor),
  interest: BigInt(balance.interest_receivable_minor),
  fees: BigInt(balance.fees_receivable_minor),
  suspense: BigInt(balance.suspense_minor),
});

/** What an entry does to each column. Only what is settled counts in a balance. */
function movementOf({ lines }: JournalEntry): Figures {
  const moved = { principal: 0n, interest: 0n, fees: 0n, suspense: 0n };
  for (const { account_code: code, direction, amount_minor: minor, layer } of lines) {
    const side = bucketOf(Number(code) as AccountCode);
    const column = side && COLUMN_OF[side.bucket];
    if (column === undefined || layer !== 'SETTLED') continue;
    moved[column] += signed(BigInt(minor), direction, side!.normal);
  }
  return moved;
}

const signed = (amount: bigint, direction: Direction, normal: Direction): bigint =>
  direction === normal ? amount : -amount;

const plus = (a: Figures, b: Figures): Figures => ({
  principal: a.principal + b.principal,
  interest: a.interest + b.interest,
  fees: a.fees + b.fees,
  suspense: a.suspense + b.suspense,
});

const owedIn = ({ principal, interest, fees }: Figures): bigint => principal + interest + fees;

/** What an entry does to what is owed, and to suspense, in minor units. */
export function movements(entry: JournalEntry): { readonly owed: bigint; readonly suspense: bigint } {
  const moved = movementOf(entry);
  return { owed: owedIn(moved), suspense: moved.suspense };
}

/** Writes a statement: what each entry moves, and what is owed after it. */
export function describeStatement({ loan, from_date: from, to_date: to, ...statement }: Statement): string {
  const { opening, entries, closing, adds_up: addsUp } = statement;
  const cells = (figures: Figures, show: (amount: bigint) => string) => COLUMNS.map((column) => show(figures[column]));
  const exact = (amount: bigint) => amountIn(amount, loan.currency);
  const moved = (amount: bigint) => (amount === 0n ? '' : `${amount > 0n ? '+' : ''}${exact(amount)}`);
  const line = (day: string, what: string, figures: Figures) => [
    day,
    what,
    ...cells(figures, exact),
    exact(owedIn(figures)),
  ];
  let after = figuresOf(opening);
  const rows = entries.map((entry) => {
    const movement = movementOf(entry);
    after = plus(after, movement);
    return [entry.effective_at, entry.event_type, ...cells(movement, moved), exact(owedIn(after))];
  });
  const figures = table(
    ['EFFECTIVE', 'TYPE', ...COLUMNS.map((column) => column.toUpperCase()), 'OWED'].map((title, index) => ({
      title,
      align: index < 2 ? 'left' : 'right',
    })),
    [line(from, 'brought forward', figuresOf(opening)), ...rows, line(to, 'carried forward', figuresOf(closing))],
  );
  const proof = addsUp ? '' : '\n\nTHE ENTRIES DO NOT LEAD FROM THE ONE BALANCE TO THE OTHER: run `tally verify`.';
  return `Loan ${loan.loan_id} in ${loan.currency}, ${from} to ${to}\n\n${figures}${proof}`;
}
