import type { LocalDate } from '../calendar/date.ts';
import type { LoanId, ProgramId } from '../ledger/identity.ts';
import type { Act } from './act.ts';
import { warningOf } from './remarks.ts';

const postBatch: Act<'accruals', 'postBatch', 'accrual'> = {
  commandOf: ({ body }) => ({
    kind: 'accrual',
    programId: body.program_id as ProgramId,
    accrualDate: body.accrual_date as LocalDate,
    convention: body.day_count_convention,
    items: body.loans.map((item) => ({
      loanId: item.loan_id as LoanId,
      principal: BigInt(item.outstanding_principal_minor),
      interest: BigInt(item.interest_minor),
    })),
    onDuplicate: body.on_duplicate,
    control:
      body.control === undefined
        ? undefined
        : { loanCount: body.control.loan_count, totalInterest: BigInt(body.control.total_interest_minor) },
  }),
  bodyOf: (answer, eventId) => ({
    accrual_event_id: eventId,
    journal_entry_id: answer.entryId,
    loan_count: answer.items,
    total_accrued_minor: String(answer.total),
    posted_at: answer.postedAt,
    posted_count: answer.posted,
    skipped_count: answer.skipped,
    warnings: answer.warnings.map(warningOf),
  }),
};

/** Interest. */
export const accruals = { postBatch };
