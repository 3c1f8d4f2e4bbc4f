import { EXAMPLE, type ProblemPages } from './page.ts';

const batch = '/v1/accruals/batch';
const refused = '1 of 2 items refused, nothing was booked';

/** The rules of a day's interest. Most of them stand in `errors` of a `batch_rejected`, one code for each bad loan. */
export const ACCRUAL_RULE_PAGES = {
  loan_not_accruing: {
    happened:
      'Interest above zero was sent for a loan that earns none on that date: not drawn yet, paid off, charged off or closed.',
    why: 'Interest is the price of principal that is out. On a loan without any there is nothing to charge for, and after a charge-off no income is booked.',
    todo: [
      'Take the loan out of the batch, or send `interest_minor: "0"`, which marks the date as covered.',
      'If the loan should be active, find the payment or charge-off that ended it; the history names it.',
    ],
    example: {
      instance: batch,
      detail: refused,
      within: 'batch_rejected',
      errors: [{ pointer: '/loans/1', code: 'loan_not_accruing', detail: 'the loan is paid_off' }],
    },
  },
  principal_mismatch: {
    happened: "`outstanding_principal_minor` is not the ledger's principal at the close of the accrual date.",
    why: 'The interest was computed on a principal that the ledger does not have, so one of the two systems has missed an event. To book it would hide that.',
    todo: [
      'Compare both figures of `detail`; the difference is often one payment or one return.',
      "Read the ledger's figure with `GET /v1/loans/{loan_id}/balance?as_of_date=` the accrual date, compute again and send again.",
      'A program can be set to book the interest with a warning instead: `principal_mismatch: "record"`.',
    ],
    example: {
      instance: batch,
      detail: refused,
      within: 'batch_rejected',
      errors: [
        {
          pointer: '/loans/1',
          code: 'principal_mismatch',
          detail: 'principal 921014 at 2026-02-04, sent 1000000',
        },
      ],
    },
  },
  duplicate_in_batch: {
    happened: 'The same loan stands in the batch twice. `errors` names the second place.',
    why: 'A loan accrues once for a date, and the ledger will not choose between two figures or add them up.',
    todo: [
      'Send one item for each loan. If a join in your query doubled the rows, the sum of the batch was wrong as well.',
      'Send `control` with the number of loans and the total interest, so that the next such mistake is named at once.',
    ],
    example: {
      instance: batch,
      detail: refused,
      within: 'batch_rejected',
      errors: [{ pointer: '/loans/1', code: 'duplicate_in_batch', detail: 'the loan stands at item 0 already' }],
    },
  },
  convention_mismatch: {
    happened: "`day_count_convention` is not the program's.",
    why: 'The ledger does not compute the interest, so this is how it notices a batch computed by the wrong rule. On 1,000,000 at 12 % a day is 329 by ACT/365 and 333 by ACT/360: 4 cents a night for each such loan, unseen for months.',
    todo: [
      'Compute the batch by the convention that `detail` names.',
      "If the program is wrong, change it first; loans' earlier accruals stay as they are.",
    ],
    example: { instance: batch, detail: 'the program counts ACT_365, sent ACT_360' },
  },
  control_total_mismatch: {
    happened: '`control` says another number of loans, or another total, than the batch holds.',
    why: 'You told us what the batch should be, and it is not: a file was cut, or rows were lost on the way. Nothing was booked.',
    todo: [
      'Count and add up at the source again, and compare with both figures of `detail`.',
      '`control` counts the items that are sent, those that `on_duplicate: "skip"` passes over included.',
    ],
    example: { instance: batch, detail: 'interest adds up to 657, control says 658' },
  },
  implausible_interest: {
    happened:
      'The interest cannot be right: above zero on a principal of zero, or above what the highest rate of the program gives.',
    why: 'A shifted decimal point makes 329 into 32900. The ledger knows no rates, but it can see what no rate explains.',
    todo: [
      'Check the unit and the number of days; three days of a weekend are three accruals, one for each date.',
      'Interest that was missed on earlier dates belongs to those dates: post a batch for each.',
    ],
    example: {
      instance: batch,
      detail: refused,
      within: 'batch_rejected',
      errors: [{ pointer: '/loans/1', code: 'implausible_interest', detail: 'interest 329 on a principal of 0' }],
    },
  },
  batch_rejected: {
    happened:
      'At least one loan of the batch was refused, so nothing of it was booked. `errors` names each bad loan by its place, with a code of its own: the first 1,000.',
    why: 'A batch is one journal entry. Half a night of interest, with the other half to be found by hand, is worse than none: callers who read only the status would take it for the whole.',
    todo: [
      'Mend or remove the loans that `errors` points at; `/loans/1` is the second item. Each code has a page of its own here.',
      'Send the batch again under the same key: a refusal does not use it up.',
      'Send `dry_run: true` first to see what a batch would meet, with nothing booked.',
    ],
    example: {
      instance: batch,
      detail: '2 of 3 items refused, nothing was booked',
      errors: [
        { pointer: '/loans/0', code: 'loan_not_found', detail: `no loan ${EXAMPLE.loan}` },
        { pointer: '/loans/2', code: 'principal_mismatch', detail: 'principal 921014 at 2026-02-04, sent 1000000' },
      ],
    },
  },
} as const satisfies ProblemPages;
