import type { ProblemCode } from '@tallystick/core/contract';
import { EXAMPLE } from './problems/page.ts';

/** What an operation is asked and answers in the document: one exchange, and a second one where that teaches more. */
export interface OperationExample {
  /** The key of its first exchange, when it posts. Each operation has its own, so that all can be tried in turn. */
  readonly key?: string;
  readonly exchanges: readonly Exchange[];
  /** Sentences for problems whose page tells of another operation. */
  readonly details?: Readonly<Partial<Record<ProblemCode, string>>>;
}

/** A request and what it is answered. `name` is the key of both in the document. */
export interface Exchange {
  readonly name: string;
  readonly summary: string;
  /** The body of the request, when the operation takes one. */
  readonly request?: unknown;
  readonly answer: unknown;
}

const posted = { journal_entry_id: EXAMPLE.entry, posted_at: '2026-05-01T12:00:00.000Z' };
const loan = { loan_id: EXAMPLE.loan, borrower_id: EXAMPLE.borrower };

/** The examples of each operation, by its operationId: the quickstart's loan, told from the draw to the payment. */
export const OPERATION_EXAMPLES: Readonly<Record<string, OperationExample>> = {
  createDisbursement: {
    key: 'disbursement:loan_42:draw_1',
    exchanges: [
      {
        name: 'ach',
        summary: '10,000.00 USD go out by ACH',
        request: {
          ...loan,
          amount_minor: '1000000',
          currency: 'USD',
          effective_at: '2026-01-05',
          method: 'ach',
          destination_ref: 'bank_acct_7731',
        },
        answer: { disbursement_event_id: EXAMPLE.event, ...posted, status: 'in_transit' },
      },
      {
        name: 'withheld_fee',
        summary: 'The same with an origination fee of 250.00 kept back, settled at once',
        request: {
          ...loan,
          amount_minor: '1000000',
          withheld_fee_minor: '25000',
          currency: 'USD',
          effective_at: '2026-01-05',
          method: 'internal_transfer',
          metadata: { channel: 'branch' },
        },
        answer: { disbursement_event_id: EXAMPLE.event, ...posted, status: 'settled' },
      },
    ],
    details: {
      loan_state_forbids: 'the loan is charged_off, and only a pending or active loan can be drawn',
      program_not_found: `no program ${EXAMPLE.program}`,
    },
  },
  settleDisbursement: {
    key: 'settlement:loan_42:draw_1',
    exchanges: [
      {
        name: 'settled',
        summary: 'The bank file shows the money gone',
        request: { effective_at: '2026-01-07', bank_ref: 'stmt_2026-01-07_0042' },
        answer: { settlement_event_id: EXAMPLE.laterEvent, disbursement_event_id: EXAMPLE.event, ...posted },
      },
    ],
    details: {
      effective_before_first_disbursement: '2026-01-04 is before the disbursement itself, 2026-01-05',
    },
  },
  createPayment: {
    key: 'payment:loan_42:proc_txn_abc123',
    exchanges: [
      {
        name: 'waterfall',
        summary: '888.49 USD come in by ACH and go by the waterfall',
        request: {
          ...loan,
          amount_minor: '88849',
          currency: 'USD',
          effective_at: '2026-05-01',
          source_method: 'ach',
          external_ref: 'stripe_ch_xyz123',
        },
        answer: {
          payment_event_id: EXAMPLE.event,
          ...posted,
          allocation: {
            fees_minor: '500',
            interest_minor: '10000',
            principal_minor: '78349',
            suspense_minor: '0',
          },
          allocation_entry_id: EXAMPLE.laterEntry,
          loan_status: 'active',
          warnings: [],
        },
      },
      {
        name: 'custom',
        summary: 'The payer says how to apply it',
        request: {
          ...loan,
          amount_minor: '88849',
          currency: 'USD',
          effective_at: '2026-05-01',
          source_method: 'wire',
          allocation_mode: 'custom',
          custom_allocation: { fees_minor: '0', interest_minor: '8849', principal_minor: '80000' },
        },
        answer: {
          payment_event_id: EXAMPLE.event,
          ...posted,
          allocation: { fees_minor: '0', interest_minor: '8849', principal_minor: '80000', suspense_minor: '0' },
          allocation_entry_id: EXAMPLE.laterEntry,
          loan_status: 'active',
          warnings: [],
        },
      },
    ],
  },
  assessFee: {
    key: 'fee:loan_42:statement_2026_04',
    exchanges: [
      {
        name: 'servicing',
        summary: 'A servicing fee of 5.00 USD',
        request: {
          ...loan,
          amount_minor: '500',
          currency: 'USD',
          effective_at: '2026-04-30',
          fee_type: 'servicing',
          description: 'Paper statement',
        },
        answer: { fee_event_id: EXAMPLE.event, ...posted, fees_receivable_minor: '500' },
      },
    ],
  },
  postAccrualBatch: {
    key: 'accrual:prime:2026-01-05',
    exchanges: [
      {
        name: 'two_loans',
        summary: 'Two loans, with control totals',
        request: {
          program_id: EXAMPLE.program,
          accrual_date: '2026-01-05',
          day_count_convention: 'ACT_365',
          loans: [
            { loan_id: EXAMPLE.loan, outstanding_principal_minor: '1000000', interest_minor: '329' },
            { loan_id: EXAMPLE.otherLoan, outstanding_principal_minor: '457500', interest_minor: '229' },
          ],
          control: { loan_count: 2, total_interest_minor: '558' },
        },
        answer: {
          accrual_event_id: EXAMPLE.event,
          ...posted,
          loan_count: 2,
          total_accrued_minor: '558',
          posted_count: 2,
          skipped_count: 0,
          warnings: [],
        },
      },
    ],
  },
  getLoanBalance: {
    exchanges: [
      {
        name: 'after_payment',
        summary: 'After the payment of the quickstart',
        answer: {
          loan_id: EXAMPLE.loan,
          currency: 'USD',
          as_of_date: '2026-05-01',
          principal_outstanding_minor: '921651',
          interest_receivable_minor: '0',
          fees_receivable_minor: '0',
          total_exposure_minor: '921651',
          last_activity_at: '2026-05-01T12:00:00.000Z',
          suspense_minor: '0',
          charged_off: { principal_minor: '0', interest_minor: '0', fees_minor: '0' },
          nonaccrual_interest_minor: '0',
          status: 'active',
        },
      },
    ],
  },
  listLoanJournalEntries: {
    exchanges: [
      {
        name: 'receipt',
        summary: 'The receipt of a payment, the first of a page',
        answer: {
          items: [
            {
              journal_entry_id: EXAMPLE.entry,
              event_type: 'payment_received',
              effective_at: '2026-05-01',
              accounting_date: '2026-05-01',
              posted_at: '2026-05-01T12:00:00.000Z',
              lines: [line(1, '1050', 'DR'), line(2, '2200', 'CR')],
              correlation_id: EXAMPLE.event,
              actor: 'demo',
            },
          ],
          next_page_token: 'djE6MDE5NWQ2YTA',
        },
      },
    ],
  },
  getHealthLive: {
    exchanges: [{ name: 'live', summary: 'It runs', answer: { status: 'ok', version: '0.1.0', git_sha: 'a3f9e12' } }],
  },
  getHealthReady: {
    exchanges: [{ name: 'ready', summary: 'It can post', answer: { status: 'ok' } }],
    details: { unavailable: 'the database does not answer, try again in 5 seconds' },
  },
};

function line(sequence: number, accountCode: string, direction: 'DR' | 'CR') {
  return {
    sequence,
    account_code: accountCode,
    direction,
    amount_minor: '88849',
    currency: 'USD',
    layer: 'SETTLED',
    ...loan,
    external_ref: 'stripe_ch_xyz123',
  };
}
