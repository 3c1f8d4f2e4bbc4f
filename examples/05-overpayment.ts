/** A borrower pays more than is owed: the rest waits in suspense, and goes back. */
import { createClient, formatMinor, idempotencyKey, toMinor } from '@tallystick/sdk';
import { drawnLoan, LOAN } from './drawn-loan.ts';

const ledger = createClient();
await drawnLoan(ledger);

const paid = await ledger.payments.create(
  { ...LOAN, amount_minor: toMinor('10100.00', 'USD'), effective_at: '2026-05-01', source_method: 'wire' },
  { idempotencyKey: idempotencyKey('payment', LOAN.loan_id, 'payoff') },
);
console.log(`the loan is ${paid.loan_status}, ${formatMinor(paid.allocation.suspense_minor, 'USD')} is left over`);

const balance = await ledger.loans.balance(LOAN.loan_id);
const refund = await ledger.loans.refundSuspense(
  LOAN.loan_id,
  { amount_minor: balance.available_suspense_minor, effective_at: '2026-05-04', method: 'ach', external_ref: 'out-9' },
  { idempotencyKey: idempotencyKey('refund', LOAN.loan_id, 'out-9') },
);
console.log(`refunded, in suspense ${formatMinor(refund.suspense_minor, 'USD')}`);

// prints:
// the loan is paid_off, 100.00 is left over
// refunded, in suspense 0.00
