import { EXAMPLE } from '../problems/page.ts';
import type { ChapterExamples } from './exchange.ts';
import { entryOf, paymentAllocated, whole } from './journal.ts';
import { booked, LOAN, STORY } from './story.ts';

const payment = { ...LOAN, amount_minor: '88849', currency: 'USD', effective_at: '2026-05-01' };
const paid = {
  payment_event_id: STORY.payment.event,
  ...booked(STORY.payment),
  allocation_entry_id: STORY.payment.secondEntry,
  loan_status: 'active',
  warnings: [],
};
const byWaterfall = { fees_minor: '500', interest_minor: '10000', principal_minor: '78349', suspense_minor: '0' };

const receivedByWire = entryOf(STORY.payment.entry, 'payment_received', STORY.payment, [
  'DR 1000 88849',
  'CR 2200 88849',
]);

/** Money that comes in. */
export const MONEY_IN: ChapterExamples = {
  createPayment: {
    key: 'payment:loan_42:proc_txn_abc123',
    exchanges: [
      {
        name: 'waterfall',
        summary: '888.49 USD come in by ACH and go by the waterfall',
        request: { ...payment, source_method: 'ach', external_ref: 'stripe_ch_xyz123' },
        answer: { ...paid, allocation: byWaterfall, hold_until: '2026-05-05' },
      },
      {
        name: 'custom',
        summary: 'The payer says how to apply it',
        request: {
          ...payment,
          source_method: 'wire',
          allocation_mode: 'custom',
          custom_allocation: { fees_minor: '0', interest_minor: '8849', principal_minor: '80000' },
        },
        answer: {
          ...paid,
          allocation: { fees_minor: '0', interest_minor: '8849', principal_minor: '80000', suspense_minor: '0' },
        },
      },
      {
        name: 'explained',
        summary: 'Only asked, with the reasons and the entries: nothing is booked and the key stays free',
        request: { ...payment, source_method: 'wire', dry_run: true, explain: true },
        answer: {
          ...paid,
          allocation: byWaterfall,
          explain: {
            waterfall: ['late_charges', 'fees', 'interest', 'principal'],
            waterfall_name: 'default',
            program_version: 1,
            buckets: [
              bucket('late_charges', '0', '0', '0'),
              bucket('fees', '500', '500', '0'),
              bucket('interest', '10000', '10000', '0'),
              bucket('principal', '1000000', '78349', '921651'),
            ],
          },
          dry_run: true,
          entries: [whole(receivedByWire), whole(paymentAllocated)],
        },
      },
      {
        name: 'from_receipt',
        summary: 'The wire of 200.00 USD that nobody knew was for this loan',
        request: {
          ...LOAN,
          amount_minor: '20000',
          currency: 'USD',
          effective_at: '2026-05-06',
          source_method: 'wire',
          from_receipt_event_id: STORY.receipt.event,
        },
        answer: {
          payment_event_id: STORY.paymentOfReceipt.event,
          ...booked(STORY.paymentOfReceipt),
          allocation: { fees_minor: '500', interest_minor: '10000', principal_minor: '9500', suspense_minor: '0' },
          allocation_entry_id: STORY.paymentOfReceipt.secondEntry,
          loan_status: 'active',
          warnings: [],
        },
      },
    ],
    details: { event_not_found: `no receipt ${EXAMPLE.event}` },
  },
  settlePayment: {
    key: 'settlement:loan_42:proc_txn_abc123',
    exchanges: [
      {
        name: 'settled',
        summary: 'The money of the ACH payment is in the bank',
        request: { effective_at: '2026-05-04', bank_ref: 'stmt_2026-05-04_0007' },
        answer: {
          settlement_event_id: STORY.paymentSettled.event,
          payment_event_id: STORY.payment.event,
          ...booked(STORY.paymentSettled),
        },
      },
    ],
    details: {
      event_not_found: `no payment ${EXAMPLE.event}`,
      effective_before_first_disbursement: `2026-04-30 is before payment ${EXAMPLE.event} itself, 2026-05-01`,
    },
  },
  returnPayment: {
    key: 'return:loan_42:proc_txn_abc123',
    exchanges: [
      {
        name: 'insufficient_funds',
        summary: 'The bank takes the payment back: R01, insufficient funds',
        request: { return_code: 'R01' },
        answer: {
          return_event_id: STORY.paymentReturned.event,
          payment_event_id: STORY.payment.event,
          ...booked(STORY.paymentReturned),
          returned_minor: '88849',
          restored: {
            principal_minor: '78349',
            interest_minor: '10000',
            fees_minor: '500',
            suspense_minor: '0',
            recovery_minor: '0',
          },
          return_class: 'nsf',
          retry_allowed: true,
          follow_on_entry_ids: [],
          loan_status: 'active',
          stale_accruals: [
            { accrual_date: '2026-05-01', principal_minor: '1000000', interest_minor: '303' },
            { accrual_date: '2026-05-02', principal_minor: '1000000', interest_minor: '303' },
          ],
          warnings: [],
        },
      },
    ],
    details: { event_not_found: `no payment ${EXAMPLE.event}` },
  },
  createReceipt: {
    key: 'receipt:wire:fed_20260506_0311',
    exchanges: [
      {
        name: 'wire',
        summary: '200.00 USD arrive by wire, and nobody knows for which loan',
        request: {
          amount_minor: '20000',
          currency: 'USD',
          effective_at: '2026-05-06',
          source_method: 'wire',
          external_ref: 'fed_20260506_0311',
        },
        answer: { receipt_event_id: STORY.receipt.event, ...booked(STORY.receipt) },
      },
    ],
  },
};

function bucket(name: string, owed: string, applied: string, left: string) {
  return { bucket: name, owed_minor: owed, applied_minor: applied, left_minor: left };
}
