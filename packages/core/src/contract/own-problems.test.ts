import { expect, it } from 'vitest';
import { contract, GUARDED, POSTED, type ProblemCode, WRITTEN } from './index.ts';

const guarded = Object.entries(contract).flatMap(([noun, verbs]) =>
  Object.entries(verbs)
    .map(([verb, procedure]) => ({ name: `${noun}.${verb}`, ...procedure['~orpc'] }))
    .filter(({ meta }) => meta.scopes.length > 0),
);

/**
 * The problems of an operation's own: the refusals that the decision behind it can come to, `decide` of each command by
 * its tests, and what a read finds absent.
 */
const OWN_PROBLEMS: Record<string, readonly ProblemCode[]> = {
  'disbursements.create': [
    'program_not_found',
    'period_closed',
    'currency_mismatch',
    'borrower_mismatch',
    'wrong_program',
    'effective_before_first_disbursement',
    'loan_state_forbids',
  ],
  'disbursements.settle': [
    'event_not_found',
    'already_settled',
    'already_reversed',
    'period_closed',
    'effective_before_first_disbursement',
  ],
  'payments.create': [
    'loan_not_found',
    'event_not_found',
    'external_ref_conflict',
    'already_reversed',
    'period_closed',
    'currency_mismatch',
    'borrower_mismatch',
    'effective_before_first_disbursement',
    'backdating_forbidden',
    'allocation_exceeds_owed',
    'custom_allocation_mismatch',
    'receipt_exceeded',
  ],
  'payments.settle': [
    'event_not_found',
    'already_settled',
    'already_returned',
    'already_reversed',
    'period_closed',
    'effective_before_first_disbursement',
  ],
  'payments.return': [
    'event_not_found',
    'already_returned',
    'already_reversed',
    'period_closed',
    'effective_before_first_disbursement',
    'return_exceeds_payment',
  ],
  'receipts.create': ['external_ref_conflict', 'period_closed'],
  'fees.assess': [
    'loan_not_found',
    'period_closed',
    'currency_mismatch',
    'borrower_mismatch',
    'effective_before_first_disbursement',
    'loan_state_forbids',
  ],
  'fees.waive': [
    'event_not_found',
    'already_reversed',
    'period_closed',
    'effective_before_first_disbursement',
    'loan_state_forbids',
    'waiver_exceeds_fee',
    'would_go_negative',
  ],
  'accruals.postBatch': [
    'program_not_found',
    'accrual_duplicate',
    'period_closed',
    'convention_mismatch',
    'control_total_mismatch',
    'batch_rejected',
  ],
  'accruals.coverage': ['page_token_invalid', 'program_not_found'],
  'accruals.get': ['event_not_found'],
  'loans.open': ['program_not_found', 'loan_exists', 'period_closed', 'currency_mismatch'],
  'loans.get': ['loan_not_found'],
  'loans.balance': ['loan_not_found'],
  'loans.journalEntries': ['page_token_invalid', 'loan_not_found'],
  'loans.allocateSuspense': [
    'loan_not_found',
    'period_closed',
    'effective_before_first_disbursement',
    'backdating_forbidden',
    'loan_state_forbids',
    'allocation_exceeds_owed',
    'custom_allocation_mismatch',
    'insufficient_suspense',
  ],
  'loans.refundSuspense': [
    'loan_not_found',
    'period_closed',
    'effective_before_first_disbursement',
    'insufficient_suspense',
    'suspense_on_hold',
  ],
  'loans.setNonaccrual': [
    'loan_not_found',
    'period_closed',
    'effective_before_first_disbursement',
    'loan_state_forbids',
  ],
  'chargeoffs.create': [
    'loan_not_found',
    'period_closed',
    'effective_before_first_disbursement',
    'loan_state_forbids',
    'chargeoff_exceeds_owed',
    'nothing_to_charge_off',
  ],
  'recoveries.create': [
    'loan_not_found',
    'external_ref_conflict',
    'period_closed',
    'currency_mismatch',
    'effective_before_first_disbursement',
    'backdating_forbidden',
    'no_claim_to_recover',
  ],
  'refinances.create': [
    'loan_not_found',
    'program_not_found',
    'loan_exists',
    'period_closed',
    'currency_mismatch',
    'borrower_mismatch',
    'effective_before_first_disbursement',
    'loan_state_forbids',
    'suspense_on_hold',
    'would_go_negative',
  ],
  'restructures.create': [
    'loan_not_found',
    'period_closed',
    'effective_before_first_disbursement',
    'loan_state_forbids',
    'restructure_exceeds_owed',
  ],
  'reversals.create': [
    'loan_not_found',
    'journal_entry_not_found',
    'already_reversed',
    'reversal_of_reversal',
    'has_dependents',
    'period_closed',
    'effective_before_first_disbursement',
    'would_go_negative',
  ],
  'adjustments.create': [
    'loan_not_found',
    'period_closed',
    'currency_mismatch',
    'effective_before_first_disbursement',
    'would_go_negative',
    'unbalanced_adjustment',
    'account_unknown',
    'loan_required',
  ],
  'adjustments.get': ['event_not_found'],
  'adjustments.approve': [
    'self_approval',
    'event_not_found',
    'period_closed',
    'not_pending',
    'effective_before_first_disbursement',
    'would_go_negative',
  ],
  'adjustments.reject': ['self_approval', 'event_not_found', 'not_pending'],
  'programs.put': ['amount_overflow'],
  'programs.get': ['program_not_found'],
  'programs.list': ['page_token_invalid'],
  'accounts.list': [],
  'accounts.map': ['account_unknown'],
  'journalEntries.get': ['page_token_invalid', 'journal_entry_not_found'],
  'journalEntries.list': ['page_token_invalid'],
  'books.trialBalance': ['program_not_found'],
  'books.closePeriod': ['period_out_of_order'],
  'books.periods': ['page_token_invalid'],
  'books.tieOut': [],
  'books.rollForward': ['program_not_found'],
  'events.list': ['page_token_invalid'],
  'events.get': ['event_not_found'],
};

const COMMON = { POST: POSTED, PUT: WRITTEN, GET: GUARDED } as const;

it.each(guarded)('$name declares every problem of its own, and none beside', (operation) => {
  const common: readonly string[] = COMMON[operation.route.method as keyof typeof COMMON];
  const own = Object.keys(operation.errorMap).filter((code) => !common.includes(code));
  expect(own.sort()).toEqual([...(OWN_PROBLEMS[operation.name] ?? [])].sort());
});
