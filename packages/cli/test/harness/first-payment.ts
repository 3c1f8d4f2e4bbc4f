import process from 'node:process';
import { createClient, idempotencyKey } from '@tallystick/sdk';

/** A lender's program: the quickstart's loan, drawn, accrued, charged and paid. Prints how the payment was applied. */
const ledger = createClient();
const loan = {
  loan_id: '11111111-1111-1111-1111-111111111111',
  borrower_id: '22222222-2222-2222-2222-222222222222',
  currency: 'USD',
};
const keyed = (event: string) => ({ idempotencyKey: idempotencyKey(event, loan.loan_id, '1') });

const draw = { ...loan, amount_minor: 1_000_000n, effective_at: '2026-04-01' };
const disbursed = await ledger.disbursements.create(
  { ...draw, method: 'wire', destination_ref: 'account 7' },
  keyed('disbursement'),
);
await ledger.disbursements.settle(
  disbursed.disbursement_event_id,
  { effective_at: '2026-04-02' },
  keyed('disbursement-settled'),
);
await ledger.accruals.postBatch(
  {
    program_id: process.argv[2]!,
    accrual_date: '2026-04-30',
    day_count_convention: 'ACT_365',
    loans: [{ loan_id: loan.loan_id, outstanding_principal_minor: 1_000_000n, interest_minor: 10_000n }],
  },
  keyed('accrual'),
);
await ledger.fees.assess(
  { ...loan, amount_minor: 500n, effective_at: '2026-04-30', fee_type: 'servicing' },
  keyed('fee'),
);
const paid = await ledger.payments.create(
  { ...loan, amount_minor: 88_849n, effective_at: '2026-05-01', source_method: 'ach', external_ref: 'bank-1' },
  keyed('payment'),
);
console.log(JSON.stringify(paid.allocation));
