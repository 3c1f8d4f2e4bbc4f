import type {
  ChargeoffRequest,
  FeeRequest,
  LoanRequest,
  NonaccrualRequest,
  RefinanceRequest,
  RestructureRequest,
  WaiverRequest,
} from '@tallystick/sdk';
import { act, type Said } from '../act.ts';
import { amount } from '../amount-field.ts';
import type { AddCommand } from '../command.ts';
import { choice, data, day, type Field, group, id, record, required, text } from '../field.ts';
import * as field from '../request-fields.ts';

/** What happens to a loan beside money: it opens, is charged, is given up, goes on otherwise. */

/** `tally loans open`; the reads of a loan stand beside it. */
export const openLoan = act({
  name: 'open',
  kind: 'loan',
  about: 'register a loan before its first draw, or bring one in from another system',
  request: record<Said<LoanRequest>>({
    loan_id: field.loan(),
    borrower_id: required(id('--borrower <uuid>', 'whose loan it is')),
    currency: field.currency(),
    program_id: field.program("the tenant's default"),
    effective_at: required(day('--effective <date>', 'the day on which it opens, with its balances')),
    opening_balances: group({
      principal_minor: amount('--principal', 'the principal that it brings'),
      interest_minor: amount('--interest', 'the interest that it brings'),
      fees_minor: amount('--fees', 'the fees that it brings'),
      late_charges_minor: amount('--late-charges', 'the late charges that it brings'),
      suspense_minor: amount('--suspense', "the borrower's money that is not applied"),
    }),
    metadata: field.metadata(),
  }),
  subject: ({ loan_id }) => loan_id,
  post: (ledger, request, options) => ledger.loans.open(request, options),
  examples: [
    'tally loans open 1111… --borrower 2222… --currency USD --effective 2026-04-01',
    'tally loans open 1111… --borrower 2222… --currency USD --effective 2026-04-01 --principal 9216.51 --interest 12.40',
  ],
});

const fee = act({
  name: 'fee',
  kind: 'fee',
  about: 'charge a fee to a loan',
  request: record<Said<FeeRequest>>({
    loan_id: field.loan(),
    borrower_id: field.borrower(),
    amount_minor: field.money('how much is charged'),
    currency: field.currency(),
    effective_at: field.effective(),
    fee_type: required(
      choice('--type <type>', 'what it is for; late charges are kept apart', [
        'origination',
        'late',
        'nsf',
        'servicing',
        'other',
      ]),
    ),
    description: text('--description <text>', 'what to call it'),
    metadata: field.metadata(),
  }),
  subject: ({ loan_id }) => loan_id,
  post: (ledger, request, options) => ledger.fees.assess(request, options),
  examples: [
    'tally fee 1111… --borrower 2222… --amount 25.00 --currency USD --effective 2026-05-16 --type late',
    'tally fee 1111… --borrower 2222… --amount 35.00 --currency USD --effective 2026-05-16 --type nsf --description "returned R01"',
  ],
});

const waive = act({
  name: 'waive',
  kind: 'waiver',
  about: 'give a fee up, whole or in part; what was paid of it goes back into suspense',
  request: record<Said<WaiverRequest & { fee_event_id: string }>>({
    fee_event_id: field.subject('fee_event_id', 'the fee'),
    effective_at: field.effective(),
    amount_minor: amount('--amount', 'how much to give up (default: all that the scope holds)'),
    scope: choice('--scope <scope>', 'which part of the fee (default: unpaid)', ['unpaid', 'paid', 'all']),
    reason: field.reason(),
  }),
  currency: 'told',
  subject: ({ fee_event_id }) => fee_event_id,
  post: (ledger, { fee_event_id, ...body }, options) => ledger.fees.waive(fee_event_id, body, options),
  examples: [
    'tally waive 0198… --effective 2026-05-20 --reason "goodwill"',
    'tally waive 0198… --effective 2026-05-20 --scope all --amount 10.00 --currency USD --reason "charged twice"',
  ],
});

const chargeoff = act({
  name: 'chargeoff',
  kind: 'chargeoff',
  about: 'take a loan off the books, whole or in part, and keep the claim',
  request: record<Said<ChargeoffRequest>>({
    loan_id: field.loan(),
    effective_at: field.effective(),
    reason_code: field.reasonCode(),
    amounts: group({
      principal_minor: amount('--principal', 'how much principal (default: everything that is owed)'),
      interest_minor: amount('--interest', 'how much interest'),
      fees_minor: amount('--fees', 'how much in fees; late charges go first'),
    }),
  }),
  currency: 'of the loan',
  subject: ({ loan_id }) => loan_id,
  post: (ledger, request, options) => ledger.chargeoffs.create(request, options),
  irreversible: {
    what: 'the id of the loan',
    warning: 'A charge-off takes the loan off the books; it is undone only where it was an error, by a reversal.',
  },
  examples: [
    'tally chargeoff 1111… --effective 2026-09-30 --reason past_due_120',
    'tally chargeoff 1111… --effective 2026-09-30 --reason settlement --principal 1000.00 --yes',
  ],
});

/** Whether a loan goes on non-accrual, or comes off it. */
function nonaccrualState(): Field<boolean> {
  const word = required(choice('<on|off>', 'whether it is on non-accrual from that day', ['on', 'off']));
  return { parts: word.parts, read: async (given) => (await word.read(given)) === 'on' };
}

const nonaccrual = act({
  name: 'nonaccrual',
  kind: 'nonaccrual',
  about: 'take the interest of a loan out of income, or let it in again',
  request: record<Said<NonaccrualRequest & { loan_id: string }>>({
    loan_id: field.loan(),
    nonaccrual: nonaccrualState(),
    effective_at: field.effective(),
    reason: field.reason(),
  }),
  subject: ({ loan_id }) => loan_id,
  post: (ledger, { loan_id, ...body }, options) => ledger.loans.setNonaccrual(loan_id, body, options),
  examples: [
    'tally nonaccrual 1111… on --effective 2026-08-01 --reason "90 days past due"',
    'tally nonaccrual 1111… off --effective 2026-10-01 --reason "brought current"',
  ],
});

const refinance = act({
  name: 'refinance',
  kind: 'refinance',
  about: 'open a loan that pays off another',
  request: record<Said<RefinanceRequest>>({
    old_loan_id: required(id('<old_loan_id>', 'the loan that is paid off')),
    new_loan_id: required(id('--into <uuid>', 'the loan that opens')),
    borrower_id: field.borrower(),
    currency: field.currency(),
    effective_at: field.effective(),
    cash_out_minor: amount('--cash-out', 'what the borrower gets beside the payoff'),
    withheld_fee_minor: amount('--withheld-fee', 'an origination fee that is lent and kept back'),
    method: field.payoutMethod('how the cash-out leaves (default: ach)'),
    program_id: field.program("the old loan's"),
  }),
  subject: ({ old_loan_id }) => old_loan_id,
  post: (ledger, request, options) => ledger.refinances.create(request, options),
  irreversible: {
    what: 'the id of the old loan',
    warning: 'A refinance ends the old loan and opens the new one; it is undone only by a reversal.',
  },
  examples: [
    'tally refinance 1111… --into 3333… --borrower 2222… --currency USD --effective 2026-07-01',
    'tally refinance 1111… --into 3333… --borrower 2222… --currency USD --effective 2026-07-01 --cash-out 2000.00 --method wire --yes',
  ],
});

const restructure = act({
  name: 'restructure',
  kind: 'restructure',
  about: 'capitalise, forgive and waive, and keep the new terms',
  request: record<Said<RestructureRequest>>({
    loan_id: field.loan(),
    effective_at: field.effective(),
    capitalize_interest_minor: amount('--capitalize-interest', 'interest that becomes principal'),
    capitalize_fees_minor: amount('--capitalize-fees', 'fees that become principal; late charges go first'),
    forgive_principal_minor: amount('--forgive-principal', 'principal that is no longer owed'),
    forgive_interest_minor: amount('--forgive-interest', 'interest that is no longer owed'),
    waive_fees_minor: amount('--waive-fees', 'fees that are given up; late charges go first'),
    terms: data('--terms <json>', 'the new terms, kept and never read: a JSON object, at most 2 KB'),
    approval_ref: required(text('--approval <text>', 'who allowed it, as your system names it')),
  }),
  currency: 'of the loan',
  subject: ({ loan_id }) => loan_id,
  post: (ledger, request, options) => ledger.restructures.create(request, options),
  irreversible: {
    what: 'the id of the loan',
    warning: 'A restructure changes what the borrower owes, and what is forgiven leaves no claim.',
  },
  examples: [
    'tally restructure 1111… --effective 2026-08-01 --capitalize-interest 120.00 --approval committee_41',
    `tally restructure 1111… --effective 2026-08-01 --forgive-principal 500.00 --terms '{"rate":"9.5"}' --approval committee_42 --yes`,
  ],
});

/** The acts that change what a loan owes, or how it goes on. */
export const LOAN_ACTS: readonly AddCommand[] = [fee, waive, nonaccrual, chargeoff, refinance, restructure];
