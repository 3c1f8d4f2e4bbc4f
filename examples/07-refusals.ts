/** What the ledger refuses, told apart by code; what a switch forgets, the compiler finds. */
import { createClient, idempotencyKey, isProblem, isProblemOf, type PaymentRequest } from '@tallystick/sdk';
import { drawnLoan, LOAN } from './drawn-loan.ts';

const ledger = createClient();
await drawnLoan(ledger);
const payment: PaymentRequest = { ...LOAN, amount_minor: 100n, effective_at: '2026-05-01', source_method: 'wire' };

async function pay(reference: string, changes: Partial<PaymentRequest>): Promise<string> {
  try {
    await ledger.payments.create(
      { ...payment, ...changes },
      { idempotencyKey: idempotencyKey('payment', LOAN.loan_id, reference) },
    );
    return 'booked';
  } catch (error) {
    if (isProblem(error, 'validation_failed')) return error.errors.map(({ detail }) => detail).join('; ');
    if (!isProblemOf(error, 'payments.create')) throw error;
    switch (error.code) {
      case 'loan_not_found':
        return 'this loan is not ours';
      case 'currency_mismatch':
      case 'borrower_mismatch':
        return `sent to the back office: ${error.detail}`;
      default:
        return `${error.code}, ${error.retryable ? 'later perhaps' : 'for good'}`;
    }
  }
}

console.log(await pay('1', {}));
console.log(await pay('2', { effective_at: '2026-02-30' }));
console.log(await pay('3', { loan_id: '99999999-9999-9999-9999-999999999999' }));
console.log(await pay('4', { currency: 'EUR' }));
console.log(await pay('5', { effective_at: '2026-01-01' }));
console.log(await pay('1', { amount_minor: 200n })); // the key of the first

// prints:
// booked
// /effective_at must be a day of the calendar, as YYYY-MM-DD
// this loan is not ours
// sent to the back office: the loan is in USD, sent EUR
// effective_before_first_disbursement, for good
// idempotency_key_reused, for good
