import { EXAMPLE } from '../problems/page.ts';
import type { ChapterExamples } from './exchange.ts';
import { ACTOR, LOAN, type Moment, STORY } from './story.ts';

/** A line of the quickstart's loan, as `DR 1050 88849`. */
function line(text: string, index: number) {
  const [direction, account_code, amount_minor] = text.split(' ');
  return { sequence: index + 1, account_code, direction, amount_minor, currency: 'USD', layer: 'SETTLED', ...LOAN };
}

/** An entry of a moment of the story, of lines as an accountant writes them. */
export const entryOf = (id: string, event_type: string, { event, postedAt }: Moment, lines: readonly string[]) => ({
  journal_entry_id: id,
  event_type,
  effective_at: postedAt.slice(0, 10),
  accounting_date: postedAt.slice(0, 10),
  posted_at: postedAt,
  correlation_id: event,
  actor: ACTOR,
  lines: lines.map(line),
});

const received = entryOf(STORY.payment.entry, 'payment_received', STORY.payment, ['DR 1050 88849', 'CR 2200 88849']);

/** The receipt of the payment: the fact that the money came, whatever becomes of it. */
export const paymentReceived = {
  ...received,
  lines: received.lines.map((one) => ({ ...one, external_ref: 'stripe_ch_xyz123' })),
};

/** Its allocation: the decision what it pays. */
export const paymentAllocated = entryOf(STORY.payment.secondEntry, 'payment_allocated', STORY.payment, [
  'DR 2200 88849',
  'CR 1300 500',
  'CR 1200 10000',
  'CR 1100 78349',
]);

/** An entry all of whose lines are shown. */
export const whole = <Entry extends { readonly lines: readonly unknown[] }>(entry: Entry) => ({
  ...entry,
  line_count: entry.lines.length,
});

const NEXT = 'Ny4y.3q2-7wAAAAAAAAAAAAAAAA';

/** The payment as one event of the feed. */
const paymentEvent = {
  position: '7',
  event_id: STORY.payment.event,
  kind: 'payment',
  loan_id: EXAMPLE.loan,
  posted_at: STORY.payment.postedAt,
  actor: ACTOR,
  idempotency_key: 'payment:loan_42:proc_txn_abc123',
  request: {
    ...LOAN,
    amount_minor: '88849',
    currency: 'USD',
    effective_at: '2026-05-01',
    source_method: 'ach',
    external_ref: 'stripe_ch_xyz123',
  },
  answer: {
    payment_event_id: STORY.payment.event,
    journal_entry_id: STORY.payment.entry,
    posted_at: STORY.payment.postedAt,
    allocation_entry_id: STORY.payment.secondEntry,
    loan_status: 'active',
  },
  entries: [whole(paymentReceived), whole(paymentAllocated)],
};

/** The journal of the tenant, and the feed of its events. */
export const JOURNAL: ChapterExamples = {
  listJournalEntries: {
    exchanges: [
      {
        name: 'payment',
        summary: 'The two entries of the payment, the first of a page',
        answer: { items: [whole(paymentReceived), whole(paymentAllocated)], next_page_token: NEXT },
      },
    ],
  },
  getJournalEntry: {
    exchanges: [
      { name: 'allocation', summary: 'An entry with all its lines', answer: whole(paymentAllocated) },
      {
        name: 'batch',
        summary: 'An accrual batch of 100,000 loans, a page of its lines',
        answer: {
          journal_entry_id: STORY.accrual.entry,
          event_type: 'accrual',
          effective_at: '2026-01-05',
          accounting_date: '2026-01-05',
          posted_at: STORY.accrual.postedAt,
          actor: ACTOR,
          lines: [line('DR 1200 329', 0)],
          line_count: 200_000,
          next_page_token: NEXT,
        },
      },
    ],
  },
  listEvents: {
    exchanges: [
      {
        name: 'payment',
        summary: 'The payment, as one event with what it booked',
        answer: { items: [paymentEvent] },
      },
    ],
  },
  getEvent: {
    exchanges: [{ name: 'payment', summary: 'The payment, by its `payment_event_id`', answer: paymentEvent }],
    details: { event_not_found: `no event ${EXAMPLE.event}` },
  },
};
