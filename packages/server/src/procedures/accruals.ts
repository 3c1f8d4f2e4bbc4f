import type { LoanId, LocalDate, ProgramId } from '@tallystick/core';
import { coverage } from './accrual-coverage.ts';
import { get } from './accrual-receipt.ts';
import { api } from './implement.ts';
import { posted } from './posted.ts';
import { warningOf } from './remarks.ts';

const postBatch = api.accruals.postBatch.handler(({ input: { headers, body }, context }) =>
  posted(context, {
    operation: 'accruals.postBatch',
    idempotencyKey: headers['idempotency-key'],
    request: body,
    dryRun: body.dry_run,
    command: {
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
    },
    present: (answer, eventId) => ({
      accrual_event_id: eventId,
      journal_entry_id: answer.entryId,
      loan_count: answer.items,
      total_accrued_minor: String(answer.total),
      posted_at: answer.postedAt,
      posted_count: answer.posted,
      skipped_count: answer.skipped,
      warnings: answer.warnings.map(warningOf),
      ...(body.dry_run ? { dry_run: true as const } : {}),
    }),
  }),
);

/** Interest. */
export const accruals = { postBatch, coverage, get };
