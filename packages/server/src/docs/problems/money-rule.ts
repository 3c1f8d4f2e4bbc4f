import { EXAMPLE, type ProblemPages } from './page.ts';

/** The rules of applying, giving back, forgiving and writing off money. */
export const MONEY_RULE_PAGES = {
  allocation_exceeds_owed: {
    happened: 'A part of `custom_allocation` is more than the loan owes of that kind on the effective date.',
    why: 'A bucket cannot be paid beyond what is in it: interest of 10,000 takes 10,000, and the rest has to be told where to go.',
    todo: [
      'Lower the part to the figure in `detail` and put the rest elsewhere; the parts must still add up to the payment.',
      'Or let the waterfall decide: leave `allocation_mode` out, and what does not fit waits in suspense.',
      'For a payment dated back, what counts is the least that was owed on any day since.',
    ],
    example: { instance: '/v1/payments', detail: 'interest owed 10000, sent 12000' },
  },
  custom_allocation_mismatch: {
    happened: 'The parts of `custom_allocation` do not add up to `amount_minor`.',
    why: 'What is left over would have to go somewhere that nobody named. Under an instruction the ledger adds no judgement of its own.',
    todo: [
      'Make fees, interest and principal add up to the payment, to the cent.',
      'To leave a rest in suspense, use a mode such as `interest_only` instead of custom amounts.',
    ],
    example: { instance: '/v1/payments', detail: 'the parts add up to 88800, the payment is 88849' },
  },
  receipt_exceeded: {
    happened: 'A payment takes more out of an unidentified receipt than the receipt still holds.',
    why: 'The receipt is money in the bank: of 20,000 that arrived and 15,000 that is taken, 5,000 is left. A payment of more would be credited with money that nobody sent.',
    todo: [
      'Lower `amount_minor` to what `detail` says is left; one receipt may serve several payments.',
      'Look for the payments that took the rest: their `from_receipt_event_id` is this receipt. Reverse the one that was wrong.',
      'If the borrower sent more than the receipt holds, post the rest as a payment of its own.',
    ],
    example: {
      instance: '/v1/payments',
      detail: `receipt ${EXAMPLE.event} of 20000 holds 5000, asked for 8000`,
    },
  },
  insufficient_suspense: {
    happened: 'The loan has less money in suspense than the request wants to apply or refund.',
    why: "Suspense is the borrower's own money. More than is there would be the lender's, paid out as if it were theirs.",
    todo: [
      'Read `suspense_minor` in the balance, and send at most that.',
      'Leave `amount_minor` out of an allocation to apply all there is.',
    ],
    example: {
      instance: `/v1/loans/${EXAMPLE.loan}/refunds`,
      detail: 'suspense holds 8500, asked for 28500',
    },
  },
  suspense_on_hold: {
    happened:
      'There is enough in suspense, but part of it came by ACH or card so lately that the bank may still take it back.',
    why: 'Refund 28,500 today and lose 20,000 of it to a return tomorrow, and the lender has paid with its own money. By default ACH money is held for 5 days and card money for 2, counted from the effective date.',
    todo: [
      'Refund what is free now: `detail` names it. Send the rest after the day on which the hold ends.',
      'A hold binds refunds, not allocations: the money may pay what the loan owes.',
    ],
    example: {
      instance: `/v1/loans/${EXAMPLE.loan}/refunds`,
      detail: '8500 of 28500 is free, 20000 is on hold until 2026-07-08',
    },
  },
  return_exceeds_payment: {
    happened: 'The return asks for more than is left of the payment after the returns before it.',
    why: 'A return gives back what the payment paid. Of a card payment of 50,000 with 20,000 charged back, 30,000 can still be returned, and no more.',
    todo: [
      'Leave `amount_minor` out to return all that is left.',
      'Otherwise send at most what `detail` says is left; several chargebacks of one payment add up.',
      'If the bank took more than the payment, the rest is another movement: its fee, say, which is an adjustment or a fee of the loan.',
    ],
    example: {
      instance: `/v1/payments/${EXAMPLE.event}/return`,
      detail: 'the payment of 50000 has 30000 left to return, asked for 40000',
    },
  },
  waiver_exceeds_fee: {
    happened: 'The waiver is more than its `scope` holds of the fee: what is unpaid, what was paid, or both.',
    why: 'Nobody can be forgiven what they do not owe. Of a fee of 2,900 with 1,900 paid, 1,000 is left to waive unpaid.',
    todo: [
      'Leave `amount_minor` out to waive all that the scope holds.',
      'To give back what was paid as well, send `scope: "all"`: the paid part goes back into suspense.',
      'If the fee should never have been and nothing of it is paid, reverse its entry instead.',
    ],
    example: {
      instance: `/v1/fees/${EXAMPLE.event}/waive`,
      detail: 'of the fee 1000 is unpaid and 1900 paid at 2026-10-09: scope unpaid holds 1000, sent 2900',
    },
  },
  chargeoff_exceeds_owed: {
    happened: 'A part of the charge-off is more than the loan owes of that kind.',
    why: 'A charge-off moves a claim, it does not make one: what leaves the receivable is what will be claimed later.',
    todo: [
      'Leave `amounts` out to charge off everything that is owed.',
      'Otherwise send at most the figures of the balance on the effective date; payments since then have lowered them.',
    ],
    example: { instance: '/v1/chargeoffs', detail: 'principal 290000 at 2026-05-31, sent 300000' },
  },
  nothing_to_charge_off: {
    happened: 'The loan owes nothing: no principal, no interest, no fees.',
    why: 'An empty charge-off would mark as lost a loan that was paid, or count a loss a second time.',
    todo: [
      'Check the loan: it may be paid off, or charged off already, in which case `charged_off` in the balance shows the claim.',
      'If a payment is about to bounce, post its return first; the debt is then back.',
    ],
    example: { instance: '/v1/chargeoffs', detail: 'principal 0, interest 0 and fees 0 at 2026-05-31' },
  },
  no_claim_to_recover: {
    happened: 'A recovery was sent for a loan on which nothing is charged off and still claimed.',
    why: 'A recovery is money for a claim that was written off. Without one it is a payment, and belongs to the debt that is still in the books.',
    todo: [
      'Post it as a payment: that takes money in any state of the loan, and turns into a recovery by itself where there is a claim.',
      "What comes in above the claim is the borrower's, and waits in suspense.",
    ],
    example: { instance: '/v1/recoveries', detail: 'the loan is active and 0 is claimed' },
  },
  restructure_exceeds_owed: {
    happened: 'The restructure capitalises, forgives or waives more of a kind than the loan owes.',
    why: 'Capitalised interest becomes principal that bears interest itself. An amount that was never owed would grow from then on.',
    todo: [
      'Send at most the figures of the balance on the effective date.',
      'The parts of one kind count together: of interest of 4,350, capitalising 3,000 leaves 1,350 to forgive.',
    ],
    example: { instance: '/v1/restructures', detail: 'interest 4350 at 2026-05-31, sent 5000' },
  },
} as const satisfies ProblemPages;
