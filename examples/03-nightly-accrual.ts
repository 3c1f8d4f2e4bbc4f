/**
 * One day's interest for every loan that has none yet: the ledger names the loans and their principal, the lender
 * computes, one batch books it, and an empty answer proves that the day is covered. Run again, it finds nothing to do.
 */
import { createClient, idempotencyKey } from '@tallystick/sdk';
import { drawnLoan, LOAN } from './drawn-loan.ts';

const DATE = '2026-04-30';
const RATE_BPS = 600n;

const ledger = createClient();
for (const digit of ['5', '6', '7']) {
  await drawnLoan(ledger, { loan_id: LOAN.loan_id.replaceAll('3', digit) });
}

const { items: programs } = await ledger.programs.list().page();
for (const { program_id: programId, day_count_convention: convention } of programs) {
  const loans = [];
  let total = 0n;
  for await (const { loan_id, principal_minor: principal } of ledger.accruals.coverage({ date: DATE, programId })) {
    const interest = (BigInt(principal) * RATE_BPS) / (10_000n * 365n);
    loans.push({ loan_id, outstanding_principal_minor: principal, interest_minor: interest });
    total += interest;
  }
  if (loans.length === 0) continue;
  const batch = await ledger.accruals.postBatch(
    {
      program_id: programId,
      accrual_date: DATE,
      day_count_convention: convention,
      loans,
      control: { loan_count: loans.length, total_interest_minor: total },
    },
    { idempotencyKey: idempotencyKey('accrual', programId, DATE) },
  );
  console.log(`${batch.posted_count} loans, ${batch.total_accrued_minor} of interest`);
}
const left = await ledger.accruals.coverage({ date: DATE }).toArray({ limit: 1 });
console.log(left.length === 0 ? `${DATE} is covered` : `${DATE} is not covered`);

// prints:
// 3 loans, 492 of interest
// 2026-04-30 is covered
