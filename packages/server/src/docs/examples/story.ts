import { EXAMPLE } from '../problems/page.ts';

/**
 * The story that the examples tell: the quickstart's loan, 10,000.00 USD drawn in January 2026. It owes 100.00 of
 * interest and a fee of 5.00 when 888.49 are paid on 1 May; the bank takes that back; a wire that nobody knows pays some
 * of it; a late fee is given up; the borrower goes bankrupt, the loan is charged off and an agency collects. A second
 * loan comes from another system, is restructured, and is refinanced by a third.
 */

/** One moment of the story: the event, its entries and when it was posted. */
export interface Moment {
  readonly event: string;
  readonly entry: string;
  readonly secondEntry: string;
  readonly postedAt: string;
}

const idOf = (number: number) => `0195d6a0-1f00-7000-8000-${number.toString(16).padStart(12, '0')}`;

const moment = (number: number, day: string): Moment => ({
  event: idOf(number * 16),
  entry: idOf(number * 16 + 1),
  secondEntry: idOf(number * 16 + 2),
  postedAt: `${day}T12:00:00.000Z`,
});

/** The moments, in their order. */
export const STORY = {
  opening: moment(1, '2026-01-05'),
  draw: moment(2, '2026-01-05'),
  accrual: moment(3, '2026-01-06'),
  drawSettled: moment(4, '2026-01-07'),
  fee: moment(5, '2026-04-30'),
  close: moment(6, '2026-05-01'),
  payment: moment(7, '2026-05-01'),
  paymentSettled: moment(8, '2026-05-04'),
  paymentReturned: moment(9, '2026-05-05'),
  receipt: moment(10, '2026-05-06'),
  paymentOfReceipt: moment(11, '2026-05-07'),
  reversal: moment(12, '2026-05-08'),
  restructure: moment(13, '2026-05-15'),
  lateFee: moment(14, '2026-05-20'),
  waiver: moment(15, '2026-05-22'),
  allocation: moment(16, '2026-05-26'),
  refund: moment(17, '2026-05-27'),
  refinance: moment(18, '2026-06-01'),
  nonaccrual: moment(19, '2026-06-02'),
  chargeoff: moment(20, '2026-06-10'),
  recovery: moment(21, '2026-06-12'),
  bankFee: moment(22, '2026-06-12'),
  concession: moment(23, '2026-06-12'),
  decision: moment(24, '2026-06-13'),
} as const;

/** The quickstart's loan, as bodies name it. */
export const LOAN = { loan_id: EXAMPLE.loan, borrower_id: EXAMPLE.borrower } as const;

/** The loan that came from another system, and the one that refinances it. */
export const OTHER_LOAN = { loan_id: EXAMPLE.otherLoan, borrower_id: EXAMPLE.borrower } as const;
export const NEW_LOAN_ID = '66666666-6666-6666-6666-666666666666';

/** Who does all this: the client of the demo tenant. */
export const ACTOR = 'demo';

/** The fields that every booked event is answered with. */
export const booked = ({ entry, postedAt }: Moment) => ({ journal_entry_id: entry, posted_at: postedAt });
