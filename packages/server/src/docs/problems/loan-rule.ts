import { EXAMPLE, type ProblemPages } from './page.ts';

/** The rules that hold for every event of a loan, and for free adjustments. */
export const LOAN_RULE_PAGES = {
  currency_mismatch: {
    happened:
      "The currency sent is not the loan's, not the one its program lends in, or not that of the batch's other loans.",
    why: 'A loan has one currency, fixed by its first disbursement, and an entry has one currency, or its two sides could not be compared. The ledger holds no exchange rates.',
    todo: [
      "Send the loan's currency; `GET /v1/loans/{loan_id}/balance` names it.",
      'If the money came in another one, convert it where the rate is known and post what arrived in the currency of the loan.',
      'Send one accrual batch for each currency.',
    ],
    example: { instance: '/v1/payments', detail: 'the loan is in USD, sent MXN' },
  },
  borrower_mismatch: {
    happened: 'The loan exists, but it is not the loan of the borrower that was sent.',
    why: "`borrower_id` is a cross-check on `loan_id`. When they disagree one of them is wrong, and money would land in a stranger's account.",
    todo: [
      'Look up which of the two is wrong; a swapped pair of columns is the usual cause.',
      'When somebody else pays for the borrower, still send the borrower of the loan, and name the payer in `metadata`.',
    ],
    example: {
      instance: '/v1/payments',
      detail: `the loan is borrower ${EXAMPLE.borrower}'s, sent ${EXAMPLE.program}`,
    },
  },
  wrong_program: {
    happened: 'The loan belongs to another program than the one that was sent.',
    why: "The program's terms decide what is booked: its day count for an accrual, its waterfall for a payment. A loan keeps the program it was opened in.",
    todo: [
      'Send the program that `detail` names, or leave `program_id` out of a further disbursement.',
      'In an accrual batch, move the loan into the batch of its own program.',
    ],
    example: {
      instance: '/v1/disbursements',
      detail: `the loan is of program ${EXAMPLE.program}, sent ${EXAMPLE.otherProgram}`,
    },
  },
  effective_date_in_future: {
    happened: 'The effective date, or the accrual date, is after the business date of the program.',
    why: 'The ledger records what has happened. A payment dated tomorrow may still fail tonight, and every balance in between would be wrong.',
    todo: [
      'Send the request again on that day, with the same key: a refusal does not use it up.',
      "Mind the time zone. At 01:00 UTC on 2 May the business date in New York is still 1 May; `detail` names the program's date and zone.",
    ],
    example: {
      instance: '/v1/payments',
      detail: '2026-05-02 is after the business date 2026-05-01 (America/New_York)',
    },
  },
  effective_before_first_disbursement: {
    happened:
      "The effective date is before the loan's first disbursement, or a settlement is dated before what it settles.",
    why: 'Before the first draw nothing is owed, so on that day the payment would pay a debt that does not exist and a balance would go below zero.',
    todo: [
      'Check the date: a wrong year is the usual cause.',
      'If a draw is missing that came earlier, it can no longer be dated before the first: reverse the first one, then post both in order of date.',
    ],
    example: {
      instance: '/v1/payments',
      detail: '2026-01-04 is before the first disbursement, 2026-01-05',
    },
  },
  backdating_forbidden: {
    happened:
      "The effective date lies further back than the loan's program lets money be applied: it takes no earlier day at all, or only so many days.",
    why: 'Money that is dated back changes what was owed on every day since, and with it interest that has been reported. How far back that may go is a term of the program, `backdating`.',
    todo: [
      'Send the date on which the money came, if the one you sent was the due date or a typo; `detail` names the earliest day that is taken.',
      'To take it all the same, post it on the earliest day and keep the true one in `metadata`.',
      'Or widen `backdating` in the program: `PUT /v1/programs/{program_id}` with `mode: "current_balances"` and more `max_days`, or none.',
    ],
    example: {
      instance: '/v1/payments',
      detail: '2026-01-10 is 111 days before the business date 2026-05-01, and the program takes 90',
    },
  },
  loan_state_forbids: {
    happened:
      'The loan is in a state in which this cannot happen: a draw on a charged-off loan, a fee on a paid-off one.',
    why: 'A closed loan that grows again would never be collected, because nobody is looking at it. Money that comes in is the exception: it is always taken, and waits in suspense if it cannot be applied.',
    todo: [
      'Read the status in the balance, and find out which side is behind: your system or the ledger.',
      'A loan that was paid off by a payment that bounced is active again once the return is posted.',
      'For a new draw after the end of a loan, open a new loan.',
    ],
    example: { instance: '/v1/fees', detail: 'the loan is paid_off, and only an active loan is charged a fee' },
  },
  would_go_negative: {
    happened: 'The request would take a bucket of the loan below zero at the close of some day, today or earlier.',
    why: 'Principal of -500 on 3 March means that the books said something impossible that day, however right they look now. A backdated entry is held against every day after it.',
    todo: [
      'Read the day and the bucket in `detail`; the history of the loan shows what was taken from it since.',
      'Reverse the later entry first, then this one, and post the later one again.',
      'Or send the entry with a later effective date, on which the money is there.',
    ],
    example: { instance: '/v1/reversals', detail: 'principal would be -42500 at the close of 2026-04-06' },
  },
  unbalanced_adjustment: {
    happened: "The adjustment's debits and credits differ, as a whole, for one loan or within one layer.",
    why: 'What one account receives another gives. An entry of debits 1,000 and credits 900 would make 100 out of nothing.',
    todo: [
      'Add the missing line: `detail` names both sums.',
      'Give the lines of one loan a balance of their own; to move money between two loans, pass it through account 2900.',
      'Memo accounts (9xxx) balance among themselves, against 9900.',
    ],
    example: { instance: '/v1/adjustments', detail: 'debits 1000, credits 900' },
  },
  account_unknown: {
    happened: 'An `account_code` is not in the chart of accounts.',
    why: 'Money booked to an account that nobody knows appears in no report.',
    todo: [
      'Take the code from `GET /v1/accounts`; loan principal is 1100, interest receivable 1200, suspense 2200.',
      "Send the ledger's own code, not the number that your general ledger maps it to.",
    ],
    example: { instance: '/v1/adjustments', detail: 'no account 1150' },
  },
  loan_required: {
    happened: 'A line of the adjustment is on an account that belongs to loans, and names no loan.',
    why: "The principal of all loans is account 1100, cent for cent. A line of 500 on it that is no loan's would leave the books 500 away from the sum of the loans, for good.",
    todo: [
      'Add the `loan_id` whose balance the line changes; a line for each loan, when there are several.',
      'If no loan is meant, take another account: the provision is 5100 against 1900, and cash without a loan is 1000.',
    ],
    example: { instance: '/v1/adjustments', detail: 'line 2 is on account 1100, and names no loan' },
  },
  amount_overflow: {
    happened: 'An amount, or a sum that it would lead to, passes 9223372036854775807 minor units.',
    why: 'That is the largest number a ledger column holds. Beyond it a balance would wrap around or lose its last digits, so nothing is booked.',
    todo: [
      'Check the unit: amounts are in minor units, and 88,849 cents is `"88849"`, not `"88849000000"`.',
      'Check the batch total too: each item may fit and their sum may not.',
    ],
    example: {
      instance: '/v1/disbursements',
      detail: 'principal would be 9223372036854775808, above 9223372036854775807',
    },
  },
} as const satisfies ProblemPages;
