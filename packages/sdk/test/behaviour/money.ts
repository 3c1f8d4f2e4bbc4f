import { expect } from 'vitest';
import { accrue, type Behaviour, borrower, key, lend, owes, payment, refused } from './bench.ts';

/** What money does to loans. */
export const money: readonly Behaviour[] = [
  {
    name: 'a payment pays fees, interest and principal, and what is left waits in suspense',
    async run(bench) {
      const { owner } = await lend(bench, { owing: true });
      const paid = await bench.ledger.payments.create(payment(owner, 1_010_600n), key());
      expect(paid.allocation).toEqual({
        fees_minor: '500',
        interest_minor: '10000',
        principal_minor: '1000000',
        suspense_minor: '100',
      });
      expect(paid.loan_status).toBe('paid_off');
      expect(await owes(bench.ledger, owner)).toEqual(['0', '0', '0', '100']);
      expect(await bench.ledger.loans.get(owner.loan_id)).toMatchObject({
        status: 'paid_off',
        opened_at: '2026-04-01',
      });
    },
  },
  {
    name: 'a draw by ACH settles once',
    async run({ ledger }) {
      const owner = borrower();
      const draw = { ...owner, amount_minor: 1_000_000n, effective_at: '2026-04-01', method: 'ach' } as const;
      const { disbursement_event_id: id, status } = await ledger.disbursements.create(draw, key());
      expect(status).toBe('in_transit');
      await ledger.disbursements.settle(id, { effective_at: '2026-04-02' }, key());
      await refused(ledger.disbursements.settle(id, { effective_at: '2026-04-02' }, key()), 'already_settled', 409);
    },
  },
  {
    name: 'a payment that the bank takes back leaves the loan as if it had never been made',
    async run(bench) {
      const { owner } = await lend(bench, { owing: true });
      const ach = payment(owner, 88_849n, { source_method: 'ach' });
      const { payment_event_id: id } = await bench.ledger.payments.create(ach, key());
      await bench.ledger.payments.settle(id, { effective_at: '2026-05-04' }, key());
      const sent = { return_code: 'R01', effective_at: '2026-05-05' };
      const back = await bench.ledger.payments.return(id, sent, key());
      expect(back).toMatchObject({
        returned_minor: '88849',
        retry_allowed: true,
        restored: { principal_minor: '78349' },
      });
      expect(await owes(bench.ledger, owner)).toEqual(['1000000', '10000', '500', '0']);
      await refused(bench.ledger.payments.return(id, sent, key()), 'already_returned', 409);
    },
  },
  {
    name: 'money of nobody becomes payments until it is used up, and the bank may take it back',
    async run(bench) {
      const { owner } = await lend(bench);
      const sent = { amount_minor: 900n, currency: 'USD', effective_at: '2026-05-01', source_method: 'ach' } as const;
      const { receipt_event_id: id } = await bench.ledger.receipts.create({ ...sent, external_ref: 'trace 1' }, key());
      const fromReceipt = { source_method: 'ach', from_receipt_event_id: id } as const;
      const { payment_event_id: taker } = await bench.ledger.payments.create(payment(owner, 600n, fromReceipt), key());
      await refused(bench.ledger.payments.create(payment(owner, 301n, fromReceipt), key()), 'receipt_exceeded', 422);
      await bench.ledger.payments.settle(id, { effective_at: '2026-05-04' }, key());
      await bench.ledger.payments.return(taker, { return_code: 'R01', effective_at: '2026-05-05' }, key());
      const rest = await bench.ledger.payments.return(id, { return_code: 'R01', effective_at: '2026-05-05' }, key());
      expect(rest.returned_minor).toBe('300');
      expect(await owes(bench.ledger, owner)).toEqual(['1000000', '0', '0', '0']);
    },
  },
  {
    name: 'suspense pays what comes due, and what is past its hold goes back',
    async run(bench) {
      const { owner } = await lend(bench);
      const ahead = payment(owner, 1_000n, { source_method: 'ach', allocation_mode: 'fees_only' });
      expect((await bench.ledger.payments.create(ahead, key())).allocation.suspense_minor).toBe('1000');
      const spent = { effective_at: '2026-05-20', amount_minor: 600n } as const;
      const allocated = await bench.ledger.loans.allocateSuspense(owner.loan_id, spent, key());
      expect([allocated.allocation.principal_minor, allocated.suspense_minor]).toEqual(['600', '400']);
      const refund = { amount_minor: 300n, effective_at: '2026-05-20', method: 'ach' } as const;
      const refunded = await bench.ledger.loans.refundSuspense(owner.loan_id, refund, key());
      expect([refunded.suspense_minor, refunded.available_suspense_minor]).toEqual(['100', '100']);
      const held = await bench.ledger.loans.balance(owner.loan_id, { asOf: '2026-05-02' });
      expect([held.suspense_minor, held.available_suspense_minor]).toEqual(['1000', '0']);
    },
  },
  {
    name: 'money that a program credits on settlement is pending until then',
    async run(bench) {
      const programId = borrower().loan_id;
      await bench.ledger.programs.put(programId, { name: 'Cautious', credit_on: { ach: 'settlement' } });
      const { owner } = await lend(bench, { programId });
      const ach = payment(owner, 1_000n, { source_method: 'ach' });
      const { payment_event_id: id } = await bench.ledger.payments.create(ach, key());
      expect(await bench.ledger.loans.balance(owner.loan_id)).toMatchObject({
        principal_outstanding_minor: '1000000',
        pending_suspense_minor: '1000',
      });
      const settled = await bench.ledger.payments.settle(id, { effective_at: '2026-05-04' }, key());
      expect(settled.allocation?.principal_minor).toBe('1000');
      expect(await owes(bench.ledger, owner)).toEqual(['999000', '0', '0', '0']);
    },
  },
  {
    name: 'a fee is waived, paid or not',
    async run(bench) {
      const { owner } = await lend(bench);
      const fee = { ...owner, amount_minor: 500n, effective_at: '2026-04-30', fee_type: 'late' } as const;
      const { fee_event_id: id } = await bench.ledger.fees.assess(fee, key());
      await bench.ledger.payments.create(payment(owner, 200n), key());
      const waiver = { effective_at: '2026-05-31', reason: 'as agreed', scope: 'all' } as const;
      const waived = await bench.ledger.fees.waive(id, waiver, key());
      expect([waived.waived_unpaid_minor, waived.waived_paid_minor]).toEqual(['300', '200']);
      expect(await owes(bench.ledger, owner)).toEqual(['1000000', '0', '0', '200']);
    },
  },
  {
    name: 'a loss leaves claims, and money on them is recovered',
    async run(bench) {
      const { owner } = await lend(bench, { owing: true });
      const loss = { loan_id: owner.loan_id, effective_at: '2026-05-31', reason_code: 'past_due_120' };
      const { claims } = await bench.ledger.chargeoffs.create(loss, key());
      expect(claims).toEqual({ principal_minor: '1000000', interest_minor: '10000', fees_minor: '500' });
      const { loan_id, currency } = owner;
      const sent = {
        loan_id,
        currency,
        amount_minor: 1_000n,
        effective_at: '2026-06-10',
        source_method: 'wire',
      } as const;
      const { recovery } = await bench.ledger.recoveries.create(sent, key());
      expect(recovery).toMatchObject({ principal_minor: '1000', suspense_minor: '0' });
      expect(await bench.ledger.loans.balance(loan_id)).toMatchObject({
        status: 'charged_off',
        charged_off: { principal_minor: '999000' },
      });
    },
  },
  {
    name: 'a loan is paid off by another, and the cash-out settles',
    async run(bench) {
      const { owner } = await lend(bench, { owing: true });
      const successor = borrower().loan_id;
      const { currency, borrower_id } = owner;
      const sent = { old_loan_id: owner.loan_id, new_loan_id: successor, borrower_id, currency } as const;
      const more = { effective_at: '2026-05-31', cash_out_minor: 50_000n, method: 'ach' } as const;
      const booked = await bench.ledger.refinances.create({ ...sent, ...more }, key());
      expect(booked).toMatchObject({ payoff_minor: '1010500', principal_minor: '1060500', cash_out_minor: '50000' });
      await bench.ledger.disbursements.settle(booked.refinance_event_id, { effective_at: '2026-06-02' }, key());
      expect(await bench.ledger.loans.get(owner.loan_id)).toMatchObject({
        status: 'refinanced',
        successor_loan_id: successor,
      });
    },
  },
  {
    name: 'a loan goes on under other terms',
    async run(bench) {
      const { owner } = await lend(bench, { owing: true });
      const sent = { loan_id: owner.loan_id, effective_at: '2026-06-10', approval_ref: 'committee 7' };
      const relief = { capitalize_interest_minor: 10_000n, waive_fees_minor: 500n };
      const booked = await bench.ledger.restructures.create({ ...sent, ...relief }, key());
      expect([booked.principal_minor, booked.waived_fees_minor]).toEqual(['1010000', '500']);
    },
  },
  {
    name: 'a loan comes from elsewhere with what it owes',
    async run({ ledger }) {
      const owner = borrower();
      const balances = { principal_minor: 500_000n, interest_minor: 700n, suspense_minor: 30n };
      await ledger.loans.open({ ...owner, effective_at: '2026-04-01', opening_balances: balances }, key());
      expect(await owes(ledger, owner)).toEqual(['500000', '700', '0', '30']);
      await refused(ledger.loans.open({ ...owner, effective_at: '2026-04-01' }, key()), 'loan_exists', 409);
    },
  },
  {
    name: 'interest of a loan on non-accrual is noted and is no income',
    async run(bench) {
      const { owner } = await lend(bench, { owing: true });
      const out = { effective_at: '2026-05-31', nonaccrual: true, reason: '90 days past due' };
      const booked = await bench.ledger.loans.setNonaccrual(owner.loan_id, out, key());
      expect(booked.interest_reversed_minor).toBe('10000');
      await accrue(bench.ledger, bench.defaultProgramId, '2026-06-01', [[owner, '300']]);
      expect(await bench.ledger.loans.balance(owner.loan_id)).toMatchObject({
        interest_receivable_minor: '0',
        nonaccrual_interest_minor: '10300',
      });
      const undo = { journal_entry_id: booked.journal_entry_id, reason_code: 'not_due' };
      await bench.ledger.reversals.create(undo, key());
      expect(await bench.ledger.loans.get(owner.loan_id)).toMatchObject({ nonaccrual: false });
      expect((await bench.ledger.loans.balance(owner.loan_id)).interest_receivable_minor).toBe('10000');
    },
  },
];
