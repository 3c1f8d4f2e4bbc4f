import type {
  AccrualBatchRequest,
  AdjustmentRequest,
  ApprovalRequest,
  PeriodCloseRequest,
  RejectionRequest,
  ReversalRequest,
} from '@tallystick/sdk';
import { act, type Said } from '../act.ts';
import { adjustmentLines } from '../adjustment-lines.ts';
import { uuid } from '../arguments.ts';
import { type AddCommand, groupOf } from '../command.ts';
import { accrueRun } from '../commands/accrue-run.ts';
import { day, flag, record, required, several, text } from '../field.ts';
import { jsonFile } from '../json-file.ts';
import * as field from '../request-fields.ts';

/** The acts on the books themselves: interest, corrections, and the end of a period. */

const accrue = groupOf({
  name: 'accrue',
  about: 'book interest',
  examples: [
    'tally accrue run --program 4444… --date 2026-05-01 --rate 18.25 --carry carry.json',
    'tally accrue post accruals-2026-05-01.json',
  ],
  commands: [
    accrueRun,
    act({
      name: 'post',
      kind: 'accrual',
      about: 'book one day of interest of up to 100,000 loans, all or nothing',
      request: jsonFile<AccrualBatchRequest>('the batch'),
      subject: ({ program_id, accrual_date }) => `${program_id}_${accrual_date}`,
      post: (ledger, request, options) => ledger.accruals.postBatch(request, options),
      examples: [
        'tally accrue post accruals-2026-05-01.json --dry-run',
        'generate-accruals 2026-05-01 | tally accrue post - --json',
      ],
    }),
  ],
});

const reverse = act({
  name: 'reverse',
  kind: 'reversal',
  about: 'book the mirror of an entry that should never have been',
  note: '\nMoney that the bank took back is a `tally return`, a fee that is given up is a\n`tally waive`.',
  request: record<Said<ReversalRequest>>({
    journal_entry_id: field.subject('journal_entry_id', 'the entry'),
    reason_code: field.reasonCode(),
    effective_at: field.effectiveOr("the entry's own day, as if it had never been"),
    cascade: flag('--cascade', 'reverse what depends on it too, latest first'),
    loan_ids: several('--loan <uuid>', 'a loan of an accrual batch; give it for each (default: all of them)', uuid),
  }),
  subject: ({ journal_entry_id }) => journal_entry_id,
  post: (ledger, request, options) => ledger.reversals.create(request, options),
  irreversible: {
    what: 'the id of the entry',
    warning: 'A reversal cannot be reversed: what it undid by mistake has to be booked anew.',
  },
  examples: [
    'tally reverse 0198… --reason wrong_loan',
    'tally reverse 0198… --reason keyed_twice --effective 2026-05-31 --cascade --yes',
  ],
});

const adjust = act({
  name: 'adjust',
  kind: 'adjustment',
  about: 'book free lines, or propose them where the program demands two people',
  note: '\nDebits and credits are equal: as a whole, within each loan and within each layer.',
  request: record<Said<AdjustmentRequest>>({
    lines: adjustmentLines,
    currency: field.currency(),
    effective_at: field.effective(),
    reason_code: field.reasonCode(),
    description: required(text('--description <text>', 'what happened, and why no other act says it')),
  }),
  subject: ({ reason_code }) => reason_code,
  post: (ledger, request, options) => ledger.adjustments.create(request, options),
  examples: [
    'tally adjust --debit 4200=5.00 --credit 1300=5.00 --loan 1111… --currency USD --effective 2026-05-31 --reason rounding --description "off by the migration"',
    'tally adjust --debit 1000=5.00 --credit 3000=5.00 --currency USD --effective 2026-05-31 --reason bank_interest --description "May" --json',
  ],
});

const approve = act({
  name: 'approve',
  kind: 'approval',
  about: 'book an adjustment that waits; never by the one who asked for it',
  request: record<Said<ApprovalRequest & { adjustment_event_id: string }>>({
    adjustment_event_id: field.subject('adjustment_event_id', 'the adjustment'),
    comment: text('--comment <text>', 'what to say with it'),
  }),
  subject: ({ adjustment_event_id }) => adjustment_event_id,
  post: (ledger, { adjustment_event_id, ...body }, options) =>
    ledger.adjustments.approve(adjustment_event_id, body, options),
  irreversible: {
    what: 'the id of the adjustment',
    warning: 'An approval books the lines above; they are undone only by a reversal.',
    shows: (ledger, { adjustment_event_id }) => ledger.adjustments.get(adjustment_event_id),
  },
  examples: ['tally approve 0198…', 'tally approve 0198… --comment "agreed with the bank" --yes'],
});

const reject = act({
  name: 'reject',
  kind: 'rejection',
  about: 'end an adjustment that waits, and book nothing',
  request: record<Said<RejectionRequest & { adjustment_event_id: string }>>({
    adjustment_event_id: field.subject('adjustment_event_id', 'the adjustment'),
    reason: field.reason(),
  }),
  subject: ({ adjustment_event_id }) => adjustment_event_id,
  post: (ledger, { adjustment_event_id, ...body }, options) =>
    ledger.adjustments.reject(adjustment_event_id, body, options),
  examples: ['tally reject 0198… --reason "wrong account"', 'tally reject 0198… --reason "a duplicate" --json'],
});

/** `tally close`; the reads of the books stand beside it. */
export const close = act({
  name: 'close',
  kind: 'period_close',
  about: 'close the books through a date, for good',
  request: record<Said<PeriodCloseRequest>>({
    through_date: required(day('<through_date>', 'the last accounting date of the period')),
  }),
  subject: ({ through_date }) => through_date,
  post: (ledger, request, options) => ledger.books.closePeriod(request, options),
  irreversible: {
    what: 'the date',
    warning: 'A closed period stays closed: what is posted later counts on the first open day, or is refused.',
  },
  examples: ['tally close 2026-05-31', 'tally close 2026-05-31 --yes --json'],
});

/** Interest, and what puts mistakes right. */
export const CORRECTIONS: readonly AddCommand[] = [reverse, adjust, approve, reject];

/** Interest. */
export const INTEREST: readonly AddCommand[] = [accrue];
