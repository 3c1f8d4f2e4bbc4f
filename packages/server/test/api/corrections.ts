import { randomUUID } from 'node:crypto';
import type { Answer, Lender } from '../harness/server.ts';
import { booked, type Fields, freshKey, type TestLoan } from './loan-life.ts';

/** Bodies and acts that open, refinance and put right. What a test does not say is the usual. */

/** The body of a loan that comes in on 2026-04-01 with what it owes elsewhere. */
export const openingBody = (opening: Fields = {}, fields: Fields = {}) => ({
  loan_id: randomUUID(),
  borrower_id: randomUUID(),
  currency: 'USD',
  effective_at: '2026-04-01',
  opening_balances: opening,
  ...fields,
});

/** The body of a refinance of a loan by one that nobody knows, on 2026-06-15. */
export const refinanceBody = (old: TestLoan, fields: Fields = {}) => ({
  old_loan_id: old.loanId,
  new_loan_id: randomUUID(),
  borrower_id: old.borrowerId,
  currency: 'USD',
  effective_at: '2026-06-15',
  ...fields,
});

/** The body of an adjustment on 2026-05-01, of lines as an accountant writes them: 'DR 1100 1000', with a loan after it. */
export const adjustmentBody = (lines: readonly string[], fields: Fields = {}) => ({
  lines: lines.map((line) => {
    const [direction, account_code, amount_minor, loan_id, layer] = line.split(' ');
    const owner = loan_id === undefined || loan_id === '-' ? {} : { loan_id };
    return { direction, account_code, amount_minor, ...owner, ...(layer === undefined ? {} : { layer }) };
  }),
  currency: 'USD',
  effective_at: '2026-05-01',
  reason_code: 'correction',
  description: 'A test puts it right.',
  ...fields,
});

/** Attempts of a lender, whatever comes of them. */
export const attempts = (lender: Lender) => ({
  open: (body: object): Promise<Answer> => lender.post('/loans', body, freshKey()),
  refinance: (body: object): Promise<Answer> => lender.post('/refinances', body, freshKey()),
  reverse: (entryId: string, fields: Fields = {}): Promise<Answer> =>
    lender.post('/reversals', { journal_entry_id: entryId, reason_code: 'keyed_wrongly', ...fields }, freshKey()),
  adjust: (lines: readonly string[], fields: Fields = {}): Promise<Answer> =>
    lender.post('/adjustments', adjustmentBody(lines, fields), freshKey()),
  approve: (id: string): Promise<Answer> => lender.post(`/adjustments/${id}/approve`, {}, freshKey()),
  reject: (id: string): Promise<Answer> => lender.post(`/adjustments/${id}/reject`, { reason: 'not so' }, freshKey()),
});

/** The same attempts, each of which must be booked; they answer the body. */
export const corrections = (lender: Lender) => {
  const tried = attempts(lender);
  return {
    open: (body: object) => booked(tried.open(body)),
    refinance: (body: object) => booked(tried.refinance(body)),
    reverse: (entryId: string, fields: Fields = {}) => booked(tried.reverse(entryId, fields)),
    adjust: (lines: readonly string[], fields: Fields = {}) => booked(tried.adjust(lines, fields)),
    approve: (id: string) => booked(tried.approve(id)),
    reject: (id: string) => booked(tried.reject(id)),
  };
};

/** A loan's entries, oldest first: type, then each line as account, side and amount. */
export async function journal(lender: Lender, loanId: string): Promise<string[]> {
  const { body } = await lender.get(`/loans/${loanId}/journal-entries?page_size=500`);
  return body.items.map((item: { event_type: string; lines: Record<string, string>[] }) =>
    [item.event_type, ...item.lines.map((line) => `${line.account_code} ${line.direction} ${line.amount_minor}`)].join(
      ', ',
    ),
  );
}
