/** A loss and what comes of it: the loan leaves the books, the claim stays, and an agency collects a part of it. */
import { createClient, formatMinor, idempotencyKey } from '@tallystick/sdk';
import { drawnLoan, LOAN } from './drawn-loan.ts';

const ledger = createClient();
await drawnLoan(ledger);
const lost = await ledger.chargeoffs.create(
  { loan_id: LOAN.loan_id, effective_at: '2026-06-01', reason_code: 'past_due_120' },
  { idempotencyKey: idempotencyKey('chargeoff', LOAN.loan_id, '2026-06-01') },
);
console.log(`the loan is ${lost.loan_status}, claimed ${formatMinor(lost.claims.principal_minor, 'USD')}`);

const collected = await ledger.recoveries.create(
  {
    loan_id: LOAN.loan_id,
    amount_minor: 200_000n,
    currency: 'USD',
    effective_at: '2026-06-10',
    source_method: 'check',
    external_ref: 'agency-318',
    collection_cost_minor: 50_000n,
  },
  { idempotencyKey: idempotencyKey('recovery', LOAN.loan_id, 'agency-318') },
);
console.log(`collected ${formatMinor(collected.recovery.principal_minor, 'USD')}`);
console.log(`still claimed ${formatMinor(collected.claims.principal_minor, 'USD')}`);
for await (const entry of ledger.loans.journalEntries(LOAN.loan_id, { from: '2026-06-01' })) {
  console.log(`${entry.effective_at} ${entry.event_type}`);
}

// prints:
// the loan is charged_off, claimed 10000.00
// collected 2000.00
// still claimed 8000.00
// 2026-06-01 chargeoff
// 2026-06-10 payment_received
// 2026-06-10 recovery
