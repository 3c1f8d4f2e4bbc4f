/**
 * Double entries that another system expects (Apache Fineract's feature tests; sources in `vectors/journal.json`), by
 * the role of an account. Ours are compared after netting per role: we book a receipt and its allocation as two
 * entries through suspense, Fineract books one from the clearing account.
 */
import { describe, expect, it } from 'vitest';
import { ACCOUNTS, type AccountRole } from '../src/ledger/account.ts';
import type { JournalEntry } from '../src/ledger/entry.ts';
import { day, InMemoryBook } from './in-memory-book.ts';
import vectors from './vectors/journal.json' with { type: 'json' };

type Case = (typeof vectors.cases)[number];
interface Entry {
  readonly role: string;
  readonly side: string;
  readonly amount: string;
}

/** Our roles as the file's: it has one receivable for interest, fees and penalties, and one income for both fees. */
const ROLE: Partial<Record<AccountRole, string>> = {
  cash_bank: 'cash_clearing',
  payments_in_transit: 'cash_clearing',
  disbursements_in_transit: 'cash_clearing',
  loan_principal: 'loans_receivable',
  interest_receivable: 'interest_fee_receivable',
  fees_receivable: 'interest_fee_receivable',
  late_charges_receivable: 'interest_fee_receivable',
  unapplied_payments: 'overpayment_liability',
  fee_income: 'fee_income',
  late_charge_income: 'fee_income',
};
const roleOf = new Map(
  Object.entries(ROLE).map(([role, theirs]) => [ACCOUNTS[role as AccountRole].code as number, theirs]),
);

/** What moved per role of the file: debits above zero, credits below; a role that nets to zero is left out. */
function net(movements: readonly (readonly [role: string, amount: bigint])[]) {
  const sums = new Map<string, bigint>();
  for (const [role, amount] of movements) sums.set(role, (sums.get(role) ?? 0n) + amount);
  return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0n).sort());
}
const theirs = (entries: readonly Entry[]) =>
  net(entries.map(({ role, side, amount }) => [role, side === 'debit' ? BigInt(amount) : -BigInt(amount)]));
const ours = (entries: readonly JournalEntry[]) =>
  net(
    entries
      .flatMap(({ postings }) => postings)
      .flatMap(({ debit, credit, amount }) => [
        [roleOf.get(debit) ?? `account ${debit}`, amount],
        [roleOf.get(credit) ?? `account ${credit}`, -amount],
      ]),
  );
const credited = (vector: Case, role: string) =>
  vector.entries
    .filter((entry) => entry.role === role && entry.side === 'credit')
    .reduce((sum, { amount }) => sum + BigInt(amount), 0n);

/** An event of the file, and whether the loan was charged off before it. */
const kindOf = ({ event, loan_charged_off_before: after }: Case) => (after ? `${event} after charge-off` : event);
const of = (kind: string) => vectors.cases.filter((vector) => kindOf(vector) === kind);

const run: Record<string, number> = { repayment: 19, disbursement: 2, accrual: 3 };

const notRun: Record<string, readonly [count: number, reason: string]> = {
  'repayment after charge-off': [2, 'a recovery: no command books charge-offs or recoveries yet'],
  'accrual after charge-off': [1, 'a charged-off loan does not accrue here: refused as loan_not_accruing'],
  charge_off: [10, 'no command yet; and Fineract charges off interest that was never accrued'],
  chargeback: [9, 'a return: no command yet; ours restores the buckets, Fineract lends the amount again'],
  goodwill_credit: [4, "the lender's own money: a concession (5400), no command yet"],
  credit_balance_refund: [4, 'a refund of suspense: no command yet'],
  payout_refund: [3, "a merchant's refund as a payment; the same entries as a repayment, which is run"],
  'payout_refund after charge-off': [3, 'reverses the charge-off; ours would be a recovery'],
  'merchant_issued_refund after charge-off': [2, 'reverses the charge-off; ours would be a recovery'],
  charge_waiver: [3, 'fee_waived: no command yet'],
  charge_adjustment: [2, 'fee_waived: no command yet'],
  interest_payment_waiver: [2, 'a concession out of interest income: no command yet'],
  'write_off after charge-off': [1, 'no such event here: the claim stands in memo accounts instead'],
  interest_waiver: [1, 'posts nothing there; no command yet'],
};

describe('no vector goes unread', () => {
  it('every kind of event is run or has a reason, 71 cases in all', () => {
    const counts = new Map<string, number>();
    for (const vector of vectors.cases) {
      const kind = vector.event === 'chargeback' ? 'chargeback' : kindOf(vector);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    const reasons = Object.fromEntries(Object.entries(notRun).map(([kind, [count]]) => [kind, count]));
    expect(Object.fromEntries(counts)).toEqual({ ...run, ...reasons });
    expect(vectors.cases).toHaveLength(71);
    expect(Object.values(run).reduce((sum, count) => sum + count)).toBe(24);
  });

  it('what is undone is undone by the mirror: reversals have no command yet, and theirs are as ours will be', () => {
    const undone = vectors.cases.filter((vector) => 'reversal_entries' in vector);
    expect(undone).toHaveLength(13);
    for (const vector of undone) {
      const mirrored = vector.entries.map(({ role, side, amount }) => ({
        role,
        side: side === 'debit' ? 'credit' : 'debit',
        amount,
      }));
      expect(theirs(vector.reversal_entries ?? []), vector.id).toEqual(theirs(mirrored));
    }
  });
});

describe('a disbursement', () => {
  it.each(of('disbursement'))('$id of $amount_total', (vector) => {
    const book = new InMemoryBook();
    const amount = credited(vector, 'cash_clearing');
    const transfer = book.disburse({ loan: 'L1', amount, by: 'internal_transfer' });
    expect(ours(transfer.entries)).toEqual(theirs(vector.entries));

    const wire = book.disburse({ loan: 'L2', amount, by: 'wire', on: '2026-01-05' });
    const settled = book.settle({ of: wire.event, on: '2026-01-07' });
    expect(ours([...wire.entries, ...settled.entries])).toEqual(theirs(vector.entries));
  });
});

describe('a charge, which Fineract books when it accrues and we when it is assessed', () => {
  it.each(of('accrual').flatMap((vector) => (['other', 'late'] as const).map((type) => ({ ...vector, type }))))(
    '$id of $amount_total as a fee of type $type',
    (vector) => {
      const book = new InMemoryBook();
      book.disburse({ amount: 1n });
      const charged = book.charge({ amount: credited(vector, 'fee_income'), type: vector.type });
      expect(ours(charged.entries)).toEqual(theirs(vector.entries));
    },
  );
});

describe('a repayment', () => {
  /** What a borrower owed who was credited so: as much, and a cent more of principal where nothing was overpaid. */
  const receivables = ['interest', 'fees', 'lateCharges'] as const;
  it.each(
    of('repayment').flatMap((vector) => {
      const receivable = credited(vector, 'interest_fee_receivable') > 0n;
      return (receivable ? receivables : receivables.slice(0, 1)).map((made) => ({ ...vector, made }));
    }),
  )('$id of $amount_total, the receivable made of $made', (vector) => {
    const book = new InMemoryBook();
    const overpaid = credited(vector, 'overpayment_liability');
    const principal = credited(vector, 'loans_receivable') + (overpaid === 0n ? 1n : 0n);
    const receivable = credited(vector, 'interest_fee_receivable');
    book.given('L1', '2026-02-01', { principal, [vector.made]: receivable });

    const paid = book.pay({ amount: BigInt(vector.amount_total), on: '2026-02-04', by: 'ach' });
    expect(ours(paid.entries)).toEqual(theirs(vector.entries));
    expect(paid.answer.loanStatus).toBe(overpaid === 0n ? 'active' : 'paid_off');
    expect(book.fold(book.named('L1').id, day('2026-02-04')).suspense).toBe(overpaid);
  });
});
