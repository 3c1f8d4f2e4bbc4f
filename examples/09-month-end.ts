/** The end of a month: debits equal credits, the loans equal their control accounts, and the period is closed. */
import { createClient, formatMinor, idempotencyKey } from '@tallystick/sdk';
import { drawnLoan, LOAN } from './drawn-loan.ts';

const ledger = createClient();
await drawnLoan(ledger);
await ledger.payments.create(
  { ...LOAN, amount_minor: 25_000n, effective_at: '2026-04-20', source_method: 'wire' },
  { idempotencyKey: idempotencyKey('payment', LOAN.loan_id, 'april') },
);

const books = await ledger.books.trialBalance({ asOf: '2026-04-30', currency: 'USD' });
for (const { account_code: code, name, balance_minor: balance, balance_side: side } of books.accounts) {
  if (balance !== '0') console.log(`${code} ${name}: ${side} ${formatMinor(balance, 'USD')}`);
}
console.log(books.totals.debits_minor === books.totals.credits_minor ? 'debits equal credits' : 'the books are wrong');
console.log((await ledger.books.tieOut()).balanced ? 'the loans tie out' : 'the loans do not tie out');

const { buckets } = await ledger.books.rollForward({ month: '2026-04', currency: 'USD' });
for (const { bucket, opening_minor: opening, closing_minor: closing } of buckets) {
  if (opening !== closing) console.log(`${bucket}: ${formatMinor(opening, 'USD')} to ${formatMinor(closing, 'USD')}`);
}
const closed = await ledger.books.closePeriod(
  { through_date: '2026-04-30' },
  { idempotencyKey: idempotencyKey('period_close', 'books', '2026-04-30') },
);
console.log(`closed through ${closed.through_date}`);

// prints:
// 1000 Cash at bank: CR 9750.00
// 1100 Loan principal: DR 9750.00
// debits equal credits
// the loans tie out
// principal: 0.00 to 9750.00
// closed through 2026-04-30
