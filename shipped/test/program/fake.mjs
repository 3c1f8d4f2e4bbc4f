import { idempotencyKey, isProblem } from '@tallystick/sdk';
import { createFakeLedger } from '@tallystick/sdk/fake';

/** A user's test on the ledger in memory, with a correction that core looks back for. It prints what it saw. */
const { ledger, clock, defaultProgramId } = createFakeLedger({ now: '2026-04-30T12:00:00Z' });
const loan = {
  loan_id: '11111111-1111-1111-1111-111111111111',
  borrower_id: '22222222-2222-2222-2222-222222222222',
  currency: 'USD',
};
const key = (...parts) => ({ idempotencyKey: idempotencyKey(...parts) });
const drawn = { ...loan, amount_minor: 1_000_000n, effective_at: '2026-04-30', method: 'wire' };
await ledger.disbursements.create(drawn, key('draw', '1'));
const item = { loan_id: loan.loan_id, outstanding_principal_minor: 1_000_000n, interest_minor: 10_000n };
const day = { program_id: defaultProgramId, accrual_date: '2026-04-30', day_count_convention: 'ACT_365' };
const batch = await ledger.accruals.postBatch({ ...day, loans: [item] }, key('accrual', '1'));
clock.advance({ days: 1 });
const sent = { ...loan, amount_minor: 20_000n, effective_at: '2026-05-01', source_method: 'ach' };
const payment = await ledger.payments.create(sent, key('payment', '1'));
await ledger.payments.return(payment.payment_event_id, { return_code: 'R01' }, key('return', '1'));
const undo = { journal_entry_id: batch.journal_entry_id, reason_code: 'wrong_rate' };
await ledger.reversals.create(undo, key('reversal', '1'));
const again = await ledger.reversals.create(undo, key('reversal', '2')).catch((error) => error);
const { totals } = await ledger.books.trialBalance();
console.log(
  JSON.stringify({
    owed: (await ledger.loans.balance(loan.loan_id)).total_exposure_minor,
    refusal: isProblem(again, 'already_reversed'),
    balanced: totals.debits_minor === totals.credits_minor && (await ledger.books.tieOut()).balanced,
    events: (await ledger.events.list().toArray({ limit: 10 })).map(({ kind }) => kind),
  }),
);
