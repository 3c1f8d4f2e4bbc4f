/**
 * Another system follows the ledger: it keeps the position of the last event that it worked off, in the transaction of
 * what it made of the event, and begins there the next time. It misses none and meets none twice.
 */
import { createClient, idempotencyKey, type LedgerEvent } from '@tallystick/sdk';
import { drawnLoan, LOAN } from './drawn-loan.ts';

const ledger = createClient();
await drawnLoan(ledger);
for (const txn of ['a', 'b']) {
  await ledger.payments.create(
    { ...LOAN, amount_minor: 10_000n, effective_at: '2026-05-01', source_method: 'wire', external_ref: txn },
    { idempotencyKey: idempotencyKey('payment', LOAN.loan_id, txn) },
  );
}

/** In earnest, a row beside what is made of the events. */
let position: string | undefined;

/** Works off what is new, at most so many events: then the process is stopped. */
async function follow(most: number): Promise<void> {
  for await (const event of ledger.events.list({ after: position })) {
    console.log(summary(event));
    position = event.position;
    if (--most === 0) return;
  }
}

const summary = ({ kind, entries }: LedgerEvent) =>
  `${kind}: ${entries.map((entry) => `${entry.event_type} of ${entry.line_count} lines`).join(', ')}`;

await follow(3);
console.log('stopped, and started again');
await follow(Number.POSITIVE_INFINITY);

// prints:
// disbursement: disbursement of 2 lines
// settlement: disbursement_settled of 2 lines
// payment: payment_received of 2 lines, payment_allocated of 2 lines
// stopped, and started again
// payment: payment_received of 2 lines, payment_allocated of 2 lines
