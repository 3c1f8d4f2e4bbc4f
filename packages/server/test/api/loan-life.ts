import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Answer, Lender } from '../harness/server.ts';

/** A loan of a test, by the ids its lender chose. */
export interface TestLoan {
  readonly loanId: string;
  readonly borrowerId: string;
  readonly programId: string;
  /** The first draw, which is in transit. */
  readonly disbursementId: string;
}

/** Fields of a request that differ from the usual ones. */
export type Fields = Readonly<Record<string, unknown>>;

/** A key that no test has used. */
export const freshKey = (): string => `test:${randomUUID()}`;

/** The day on which loans of tests are drawn. */
export const DRAWN = '2026-04-01';

/** The body of a draw of 1,000,000 on a loan that nobody knows. */
export const drawBody = (fields: Fields = {}) => ({
  loan_id: randomUUID(),
  borrower_id: randomUUID(),
  amount_minor: '1000000',
  currency: 'USD',
  effective_at: DRAWN,
  method: 'wire',
  ...fields,
});

/** Opens a loan of 1,000,000 by a wire on 2026-04-01. */
export async function openLoan(lender: Lender, fields: Fields = {}): Promise<TestLoan> {
  const body = drawBody(fields);
  const answer = await lender.post('/disbursements', body, freshKey());
  expect(answer.status, answer.text).toBe(201);
  const { loan_id: loanId, borrower_id: borrowerId } = body as { loan_id: string; borrower_id: string };
  const programId = (fields.program_id as string | undefined) ?? lender.tenantId;
  return { loanId, borrowerId, programId, disbursementId: answer.body.disbursement_event_id };
}

/** The body of a wire of 1,000 on 2026-05-01. */
export const paymentBody = (loan: TestLoan, fields: Fields = {}) => ({
  loan_id: loan.loanId,
  borrower_id: loan.borrowerId,
  amount_minor: '1000',
  currency: 'USD',
  effective_at: '2026-05-01',
  source_method: 'wire',
  ...fields,
});

/** The body of a servicing fee of 500 on 2026-04-30. */
export const feeBody = (loan: TestLoan, fields: Fields = {}) => ({
  loan_id: loan.loanId,
  borrower_id: loan.borrowerId,
  amount_minor: '500',
  currency: 'USD',
  effective_at: '2026-04-30',
  fee_type: 'servicing',
  ...fields,
});

/** One loan of a batch: interest of 10,000 on the 1,000,000 that test loans are opened with. */
export const accrualItem = (loanId: string, fields: Fields = {}) => ({
  loan_id: loanId,
  outstanding_principal_minor: '1000000',
  interest_minor: '10000',
  ...fields,
});

/** The body of an accrual for 2026-04-30. */
export const accrualBody = (programId: string, loans: readonly object[], fields: Fields = {}) => ({
  program_id: programId,
  accrual_date: '2026-04-30',
  day_count_convention: 'ACT_365',
  loans,
  ...fields,
});

/** The body of a charge-off of everything on 2026-05-31. */
export const chargeoffBody = (loan: TestLoan, fields: Fields = {}) => ({
  loan_id: loan.loanId,
  effective_at: '2026-05-31',
  reason_code: 'past_due_120',
  ...fields,
});

/** The body of a wire of 1,000 on a claim, on 2026-06-10. */
export const recoveryBody = (loan: TestLoan, fields: Fields = {}) => ({
  loan_id: loan.loanId,
  amount_minor: '1000',
  currency: 'USD',
  effective_at: '2026-06-10',
  source_method: 'wire',
  ...fields,
});

/** The body of a restructure on 2026-06-10, of nothing but the terms where the test does not say. */
export const restructureBody = (loan: TestLoan, fields: Fields = { terms: { rate_bps: 900 } }) => ({
  loan_id: loan.loanId,
  effective_at: '2026-06-10',
  approval_ref: 'credit committee 7',
  ...fields,
});

/** The body of an entry into non-accrual on 2026-05-31. */
export const nonaccrualBody = (fields: Fields = {}) => ({
  effective_at: '2026-05-31',
  nonaccrual: true,
  reason: '90 days past due',
  ...fields,
});

/** The body of a waiver on 2026-05-31, of all that is unpaid. */
export const waiverBody = (fields: Fields = {}) => ({ effective_at: '2026-05-31', reason: 'as agreed', ...fields });

/** The body of 1,000 by ACH on 2026-05-01, of nobody yet. */
export const receiptBody = (fields: Fields = {}) => ({
  amount_minor: '1000',
  currency: 'USD',
  effective_at: '2026-05-01',
  source_method: 'ach',
  external_ref: `trace ${randomUUID().replaceAll('-', '')}`,
  ...fields,
});

/** The body of a return for want of funds, of all that is left. */
export const returnBody = (fields: Fields = {}) => ({ return_code: 'R01', effective_at: '2026-05-01', ...fields });

/** The body of a refund of 400 on 2026-05-20. */
export const refundBody = (fields: Fields = {}) => ({
  amount_minor: '400',
  effective_at: '2026-05-20',
  method: 'ach',
  ...fields,
});

/** Posts what must succeed and answers its body. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire holds
export async function booked(posting: Promise<Answer>): Promise<any> {
  const answer = await posting;
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

/** The acts of a lender on its loans, each of which must be booked. */
export const acts = (lender: Lender) => ({
  pay: (loan: TestLoan, fields: Fields = {}) => booked(lender.post('/payments', paymentBody(loan, fields), freshKey())),
  charge: (loan: TestLoan, fields: Fields = {}) => booked(lender.post('/fees', feeBody(loan, fields), freshKey())),
  draw: (fields: Fields) => booked(lender.post('/disbursements', drawBody(fields), freshKey())),
  settle: (disbursementId: string, fields: Fields = {}) =>
    booked(
      lender.post(`/disbursements/${disbursementId}/settle`, { effective_at: '2026-04-02', ...fields }, freshKey()),
    ),
  accrue: (loan: TestLoan, item: Fields = {}, fields: Fields = {}) =>
    booked(
      lender.post('/accruals/batch', accrualBody(loan.programId, [accrualItem(loan.loanId, item)], fields), freshKey()),
    ),
  /** Pays into suspense: a payment of fees, of which there are none. */
  payAhead: (loan: TestLoan, fields: Fields = {}) =>
    booked(lender.post('/payments', paymentBody(loan, { allocation_mode: 'fees_only', ...fields }), freshKey())),
  receive: (fields: Fields = {}) => booked(lender.post('/receipts', receiptBody(fields), freshKey())),
  settlePayment: (paymentId: string, fields: Fields = {}) =>
    booked(lender.post(`/payments/${paymentId}/settle`, { effective_at: '2026-05-04', ...fields }, freshKey())),
  takeBack: (paymentId: string, fields: Fields = {}) =>
    booked(lender.post(`/payments/${paymentId}/return`, returnBody(fields), freshKey())),
  allocate: (loan: TestLoan, fields: Fields = {}) =>
    booked(lender.post(`/loans/${loan.loanId}/allocations`, { effective_at: '2026-05-20', ...fields }, freshKey())),
  refund: (loan: TestLoan, fields: Fields = {}) =>
    booked(lender.post(`/loans/${loan.loanId}/refunds`, refundBody(fields), freshKey())),
  waive: (feeId: string, fields: Fields = {}) =>
    booked(lender.post(`/fees/${feeId}/waive`, waiverBody(fields), freshKey())),
  chargeOff: (loan: TestLoan, fields: Fields = {}) =>
    booked(lender.post('/chargeoffs', chargeoffBody(loan, fields), freshKey())),
  recover: (loan: TestLoan, fields: Fields = {}) =>
    booked(lender.post('/recoveries', recoveryBody(loan, fields), freshKey())),
  restructure: (loan: TestLoan, fields?: Fields) =>
    booked(lender.post('/restructures', restructureBody(loan, fields), freshKey())),
  setNonaccrual: (loan: TestLoan, fields: Fields = {}) =>
    booked(lender.post(`/loans/${loan.loanId}/nonaccrual`, nonaccrualBody(fields), freshKey())),
});

/** The four figures of a balance: principal, interest, fees, suspense. */
export async function owes(lender: Lender, loanId: string, query = ''): Promise<readonly string[]> {
  const { status, body, text } = await lender.get(`/loans/${loanId}/balance${query}`);
  expect(status, text).toBe(200);
  return [
    body.principal_outstanding_minor,
    body.interest_receivable_minor,
    body.fees_receivable_minor,
    body.suspense_minor,
  ];
}

/** The claims of a balance, and the interest that is only noted: principal, interest, fees, non-accrual interest. */
export async function claims(lender: Lender, loanId: string, query = ''): Promise<readonly string[]> {
  const { status, body, text } = await lender.get(`/loans/${loanId}/balance${query}`);
  expect(status, text).toBe(200);
  const { principal_minor, interest_minor, fees_minor } = body.charged_off;
  return [principal_minor, interest_minor, fees_minor, body.nonaccrual_interest_minor];
}

/** The lines of a loan's entries of one type, each as '1100 CR 500', entry by entry. */
export async function linesOf(lender: Lender, loanId: string, type: string): Promise<readonly string[][]> {
  const { status, body, text } = await lender.get(`/loans/${loanId}/journal-entries?event_type=${type}`);
  expect(status, text).toBe(200);
  return body.items.map((entry: { lines: Record<string, string>[] }) =>
    entry.lines.map((line) => `${line.account_code} ${line.direction} ${line.amount_minor}`),
  );
}
