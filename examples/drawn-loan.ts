import { idempotencyKey, type Ledger } from '@tallystick/sdk';

/** The loan that the examples show things on. */
export const LOAN = {
  loan_id: '33333333-3333-3333-3333-333333333333',
  borrower_id: '44444444-4444-4444-4444-444444444444',
  currency: 'USD',
} as const;

/** Draws 10,000.00 on 1 April 2026, which opens the loan, and confirms it. A second time books nothing. */
export async function drawnLoan(ledger: Ledger, loan: { readonly loan_id: string } = LOAN): Promise<void> {
  const { disbursement_event_id: drawn } = await ledger.disbursements.create(
    { ...LOAN, ...loan, amount_minor: 1_000_000n, effective_at: '2026-04-01', method: 'wire' },
    { idempotencyKey: idempotencyKey('disbursement', loan.loan_id, 'first') },
  );
  await ledger.disbursements.settle(
    drawn,
    { effective_at: '2026-04-02' },
    { idempotencyKey: idempotencyKey('disbursement-settled', drawn) },
  );
}
