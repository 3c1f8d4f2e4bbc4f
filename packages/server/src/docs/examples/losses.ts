import type { ChapterExamples } from './exchange.ts';
import { booked, LOAN, STORY } from './story.ts';

const { loan_id } = LOAN;

/** What is lost, and what is collected of it. */
export const LOSSES: ChapterExamples = {
  createChargeoff: {
    key: 'chargeoff:loan_42',
    exchanges: [
      {
        name: 'full',
        summary: 'Everything that the loan owes is taken to be lost, interest on non-accrual included',
        request: { loan_id, effective_at: '2026-06-10', reason_code: 'bankruptcy' },
        answer: {
          chargeoff_event_id: STORY.chargeoff.event,
          ...booked(STORY.chargeoff),
          charged_off: { principal_minor: '988500', interest_minor: '8476', fees_minor: '0' },
          claims: { principal_minor: '988500', interest_minor: '8476', fees_minor: '0' },
          loan_status: 'charged_off',
        },
      },
      {
        name: 'part',
        summary: 'A part of the principal only',
        request: {
          loan_id,
          effective_at: '2026-06-10',
          reason_code: 'collateral_shortfall',
          amounts: { principal_minor: '300000' },
        },
        answer: {
          chargeoff_event_id: STORY.chargeoff.event,
          ...booked(STORY.chargeoff),
          charged_off: { principal_minor: '300000', interest_minor: '0', fees_minor: '0' },
          claims: { principal_minor: '300000', interest_minor: '0', fees_minor: '0' },
          loan_status: 'active',
        },
      },
    ],
    details: { loan_state_forbids: 'the loan is refinanced, and only one that is owed is charged off' },
  },
  createRecovery: {
    key: 'recovery:loan_42:agency_2026_06',
    exchanges: [
      {
        name: 'by_agency',
        summary: 'An agency collects 2,000.00 USD, keeps 600.00 and sends the rest',
        request: {
          loan_id,
          amount_minor: '200000',
          currency: 'USD',
          effective_at: '2026-06-12',
          source_method: 'check',
          external_ref: 'agency_remit_0611',
          collection_cost_minor: '60000',
        },
        answer: {
          recovery_event_id: STORY.recovery.event,
          journal_entry_id: STORY.recovery.secondEntry,
          receipt_entry_id: STORY.recovery.entry,
          posted_at: STORY.recovery.postedAt,
          recovery: { principal_minor: '200000', interest_minor: '0', fees_minor: '0', suspense_minor: '0' },
          claims: { principal_minor: '788500', interest_minor: '8476', fees_minor: '0' },
          loan_status: 'charged_off',
        },
      },
    ],
  },
};
