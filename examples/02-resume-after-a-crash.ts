/**
 * A program keeps the key and the bytes of each post before it is sent. When the answer is lost and the program with
 * it, the next run sends what was kept: it is booked once, and the answer of then is the answer of now.
 */
import { createClient, type Fetch, idempotencyKey, type KeyedRequest, OutcomeUnknownError } from '@tallystick/sdk';
import { drawnLoan, LOAN } from './drawn-loan.ts';

const ledger = createClient();
await drawnLoan(ledger);

/** In earnest, a table of the database in which the program keeps its own orders. */
const outbox = new Map<string, KeyedRequest>();

/** A network that loses the answer to every payment, after the ledger has booked it. */
const losing: Fetch = async (url, init) => {
  const response = await fetch(url, init);
  if (url.endsWith('/payments')) throw new TypeError('socket hang up');
  return response;
};
const unlucky = createClient({
  fetch: losing,
  maxRetries: 1,
  onKey: (post) => void outbox.set(post.idempotencyKey, post),
});
try {
  await unlucky.payments.create(
    { ...LOAN, amount_minor: 50_000n, effective_at: '2026-05-01', source_method: 'wire' },
    { idempotencyKey: idempotencyKey('payment', LOAN.loan_id, 'wire-7') },
  );
} catch (error) {
  if (!(error instanceof OutcomeUnknownError)) throw error;
  console.log(`not known after ${error.attempts} attempts: ${outbox.has(error.idempotencyKey) ? 'kept' : 'lost'}`);
}

for (const { path, body, idempotencyKey: key } of outbox.values()) {
  const answer = await ledger.request({ method: 'POST', path, body: JSON.parse(body), idempotencyKey: key });
  console.log(answer.isReplay ? 'it had been booked' : 'it is booked now');
  outbox.delete(key);
}
const { principal_outstanding_minor: principal } = await ledger.loans.balance(LOAN.loan_id);
console.log(`principal ${principal}, left in the outbox ${outbox.size}`);

// prints:
// not known after 2 attempts: kept
// it had been booked
// principal 950000, left in the outbox 0
