import type { EventId, LoanId, LocalDate, Minor } from '@tallystick/core';
import { found } from './failed.ts';
import type { PlacedEntry } from './journal.ts';
import { balancesBy } from './loans.ts';
import { pageOf } from './page.ts';
import { knownBy, type ReadsOf } from './read.ts';

/** The answer of a batch as it was stored. */
interface BatchAnswer {
  readonly accrual_event_id: string;
  readonly journal_entry_id: string;
  readonly loan_count: number;
  readonly total_accrued_minor: string;
  readonly posted_at: string;
  readonly posted_count: number;
  readonly skipped_count: number;
  readonly warnings: { code: string; detail: string; loan_id?: string }[];
}

/** Interest: what was booked of it, and which loans lack it. */
export const accruals: ReadsOf<'accruals'> = {
  coverage: (tenant, asked) => {
    const { date, program_id: programId, known_at: knownAt } = asked.query;
    const isKnown = knownBy(knownAt);
    if (programId !== undefined) tenant.businessDate(programId);
    const { book, journal } = tenant;
    const loans = [...book.loans.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const missing = loans.flatMap(({ id, programId: program }) => {
      if (programId !== undefined && program !== programId) return [];
      const accrued = book.accrualsOf(id, (entry) => isKnown(journal.entry(entry)!.event.postedAt));
      if (accrued.has(date as LocalDate)) return [];
      const past = journal.pastOf(id).filter((entry) => entry.effectiveAt <= date && isKnown(entry.postedAt));
      const { principal } = balancesBy(past);
      if (principal === 0n) return [];
      const last = [...accrued.keys()]
        .filter((day) => day < date)
        .sort()
        .at(-1);
      return [itemOf(id, program, principal, last)];
    });
    const page = pageOf('accruals.coverage', asked, missing, (loan) => loan.loan_id);
    return { date, items: [...page.rows], ...page.next };
  },

  get: ({ journal }, { params }) => {
    const event = journal.event(params.id as EventId);
    const batch = found(
      event?.command.kind === 'accrual' ? event : undefined,
      'event_not_found',
      `no accrual batch ${params.id}`,
    );
    const { programId, accrualDate } = batch.command as { programId: string; accrualDate: string };
    const reversals = batch.effects.entries.flatMap(({ id }) => journal.reversalsOf(id));
    const reversed = reversals.flatMap(takenBack);
    return {
      ...(JSON.parse(batch.response) as BatchAnswer),
      program_id: programId,
      accrual_date: accrualDate,
      reversed_count: reversed.length,
      reversed_minor: String(reversed.reduce((sum, interest) => sum + interest, 0n)),
    };
  },
};

const itemOf = (loan: LoanId, program: string, principal: Minor, last: LocalDate | undefined) => ({
  loan_id: loan as string,
  program_id: program,
  principal_minor: String(principal),
  ...(last === undefined ? {} : { last_accrual_date: last as string }),
});

/** The interest of each loan that a reversal took back, zeros among it. */
function takenBack({ entry, event }: PlacedEntry): Minor[] {
  const zeros = event.effects.zeroAccruals;
  const zeroLoans = zeros?.entryId === entry.id ? zeros.loanIds : [];
  return [...entry.postings.map(({ amount }) => amount), ...zeroLoans.map(() => 0n)];
}
