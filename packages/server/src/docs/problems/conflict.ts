import { EXAMPLE, type ProblemPages } from './page.ts';

/** What stands against something that is already booked. */
export const CONFLICT_PAGES = {
  loan_exists: {
    happened: 'A loan was to be opened, or to be made by a refinance, under an id that a loan of yours has already.',
    why: 'A loan opens once, and its currency, borrower and opening balances are fixed then. Opened again, the 10,000 that it came in with would be owed twice.',
    todo: [
      'If you meant to repeat the opening, send it under its own key: the answer is replayed.',
      'If the loan opened by its first disbursement, there is nothing left to do: `GET /v1/loans/{loan_id}` shows it.',
      'For another loan, and for the new loan of a refinance, choose an id that is not in use.',
    ],
    example: { instance: '/v1/loans', detail: `loan ${EXAMPLE.loan} is open since 2026-01-05` },
  },
  accrual_duplicate: {
    happened:
      'Every fault of the batch is the same one: the loans that `errors` names have accrued for this date already. Nothing was booked.',
    why: 'A loan accrues once for a date. The second accrual of 329 for 5 January would make the borrower owe 658 for one night.',
    todo: [
      'If the batch is a repeat under a new key, there is nothing to do: the interest is in the books. Keep one key for each program and date.',
      'Send `on_duplicate: "skip"` to pass over loans whose interest is the same and book the rest. A different amount is refused even then.',
      'To correct the amount, reverse the accrual of those loans and post it again.',
    ],
    example: {
      instance: '/v1/accruals/batch',
      detail: '1 of 2 items refused, nothing was booked',
      errors: [
        {
          pointer: '/loans/1',
          code: 'accrual_duplicate',
          detail: `accrued 329 for 2026-01-05 by entry ${EXAMPLE.entry}, sent 329`,
        },
      ],
    },
  },
  external_ref_conflict: {
    happened:
      'The same `source_method` and `external_ref` name a payment that is booked already, for another loan, amount or currency.',
    why: "A processor's reference is one movement of money at the bank. Two payments under one reference could never both be matched to it.",
    todo: [
      'Read the payment that `detail` names, with `GET /v1/events/{id}`. If it is wrong, reverse it, and then post this one: a reversed payment frees its reference.',
      "If both are real, one of the references is not the processor's own: a batch or file number, say. Send the number of the single transaction.",
      'The same reference with the same loan, amount and currency is no conflict: it is answered 200 with the first body.',
    ],
    example: {
      instance: '/v1/payments',
      detail: `ach stripe_ch_xyz123 is payment ${EXAMPLE.event}, of another loan, amount or currency`,
    },
  },
  already_settled: {
    happened:
      'The disbursement or payment has settled already, and `detail` names the settlement; or its money was in the bank at once, as that of a wire is.',
    why: 'Money leaves the bank once. A second settlement would take 1,000,000 from the bank account that the bank never paid.',
    todo: [
      'If you meant to repeat the first settlement, send it under its own key: the answer is replayed.',
      'If the bank sent the money back, record that instead: a return of the payment, or the reversal of the settlement.',
      'Otherwise check that the bank file was not read twice and that the id is the right one.',
    ],
    example: {
      instance: `/v1/disbursements/${EXAMPLE.event}/settle`,
      detail: `settled by event ${EXAMPLE.laterEvent}`,
    },
  },
  already_returned: {
    happened: 'The whole payment has been returned already. `detail` names the return.',
    why: 'A return gives back to each bucket exactly what the payment paid. A second one would give back what was never taken, and the borrower would owe 50,000 twice.',
    todo: [
      'Compare the return with the one that `detail` names; banks report some returns twice.',
      'A payment that came back cannot settle either: if the money did arrive after all, reverse the entry of the return first.',
      'If the borrower pays again, post a new payment, and name this one in its `retry_of`.',
    ],
    example: {
      instance: `/v1/payments/${EXAMPLE.event}/return`,
      detail: `returned in full by event ${EXAMPLE.laterEvent}`,
    },
  },
  already_reversed: {
    happened:
      'The journal entry has been reversed, or that of the event which was to be settled, returned or waived. `detail` names the entry that did it.',
    why: 'A reversal mirrors its entry to the cent. A second mirror would not undo the entry but book its opposite.',
    todo: [
      'There is nothing left to undo. If the event did happen after all, post it anew.',
      'Of an accrual batch the loans that are not reversed yet can be: name them in `loan_ids`.',
    ],
    example: { instance: '/v1/reversals', detail: `reversed by entry ${EXAMPLE.entry}` },
  },
  reversal_of_reversal: {
    happened: 'The entry to be reversed is a reversal itself.',
    why: 'An undone undo leaves three entries for one event and nobody who can say what happened. The event anew says it in one.',
    todo: [
      'Post the original event again, with its original effective date and a key of its own.',
      'Say in `description` or `metadata` which entry it takes the place of.',
    ],
    example: { instance: '/v1/reversals', detail: `entry ${EXAMPLE.entry} is a reversal` },
  },
  has_dependents: {
    happened:
      'Later entries rest on this one, so it cannot be reversed alone: a receipt whose money is applied, say. `errors` or `detail` names them.',
    why: 'Taking the ground away would leave them standing on money that never came: an allocation of 50,000 out of a receipt that is gone.',
    todo: [
      'Reverse the dependents first, the latest first.',
      'Or send `cascade: true` to reverse them together, in one step and all or nothing.',
      'If the bank took the money back, that is a return of the payment, not a reversal: it undoes the allocation by itself.',
    ],
    example: { instance: '/v1/reversals', detail: `allocation ${EXAMPLE.entry} rests on it` },
  },
  period_closed: {
    happened: 'The accounting date falls into a closed period, and the program does not roll such entries forward.',
    why: 'The figures of a closed period have been reported. An entry that slipped in afterwards would make the report wrong with nobody told.',
    todo: [
      'Let the program roll forward (`closed_period: "roll_forward"`, the default): the entry keeps its effective date and counts in the first open period.',
      'Or send a date after the last closed day.',
    ],
    example: { instance: '/v1/adjustments', detail: '2026-03-31 is closed, the books are open from 2026-04-01' },
  },
  period_out_of_order: {
    happened: 'The day through which to close is not after the last closed one, or is not over yet.',
    why: 'Closing says that nothing before the day will change any more. That can only be said of days that have ended, and once.',
    todo: [
      'Read `GET /v1/periods` for the last closed day and close through a later one.',
      'Wait for the end of the business date, which is a day of the time zone of the program.',
    ],
    example: { instance: '/v1/periods/close', detail: 'closed through 2026-03-31, asked for 2026-02-28' },
  },
  not_pending: {
    happened: 'The adjustment has been decided, or never needed approval. `detail` names its status.',
    why: 'It is decided once. A second approval would book its lines twice.',
    todo: [
      'Read the adjustment: if it is posted, its `journal_entry_id` shows the lines.',
      'To undo a posted one, reverse its entry. To revive a rejected one, post it again under a new key.',
    ],
    example: { instance: `/v1/adjustments/${EXAMPLE.event}/approve`, detail: 'the adjustment is rejected' },
  },
} as const satisfies ProblemPages;
