import type { Ask } from './ledger.ts';
import type { Terminal } from './terminal.ts';

/** Writes an answer for people, its amounts in the currency that they are in, whatever it takes to learn that. */
export async function describeAnswer(answer: object, ask: Ask, request: object = {}): Promise<string> {
  const { describeRecord } = await import('./record.ts');
  return describeRecord(answer, await currencyOf(answer, request, ask));
}

/**
 * The currency of an answer's amounts: the request's or the answer's own; else that of the loan, of the first loan of a
 * batch, or of the entry. Undefined where that cannot be read, as without the scope for it: the act was booked, and is
 * told in minor units.
 */
async function currencyOf(answer: object, request: object, ask: Ask): Promise<string | undefined> {
  const { currency, loan_id: loanId, loans, journal_entry_id: entryId }: Placed = { ...request, ...answer };
  if (currency !== undefined || !JSON.stringify(answer).includes('_minor"')) return currency ?? undefined;
  const loan = loanId ?? loans?.[0]?.loan_id;
  try {
    if (loan !== undefined) return (await ask((ledger) => ledger.loans.get(loan))).currency;
    if (entryId === undefined) return undefined;
    return (await ask((ledger) => ledger.journalEntries.get(entryId, { pageSize: 1 }))).lines[0]?.currency;
  } catch {
    return undefined;
  }
}

/** What a request and its answer may say of where their amounts belong. */
interface Placed {
  /** Null of a program whose loans bring their own. */
  readonly currency?: string | null;
  readonly loan_id?: string;
  readonly loans?: readonly { readonly loan_id: string }[];
  readonly journal_entry_id?: string;
}

/** The text of an answer: its rows where CSV was asked for, nothing where JSON was, else what people read. */
export async function written(
  { speaksJson, speaksCsv }: Terminal,
  rows: () => readonly object[],
  describe: () => string | Promise<string>,
): Promise<string> {
  if (speaksJson) return '';
  return speaksCsv ? (await import('./csv.ts')).csvOf(rows()) : describe();
}
