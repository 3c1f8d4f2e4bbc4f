/**
 * A refusal is the ledger's considered "no": a value, not an exception. The list is closed and ordered: when several
 * rules would refuse a request, the first of them speaks. `why` sorts them for the wire: something named is absent, it is
 * not for the one who asks to decide, the request conflicts with what is already booked, or it breaks a rule.
 */
export const REFUSALS = {
  loan_not_found: { why: 'absent', title: 'No such loan' },
  program_not_found: { why: 'absent', title: 'No such program' },
  event_not_found: { why: 'absent', title: 'No such event' },
  journal_entry_not_found: { why: 'absent', title: 'No such journal entry' },

  self_approval: { why: 'forbidden', title: 'Nobody approves an adjustment of their own' },

  loan_exists: { why: 'conflict', title: 'The loan is open already' },
  accrual_duplicate: { why: 'conflict', title: 'The date is already accrued' },
  external_ref_conflict: { why: 'conflict', title: 'The external reference names another payment' },
  already_settled: { why: 'conflict', title: 'Already settled' },
  already_returned: { why: 'conflict', title: 'Already returned' },
  already_reversed: { why: 'conflict', title: 'Already reversed' },
  reversal_of_reversal: { why: 'conflict', title: 'A reversal cannot be reversed' },
  has_dependents: { why: 'conflict', title: 'Later entries depend on this one' },
  period_closed: { why: 'conflict', title: 'The period is closed' },
  period_out_of_order: { why: 'conflict', title: 'Periods close in order' },
  not_pending: { why: 'conflict', title: 'Nothing is pending' },

  currency_mismatch: { why: 'rule', title: "The currency is not the loan's" },
  borrower_mismatch: { why: 'rule', title: "The borrower is not the loan's" },
  wrong_program: { why: 'rule', title: 'The loan is of another program' },
  effective_date_in_future: { why: 'rule', title: 'The effective date is in the future' },
  effective_before_first_disbursement: {
    why: 'rule',
    title: "The effective date is before the loan's first disbursement",
  },
  backdating_forbidden: { why: 'rule', title: 'The program does not take so old a date' },
  loan_state_forbids: { why: 'rule', title: 'The state of the loan forbids it' },
  loan_not_accruing: { why: 'rule', title: 'The loan does not accrue on this date' },
  principal_mismatch: { why: 'rule', title: "The principal is not the ledger's" },
  duplicate_in_batch: { why: 'rule', title: 'The loan stands in the batch twice' },
  convention_mismatch: { why: 'rule', title: "The day count is not the program's" },
  control_total_mismatch: { why: 'rule', title: 'A control total does not match' },
  implausible_interest: { why: 'rule', title: 'The interest is implausible' },
  batch_rejected: { why: 'rule', title: 'The batch was rejected whole' },
  allocation_exceeds_owed: { why: 'rule', title: 'The allocation exceeds what is owed' },
  custom_allocation_mismatch: { why: 'rule', title: 'The custom allocation does not add up to the payment' },
  receipt_exceeded: { why: 'rule', title: 'The receipt holds less' },
  insufficient_suspense: { why: 'rule', title: 'Not enough money in suspense' },
  suspense_on_hold: { why: 'rule', title: 'The money in suspense is on hold' },
  return_exceeds_payment: { why: 'rule', title: 'The return exceeds the payment' },
  waiver_exceeds_fee: { why: 'rule', title: 'The waiver exceeds the fee' },
  chargeoff_exceeds_owed: { why: 'rule', title: 'The charge-off exceeds what is owed' },
  nothing_to_charge_off: { why: 'rule', title: 'Nothing to charge off' },
  no_claim_to_recover: { why: 'rule', title: 'No claim to recover' },
  restructure_exceeds_owed: { why: 'rule', title: 'The restructure exceeds what is owed' },
  would_go_negative: { why: 'rule', title: 'A balance would go below zero' },
  unbalanced_adjustment: { why: 'rule', title: 'The adjustment does not balance' },
  account_unknown: { why: 'rule', title: 'No such account' },
  loan_required: { why: 'rule', title: 'The account needs a loan' },
  amount_overflow: { why: 'rule', title: 'The amount passes what a ledger can hold' },
} as const satisfies Record<string, { why: 'absent' | 'forbidden' | 'conflict' | 'rule'; title: string }>;

/** One code of the closed list of refusals. */
export type RefusalCode = keyof typeof REFUSALS;

/** What is wrong with one item of a batch: where it stands and the code and sentence of its own refusal. */
export interface ItemRefusal {
  readonly index: number;
  readonly code: RefusalCode;
  readonly detail: string;
}

/** A refusal: the code, and a sentence that quotes the figure or the id that stands in the way. */
export interface Refusal {
  readonly refused: RefusalCode;
  readonly detail: string;
  readonly items?: readonly ItemRefusal[];
}

/** Refuses with a code of the closed list and one sentence. */
export function refuse(refused: RefusalCode, detail: string, items?: readonly ItemRefusal[]): Refusal {
  return items === undefined ? { refused, detail } : { refused, detail, items };
}

/** Tells a refusal from anything else that a decision can be. */
export function isRefusal(value: object): value is Refusal {
  return 'refused' in value;
}

/** Thrown when the ledger's own law is broken: a defect of ours, never the caller's mistake. Nothing is booked. */
export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation';
}
