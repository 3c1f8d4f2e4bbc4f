import { randomUUID } from 'node:crypto';
import type { Answer, Described, Lender } from '../harness/server.ts';
import { adjustmentBody, corrections, openingBody, refinanceBody } from './corrections.ts';
import {
  accrualBody,
  accrualItem,
  acts,
  chargeoffBody,
  drawBody,
  feeBody,
  freshKey,
  nonaccrualBody,
  openLoan,
  paymentBody,
  receiptBody,
  recoveryBody,
  refundBody,
  restructureBody,
  returnBody,
  type TestLoan,
  waiverBody,
} from './loan-life.ts';

/** A request that an operation takes. Paths are written with their parameters in braces, as the contract does. */
export interface Sample {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

/**
 * One good request for each operation of the contract, on a loan just opened. A new operation needs one here: it names
 * something of the lender's wherever the operation can answer that there is no such thing, and a posted body has a date
 * or a reason that can be another one.
 */
export const SAMPLES: Readonly<Record<string, (loan: TestLoan, lender: Lender) => Sample | Promise<Sample>>> = {
  'health.live': () => ({}),
  'health.ready': () => ({}),
  'disbursements.create': (loan) => ({
    body: drawBody({ loan_id: loan.loanId, borrower_id: loan.borrowerId, program_id: loan.programId }),
  }),
  'disbursements.settle': (loan) => ({ params: { id: loan.disbursementId }, body: { effective_at: '2026-04-02' } }),
  'payments.create': (loan) => ({ body: paymentBody(loan, { metadata: { channel: 'autopay', tries: [1, 2] } }) }),
  'payments.settle': async (loan, lender) => ({
    params: { id: (await acts(lender).pay(loan, { source_method: 'ach' })).payment_event_id },
    body: { effective_at: '2026-05-04' },
  }),
  'payments.return': async (loan, lender) => ({
    params: { id: (await acts(lender).pay(loan, { source_method: 'ach' })).payment_event_id },
    body: returnBody(),
  }),
  'receipts.create': () => ({ body: receiptBody() }),
  'fees.assess': (loan) => ({ body: feeBody(loan) }),
  'fees.waive': async (loan, lender) => ({
    params: { id: (await acts(lender).charge(loan)).fee_event_id },
    body: waiverBody(),
  }),
  'accruals.postBatch': (loan) => ({ body: accrualBody(loan.programId, [accrualItem(loan.loanId)]) }),
  'accruals.coverage': (loan) => ({ query: { date: '2026-04-30', program_id: loan.programId } }),
  'accruals.get': async (loan, lender) => ({ params: { id: (await acts(lender).accrue(loan)).accrual_event_id } }),
  'books.trialBalance': (loan) => ({ query: { currency: 'USD', program_id: loan.programId } }),
  'books.closePeriod': () => ({ body: { through_date: nextToClose() } }),
  'books.periods': () => ({}),
  'books.tieOut': () => ({}),
  'books.rollForward': (loan) => ({ query: { month: '2026-04', currency: 'USD', program_id: loan.programId } }),
  'events.list': (loan) => ({ query: { loan_id: loan.loanId } }),
  'events.get': (loan) => ({ params: { id: loan.disbursementId } }),
  'loans.balance': (loan) => ({ params: { loan_id: loan.loanId } }),
  'loans.journalEntries': (loan) => ({ params: { loan_id: loan.loanId } }),
  'loans.allocateSuspense': async (loan, lender) => {
    await acts(lender).payAhead(loan);
    return { params: { loan_id: loan.loanId }, body: { effective_at: '2026-05-20' } };
  },
  'loans.refundSuspense': async (loan, lender) => {
    await acts(lender).payAhead(loan);
    return { params: { loan_id: loan.loanId }, body: refundBody() };
  },
  'loans.setNonaccrual': (loan) => ({ params: { loan_id: loan.loanId }, body: nonaccrualBody() }),
  'chargeoffs.create': (loan) => ({ body: chargeoffBody(loan) }),
  'recoveries.create': async (loan, lender) => {
    await acts(lender).chargeOff(loan);
    return { body: recoveryBody(loan) };
  },
  'restructures.create': (loan) => ({ body: restructureBody(loan) }),
  'loans.open': (loan) => ({ body: openingBody({ principal_minor: '500' }, { program_id: loan.programId }) }),
  'refinances.create': (loan) => ({
    body: refinanceBody(loan, { program_id: loan.programId, cash_out_minor: '500' }),
  }),
  'reversals.create': async (loan, lender) => ({
    body: {
      journal_entry_id: (await acts(lender).accrue(loan)).journal_entry_id,
      reason_code: 'wrong_rate',
      effective_at: '2026-04-30',
      loan_ids: [loan.loanId],
    },
  }),
  'adjustments.create': (loan) => ({ body: adjustmentBody(lossOf(loan)) }),
  'adjustments.get': async (loan, lender) => ({ params: { id: await adjustmentAskedFor(loan, lender) } }),
  'adjustments.list': (loan) => ({ query: { status: 'pending_approval', loan_id: loan.loanId } }),
  'adjustments.approve': async (_, lender) => ({
    params: { id: await adjustmentOfColleague(lender) },
    body: { comment: 'as agreed' },
  }),
  'adjustments.reject': async (_, lender) => ({
    params: { id: await adjustmentOfColleague(lender) },
    body: { reason: 'not as agreed' },
  }),
  'loans.get': (loan) => ({ params: { loan_id: loan.loanId } }),
  'programs.put': () => ({ params: { program_id: randomUUID() }, body: { name: 'Prime', currency: 'USD' } }),
  'programs.get': (loan) => ({ params: { program_id: loan.programId } }),
  'programs.list': () => ({}),
  'accounts.list': () => ({}),
  'accounts.map': () => ({ params: { account_code: '1100' }, body: { gl_code: '12010' } }),
  'journalEntries.get': async (loan, lender) => ({ params: { id: await firstEntryOf(loan, lender) } }),
  'journalEntries.list': () => ({}),
};

/** A day that any lender can close: long before its loans, and after every day that a sample has named. */
function nextToClose(): string {
  daysNamed += 1;
  return new Date(Date.UTC(2000, 0, daysNamed)).toISOString().slice(0, 10);
}

let daysNamed = 0;

/** The id of the entry by which a loan was drawn. */
export async function firstEntryOf(loan: TestLoan, lender: Lender): Promise<string> {
  const { body } = await lender.get(`/loans/${loan.loanId}/journal-entries?page_size=1`);
  return body.items[0].journal_entry_id;
}

const lossOf = ({ loanId }: TestLoan) => [`DR 5400 5 ${loanId}`, `CR 1100 5 ${loanId}`];

async function adjustmentAskedFor(loan: TestLoan, lender: Lender): Promise<string> {
  return (await corrections(lender).adjust(lossOf(loan))).adjustment_event_id;
}

/** An adjustment that a colleague asked for, under a program that demands a second person. */
async function adjustmentOfColleague(lender: Lender): Promise<string> {
  const programId = randomUUID();
  await lender.put(`/programs/${programId}`, { name: 'Two people', adjustment_approval: 'two_person' });
  const loan = await openLoan(lender, { program_id: programId });
  return adjustmentAskedFor(loan, await lender.colleague());
}

/** The path of an operation for a sample: parameters in their places, the query at its end. */
export function pathOf(template: string, sample: Sample): string {
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => sample.params![name]!);
  return sample.query === undefined ? path : `${path}?${new URLSearchParams(sample.query)}`;
}

/** Asks a lender's server for an operation by its own method, under a key where it posts. */
export function askFor(lender: Lender, { method, path }: Described, sample: Sample, key = freshKey()): Promise<Answer> {
  const target = pathOf(path, sample);
  if (method === 'POST') return lender.post(target, sample.body, key);
  return method === 'PUT' ? lender.put(target, sample.body) : lender.get(target);
}

/** A sample of an operation on a loan of its own. */
export async function sampleOf(name: string, lender: Lender): Promise<Sample> {
  return SAMPLES[name]!(await openLoan(lender), lender);
}
