import type { Terminal } from './terminal.ts';

/** What an answer says beside what was booked. */
interface Remarks {
  readonly warnings?: readonly { readonly code: string; readonly detail: string }[];
  readonly stale_accruals?: readonly { readonly accrual_date: string; readonly loan_id?: string }[];
}

/** The most remarks of one sort that are told to a person; a program reads all of them. */
const MOST = 10;

/** Tells the warnings of an answer, and the accruals that it made stale, beside the answer. */
export function tellRemarks(answer: object, terminal: Terminal): void {
  const { warnings = [], stale_accruals: stale = [] } = answer as Remarks;
  for (const { code, detail } of warnings.slice(0, MOST)) terminal.note(`Warning: ${detail} (${code})`);
  if (warnings.length > MOST) terminal.note(`And ${warnings.length - MOST} warnings more: --json has all of them.`);
  if (stale.length === 0) return;
  const dates = stale.slice(0, MOST).map(({ accrual_date: date, loan_id: of }) => (of ? `${date} of ${of}` : date));
  const more = stale.length > MOST ? ` and ${stale.length - MOST} more` : '';
  terminal.note(
    `Accruals computed on a principal that this changed: ${dates.join(', ')}${more}. Reverse them and post them anew, or let them stand.`,
  );
}

/** The fields of an answer that are told so, and are not part of what it says. */
export const REMARKS: readonly string[] = ['warnings', 'stale_accruals'] satisfies (keyof Remarks)[];
