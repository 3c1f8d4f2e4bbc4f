/**
 * A file of payments, four at a time. The key of a payment is made of what the processor calls it, so a line that
 * stands in the file twice, and a file that is read twice, book nothing twice.
 */
import { createClient, idempotencyKey, toMinor } from '@tallystick/sdk';
import { drawnLoan, LOAN } from './drawn-loan.ts';

const FILE = `txn_1,2026-05-01,100.00
txn_2,2026-05-02,100.50
txn_3,2026-05-03,99.99
txn_1,2026-05-01,100.00
txn_4,2026-05-04,0.51`;

const ledger = createClient();
await drawnLoan(ledger);

async function importFile(file: string): Promise<string> {
  const lines = file.split('\n').values();
  let booked = 0;
  let replayed = 0;
  const worker = async () => {
    // The workers share one iterator: each takes the next line when it has done with its last.
    for (const line of lines) {
      const [txn = '', date = '', amount = ''] = line.split(',');
      const { isReplay } = await ledger.payments.create(
        {
          ...LOAN,
          amount_minor: toMinor(amount, 'USD'),
          effective_at: date,
          source_method: 'card',
          external_ref: txn,
        },
        { idempotencyKey: idempotencyKey('payment', LOAN.loan_id, txn) },
      );
      if (isReplay) replayed += 1;
      else booked += 1;
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return `${booked} booked, ${replayed} known already`;
}

console.log(await importFile(FILE));
console.log(await importFile(FILE));
console.log(`principal ${(await ledger.loans.balance(LOAN.loan_id)).principal_outstanding_minor}`);

// prints:
// 4 booked, 1 known already
// 0 booked, 5 known already
// principal 969900
