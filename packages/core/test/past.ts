/** What a book in memory looks back at, as the store would read it. */
import type { JournalEntry } from '../src/ledger/entry.ts';
import type { EntryId, EventId, LoanId } from '../src/ledger/identity.ts';
import type { BookedDisbursement, BookedEntry, BookedPayment, BookedReceipt, ZeroAccruals } from '../src/loan/book.ts';
import type { History, PastEntry } from '../src/loan/history.ts';

/** An entry as it was booked, with the loan that its event is about. */
export type Past = Omit<PastEntry, 'ordinal'> & {
  readonly entry: JournalEntry;
  readonly loanId: LoanId | undefined;
};

/** The entries of a loan: those that have lines of it, and those without lines whose event is about it. */
export function historyIn(past: readonly Past[], id: LoanId): History {
  let ordinal = 0;
  return past.flatMap(({ entry, loanId, ...rest }) => {
    const postings = entry.postings.filter((posting) => posting.loanId === id);
    if (postings.length === 0 && (entry.postings.length > 0 || loanId !== id)) return [];
    ordinal = postings[0]?.loanOrdinal ?? ordinal;
    return [{ ...rest, postings, ordinal }];
  });
}

/** An entry whole, with what was reversed of it. */
export function bookedEntryIn(
  past: readonly Past[],
  zeros: readonly ZeroAccruals[],
  id: EntryId,
): BookedEntry | undefined {
  const own = past.find(({ entryId }) => entryId === id);
  if (own === undefined) return undefined;
  const reversals = past.filter(({ reversesEntryId }) => reversesEntryId === id);
  const byLoan = reversals.flatMap(({ entry }) => loansOf(entry).map((loan) => [loan, entry.id] as const));
  const { entry, eventId, kind } = own;
  const zeroLoans = zeros.filter((zero) => zero.entryId === id).flatMap(({ loanIds }) => loanIds);
  const reversedZeros = zeros.filter((zero) => zero.reversesEntryId === id);
  const zerosByLoan = reversedZeros.flatMap((zero) => zero.loanIds.map((loan) => [loan, zero.entryId] as const));
  const reversedLoans = new Map([...byLoan, ...zerosByLoan]);
  const everyLoan = [...new Set([...loansOf(entry), ...zeroLoans])];
  const whole = reversals.length > 0 && everyLoan.every((loan) => reversedLoans.has(loan));
  return {
    entry,
    eventId,
    kind,
    loanIds: everyLoan.length > 0 ? everyLoan : besideLines(past, own),
    withoutLoan: loansOf(entry).length > 0 ? [] : withoutLoan(past, own),
    reversedBy: whole ? reversals[0]!.entryId : undefined,
    reversedLoans,
    zeroLoans,
  };
}

const loansOf = ({ postings }: JournalEntry): LoanId[] => postings.flatMap(({ loanId }) => loanId ?? []);

/** The loan of an event without lines, and the loans whose payments took from a receipt. */
function besideLines(past: readonly Past[], { entry, eventId, loanId }: Past): LoanId[] {
  if (entry.postings.length === 0) return loanId === undefined ? [] : [loanId];
  const takers = past.filter(({ subject, type }) => subject === eventId && type === 'payment_received');
  return [...new Set(takers.flatMap((taker) => loansOf(taker.entry)))];
}

/** What an event and those that acted on it booked without a loan, and the reversals of that. */
function withoutLoan(past: readonly Past[], { eventId, subject }: Past): History {
  const root = subject ?? eventId;
  const loanless = past.filter(({ entry }) => entry.postings.length > 0 && loansOf(entry).length === 0);
  const own = new Set(
    loanless.filter((one) => one.eventId === root || one.subject === root).map(({ entryId }) => entryId),
  );
  return loanless
    .filter((one) => own.has(one.entryId) || (one.reversesEntryId !== undefined && own.has(one.reversesEntryId)))
    .map(({ entry, loanId: _none, ...rest }, ordinal) => ({ ...rest, postings: entry.postings, ordinal }));
}

/** What events said that others look up by name: money that went out, payments by reference, receipts of nobody's money. */
export interface Said {
  readonly disbursements: Map<EventId, BookedDisbursement>;
  readonly payments: Map<string, BookedPayment>;
  readonly receipts: Map<EventId, BookedReceipt>;
}

/** Takes back what an entry had said, once it is undone. */
export function unsay(undone: Past, past: readonly Past[], said: Said): void {
  const { type, eventId, correlationId, subject } = undone;
  const about = correlationId ?? eventId;
  if (type === 'disbursement_settled') change(said.disbursements, about, { settledBy: undefined });
  if (type === 'disbursement' || type === 'refinance') change(said.disbursements, eventId, { reversed: true });
  if (type === 'payment_settled') change(said.receipts, about, { settled: false });
  if (type === 'payment_received') {
    const [name] = [...said.payments].find(([, { eventId: booked }]) => booked === eventId) ?? [];
    if (name !== undefined) change(said.payments, name, { reversed: true });
    change(said.receipts, eventId, { reversed: true });
    const from = subject === undefined ? undefined : said.receipts.get(subject);
    if (from !== undefined) change(said.receipts, from.eventId, { taken: from.taken - movedBy(undone) });
  }
  if (type === 'payment_returned') unsayReturn(undone, past, said);
}

function change<K, V>(kept: Map<K, V>, name: K, difference: Partial<V>): void {
  const known = kept.get(name);
  if (known !== undefined) kept.set(name, { ...known, ...difference });
}

function unsayReturn(undone: Past, past: readonly Past[], said: Said): void {
  const payment = past.find(({ eventId, type }) => eventId === undone.correlationId && type === 'payment_received');
  const receipt = said.receipts.get(payment?.subject ?? payment?.eventId ?? undone.eventId);
  if (receipt === undefined) return;
  const { unidentified, ofPayments } = receipt.returned;
  const returned =
    payment?.subject === undefined
      ? { unidentified: unidentified - movedBy(undone), ofPayments }
      : { unidentified, ofPayments: ofPayments - movedBy(undone) };
  said.receipts.set(receipt.eventId, { ...receipt, returned });
}

/** What an entry moves in or out of the bank, or out of what nobody had claimed. */
const movedBy = ({ entry }: Past): bigint =>
  entry.postings
    .filter(({ debit, credit }) => [debit, credit].some((account) => [1000, 1050, 2210].includes(account)))
    .reduce((sum, { amount }) => sum + amount, 0n);
