import type {
  AllocationRequest,
  DisbursementRequest,
  PaymentRequest,
  ReceiptRequest,
  RecoveryRequest,
  RefundRequest,
  ReturnRequest,
  SettlementRequest,
} from '@tallystick/sdk';
import { act, type Said } from '../act.ts';
import { amount } from '../amount-field.ts';
import { type AddCommand, groupOf } from '../command.ts';
import { choice, flag, id, record, required, text } from '../field.ts';
import * as field from '../request-fields.ts';

/** Money out and money in: what a lender's day is made of. */

const disburse = act({
  name: 'disburse',
  kind: 'disbursement',
  about: 'book a draw; the first draw of an unknown loan opens it',
  request: record<Said<DisbursementRequest>>({
    loan_id: field.loan(),
    borrower_id: field.borrower(),
    amount_minor: field.money('how much is lent, a withheld fee included'),
    currency: field.currency(),
    effective_at: field.effective(),
    method: required(field.payoutMethod('how it leaves; an internal transfer settles at once')),
    destination_ref: text('--destination <text>', 'where it goes, as your system names it'),
    program_id: field.program("the tenant's default"),
    withheld_fee_minor: amount('--withheld-fee', 'an origination fee that is kept back'),
    metadata: field.metadata(),
  }),
  subject: ({ loan_id }) => loan_id,
  post: (ledger, request, options) => ledger.disbursements.create(request, options),
  examples: [
    'tally disburse 1111… --borrower 2222… --amount 10000.00 --currency USD --effective 2026-04-01 --method ach',
    'tally disburse 1111… --borrower 2222… --amount 10000.00 --withheld-fee 250.00 --currency USD --effective 2026-04-01 --method wire --json',
  ],
});

const settleDisbursement = act({
  name: 'disbursement',
  kind: 'settlement',
  about: 'book that a draw, or the cash-out of a refinance, left the bank',
  request: record<Said<SettlementRequest & { event_id: string }>>({
    event_id: field.subject('event_id', 'the disbursement, or the refinance'),
    effective_at: field.effective(),
    bank_ref: field.bankRef(),
  }),
  subject: ({ event_id }) => event_id,
  post: (ledger, { event_id, ...body }, options) => ledger.disbursements.settle(event_id, body, options),
  examples: [
    'tally settle disbursement 0198… --effective 2026-04-02',
    'tally settle disbursement 0198… --effective 2026-04-02 --bank-ref FT26092',
  ],
});

const settlePayment = act({
  name: 'payment',
  kind: 'payment_settlement',
  about: 'book that a payment, or an unidentified receipt, reached the bank',
  request: record<Said<SettlementRequest & { event_id: string }>>({
    event_id: field.subject('event_id', 'the payment, or the receipt'),
    effective_at: field.effective(),
    bank_ref: field.bankRef(),
  }),
  subject: ({ event_id }) => event_id,
  post: (ledger, { event_id, ...body }, options) => ledger.payments.settle(event_id, body, options),
  examples: [
    'tally settle payment 0198… --effective 2026-05-04',
    'tally settle payment 0198… --effective 2026-05-04 --bank-ref FT26124 --json',
  ],
});

const settle = groupOf({
  name: 'settle',
  about: 'book that the bank confirms a movement',
  examples: [
    'tally settle disbursement 0198… --effective 2026-04-02',
    'tally settle payment 0198… --effective 2026-05-04',
  ],
  commands: [settleDisbursement, settlePayment],
});

const pay = act({
  name: 'pay',
  kind: 'payment',
  about: 'book a payment, and apply it to what the loan owes',
  request: record<Said<PaymentRequest>>({
    loan_id: field.loan(),
    borrower_id: field.borrower(),
    amount_minor: field.money('how much came in'),
    currency: field.currency(),
    effective_at: field.effective(),
    source_method: field.sourceMethod(),
    external_ref: text('--ref <text>', "the processor's name for it; the same one is booked once"),
    from_receipt_event_id: id(
      '--from-receipt <uuid>',
      'the unidentified receipt to take it from, in place of new cash',
    ),
    retry_of: id('--retry-of <uuid>', 'the returned payment that this one presents again'),
    ...field.instruction(),
    explain: flag('--explain', 'answer how the split came about, bucket by bucket'),
    metadata: field.metadata(),
  }),
  subject: ({ loan_id }) => loan_id,
  post: (ledger, request, options) => ledger.payments.create(request, options),
  examples: [
    'tally pay 1111… --borrower 2222… --amount 888.49 --currency USD --effective 2026-05-01 --method ach --ref stripe_ch_xyz123',
    'tally pay 1111… --borrower 2222… --amount 888.49 --currency USD --effective 2026-05-01 --method wire --dry-run --explain',
  ],
});

const receive = act({
  name: 'receive',
  kind: 'receipt',
  about: 'book money whose loan is not known yet',
  note: '\nWhen the loan is known, `tally pay --from-receipt` takes the money from here.',
  request: record<Said<ReceiptRequest>>({
    amount_minor: field.money('how much came in'),
    currency: field.currency(),
    effective_at: field.effective(),
    source_method: field.sourceMethod(),
    external_ref: required(
      text('--ref <text>', "the bank's or the processor's name for it; the same one is booked once"),
    ),
  }),
  subject: ({ external_ref }) => external_ref,
  post: (ledger, request, options) => ledger.receipts.create(request, options),
  examples: [
    'tally receive --amount 120.00 --currency USD --effective 2026-05-01 --method wire --ref FT26121',
    'tally receive --amount-minor 12000 --currency USD --effective 2026-05-01 --method check --ref check_1044 --json',
  ],
});

const takeBack = act({
  name: 'return',
  kind: 'return',
  about: 'book that the bank took a payment back',
  request: record<Said<ReturnRequest & { payment_event_id: string }>>({
    payment_event_id: field.subject('payment_event_id', 'the payment'),
    return_code: required(text('--code <code>', "an ACH code such as R01, or the card scheme's reason")),
    effective_at: field.effectiveOr("by the program, the payment's own day or today"),
    amount_minor: amount('--amount', 'a part of it, as card schemes take it (default: all that is left)'),
  }),
  currency: 'told',
  subject: ({ payment_event_id }) => payment_event_id,
  post: (ledger, { payment_event_id, ...body }, options) => ledger.payments.return(payment_event_id, body, options),
  examples: ['tally return 0198… --code R01', 'tally return 0198… --code 4853 --amount 50.00 --currency USD'],
});

const allocate = act({
  name: 'allocate',
  kind: 'allocation',
  about: 'apply money that is in suspense, oldest first',
  request: record<Said<AllocationRequest & { loan_id: string }>>({
    loan_id: field.loan(),
    effective_at: field.effective(),
    amount_minor: amount('--amount', 'how much to apply (default: all that is in suspense)'),
    ...field.instruction(),
  }),
  currency: 'of the loan',
  subject: ({ loan_id }) => loan_id,
  post: (ledger, { loan_id, ...body }, options) => ledger.loans.allocateSuspense(loan_id, body, options),
  examples: [
    'tally allocate 1111… --effective 2026-05-10',
    'tally allocate 1111… --effective 2026-05-10 --amount 50.00 --mode principal_only',
  ],
});

const refund = act({
  name: 'refund',
  kind: 'refund',
  about: 'pay suspense back to the borrower, as far as it is past its hold',
  request: record<Said<RefundRequest & { loan_id: string }>>({
    loan_id: field.loan(),
    amount_minor: field.money('how much goes back'),
    effective_at: field.effective(),
    method: required(choice('--method <method>', 'how it goes back', field.METHODS)),
    external_ref: text('--ref <text>', "the bank's or the processor's name for the movement"),
  }),
  currency: 'of the loan',
  subject: ({ loan_id }) => loan_id,
  post: (ledger, { loan_id, ...body }, options) => ledger.loans.refundSuspense(loan_id, body, options),
  examples: [
    'tally refund 1111… --amount 50.00 --effective 2026-05-20 --method ach',
    'tally refund 1111… --amount-minor 5000 --effective 2026-05-20 --method check --ref check_2044',
  ],
});

const recover = act({
  name: 'recover',
  kind: 'recovery',
  about: 'book money collected on a claim that was charged off',
  request: record<Said<RecoveryRequest>>({
    loan_id: field.loan(),
    amount_minor: field.money('what the borrower paid, collection costs included'),
    currency: field.currency(),
    effective_at: field.effective(),
    source_method: field.sourceMethod(),
    external_ref: text('--ref <text>', "the processor's name for it; the same one is booked once"),
    collection_cost_minor: amount('--collection-cost', 'what an agency kept of it'),
  }),
  subject: ({ loan_id }) => loan_id,
  post: (ledger, request, options) => ledger.recoveries.create(request, options),
  examples: [
    'tally recover 1111… --amount 300.00 --currency USD --effective 2026-11-02 --method wire',
    'tally recover 1111… --amount 300.00 --collection-cost 75.00 --currency USD --effective 2026-11-02 --method ach --ref agency_77',
  ],
});

/** The acts by which money moves. */
export const MONEY: readonly AddCommand[] = [disburse, settle, pay, receive, takeBack, allocate, refund, recover];
