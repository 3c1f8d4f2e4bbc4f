/** The bank takes a payment back: each bucket gets exactly what the payment had paid of it. */
import { createClient, formatMinor, idempotencyKey } from '@tallystick/sdk';
import { drawnLoan, LOAN } from './drawn-loan.ts';

const ledger = createClient();
await drawnLoan(ledger);
await ledger.fees.assess(
  { ...LOAN, amount_minor: 2_500n, effective_at: '2026-04-16', fee_type: 'late' },
  { idempotencyKey: idempotencyKey('fee', LOAN.loan_id, 'late-2026-04') },
);
const owed = async () => {
  const { total_exposure_minor: total, fees_receivable_minor: fees } = await ledger.loans.balance(LOAN.loan_id);
  return `${formatMinor(total, 'USD')}, of it ${formatMinor(fees, 'USD')} in fees`;
};

console.log(`before: ${await owed()}`);
const { payment_event_id: paymentId } = await ledger.payments.create(
  { ...LOAN, amount_minor: 30_000n, effective_at: '2026-05-01', source_method: 'ach', external_ref: 'ach-31' },
  { idempotencyKey: idempotencyKey('payment', LOAN.loan_id, 'ach-31') },
);
console.log(`paid: ${await owed()}`);
const returned = await ledger.payments.return(
  paymentId,
  { return_code: 'R01' },
  { idempotencyKey: idempotencyKey('return', paymentId, 'R01') },
);
console.log(`returned (${returned.return_class}): ${await owed()}`);
console.log(returned.retry_allowed ? 'it may be presented again' : 'it may not be presented again');

// prints:
// before: 10025.00, of it 25.00 in fees
// paid: 9725.00, of it 0.00 in fees
// returned (nsf): 10025.00, of it 25.00 in fees
// it may be presented again
