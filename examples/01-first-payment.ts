/** A loan is drawn, charged and paid, and its balance is read: now, and as it stood on an earlier day. */
import { createClient, formatMinor, idempotencyKey, toMinor } from '@tallystick/sdk';
import { drawnLoan, LOAN } from './drawn-loan.ts';

// The address and the credentials come from TALLYSTICK_BASE_URL, TALLYSTICK_CLIENT_ID and TALLYSTICK_CLIENT_SECRET.
const ledger = createClient();
await drawnLoan(ledger);

await ledger.fees.assess(
  { ...LOAN, amount_minor: toMinor('5.00', 'USD'), effective_at: '2026-04-15', fee_type: 'servicing' },
  { idempotencyKey: idempotencyKey('fee', LOAN.loan_id, 'servicing-2026-04') },
);
const { allocation } = await ledger.payments.create(
  { ...LOAN, amount_minor: toMinor('888.49', 'USD'), effective_at: '2026-05-01', source_method: 'ach' },
  { idempotencyKey: idempotencyKey('payment', LOAN.loan_id, 'proc_txn_abc123') },
);
console.log(`fees ${formatMinor(allocation.fees_minor, 'USD')}`);
console.log(`principal ${formatMinor(allocation.principal_minor, 'USD')}`);

for (const asOf of [undefined, '2026-04-30']) {
  const balance = await ledger.loans.balance(LOAN.loan_id, { asOf });
  console.log(`owed ${asOf ?? 'now'}: ${formatMinor(balance.total_exposure_minor, balance.currency)}`);
}

// prints:
// fees 5.00
// principal 883.49
// owed now: 9116.51
// owed 2026-04-30: 10005.00
