import { EXAMPLE, type ProblemPages } from './page.ts';

/** What a request names and the ledger does not have. */
export const ABSENCE_PAGES = {
  loan_not_found: {
    happened: 'The tenant of your token has no loan with this id.',
    why: 'A loan opens by its first disbursement, and until then there is no book to write in. A loan of another tenant is answered the same way, word for word: an id must not betray whether it exists elsewhere.',
    todo: [
      'Post the disbursement first, then send the same request again: a refusal does not use up its key.',
      'Check that the token is of the tenant, and of the environment, that holds the loan.',
    ],
    example: { instance: '/v1/payments', detail: `no loan ${EXAMPLE.loan}` },
  },
  program_not_found: {
    happened: 'The tenant of your token has no program with this id.',
    why: "A program fixes the order in which payments are applied, the day count and the business date's time zone. Money booked under terms that do not exist could not be explained later.",
    todo: [
      'Write the program with `PUT /v1/programs/{program_id}`, then send the request again under the same key.',
      "Leave `program_id` out of a disbursement to open the loan in the tenant's default program.",
    ],
    example: { instance: '/v1/disbursements', detail: `no program ${EXAMPLE.program}` },
  },
  event_not_found: {
    happened: 'No event with this id exists for the tenant, or it is of another kind than the path asks for.',
    why: 'A settlement, a return or a waiver undoes or completes one event. Without that event there is no amount to take it from.',
    todo: [
      'Use the `…_event_id` of the first answer, not its `journal_entry_id`: they are two ids.',
      'Check the kind: `/v1/disbursements/{id}/settle` takes the id of a disbursement, not of a payment.',
      'Ask `GET /v1/events/{id}` what kind an id is of; it answers events of every kind.',
      'If the answer was lost, send the first request again under its key; the replay carries the id.',
    ],
    example: { instance: `/v1/disbursements/${EXAMPLE.event}/settle`, detail: `no disbursement ${EXAMPLE.event}` },
  },
  journal_entry_not_found: {
    happened: 'The tenant of your token has no journal entry with this id.',
    why: 'Only an entry that stands in the journal can be read or reversed. Entries are never removed, so an id that was once answered stays good.',
    todo: [
      "Take the id from the answer that booked it, or from the loan's history at `/v1/loans/{loan_id}/journal-entries`.",
      'A payment makes two entries: `journal_entry_id` is the receipt, `allocation_entry_id` how it was applied.',
    ],
    example: { instance: '/v1/reversals', detail: `no journal entry ${EXAMPLE.entry}` },
  },
} as const satisfies ProblemPages;
