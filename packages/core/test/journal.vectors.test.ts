/**
 * Double entries that another system expects (Apache Fineract's feature tests; sources in `vectors/journal.json`), by
 * the role of an account. Ours are compared after netting per role: we book a receipt and its allocation as two
 * entries through suspense, Fineract books one from the clearing account.
 */
import { describe, expect, it } from 'vitest';
import { ACCOUNTS, type AccountRole } from '../src/ledger/account.ts';
import type { JournalEntry } from '../src/ledger/entry.ts';
import { reversal } from './corrections.ts';
import { day, InMemoryBook, PROGRAM } from './in-memory-book.ts';
import { chargeoff, recovery, restructure, waiver } from './losses.ts';
import { bankReturn, refund } from './money-in.ts';
import vectors from './vectors/journal.json' with { type: 'json' };

type Case = (typeof vectors.cases)[number];
interface Entry {
  readonly role: string;
  readonly side: string;
  readonly amount: string;
}

type Roles = Partial<Record<AccountRole, string>>;

/** Our roles as the file's: it has one receivable for interest, fees and penalties, and one income for both fees. */
const ROLE: Roles = {
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

/** What income is given up for has a role for each event there; we have one account for interest and one for fees. */
const CHARGE_OFF: Roles = {
  chargeoff_expense: 'charge_off_expense',
  fraud_loss: 'charge_off_expense_fraud',
  interest_reversed: 'interest_income_charge_off',
  fees_waived: 'fee_income_charge_off',
  recovery_income: 'recovery_income',
};
const WAIVER: Roles = { fees_waived: 'write_off_expense' };
const CHARGE_ADJUSTMENT: Roles = { fees_waived: 'fee_income' };
const GOODWILL: Roles = {
  concessions: 'goodwill_expense',
  interest_reversed: 'goodwill_interest_offset',
  fees_waived: 'goodwill_fee_offset',
};

/** What moved per role of the file: debits above zero, credits below; a role that nets to zero is left out. */
function net(movements: readonly (readonly [role: string, amount: bigint])[]) {
  const sums = new Map<string, bigint>();
  for (const [role, amount] of movements) sums.set(role, (sums.get(role) ?? 0n) + amount);
  return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0n).sort());
}
const theirs = (entries: readonly Entry[]) =>
  net(entries.map(({ role, side, amount }) => [role, side === 'debit' ? BigInt(amount) : -BigInt(amount)]));
/** Memo accounts are left out: they balance among themselves, and Fineract has none. */
const ours = (entries: readonly JournalEntry[], roles: Roles = {}) => {
  const roleOf = new Map(
    Object.entries({ ...ROLE, ...roles }).map(([role, theirs]) => [
      ACCOUNTS[role as AccountRole].code as number,
      theirs,
    ]),
  );
  return net(
    entries
      .flatMap(({ postings }) => postings)
      .filter(({ debit, credit }) => debit < 9000 || credit < 9000)
      .flatMap(({ debit, credit, amount }) => [
        [roleOf.get(debit) ?? `account ${debit}`, amount],
        [roleOf.get(credit) ?? `account ${credit}`, -amount],
      ]),
  );
};
const total = (entries: readonly Entry[]) => entries.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
const credited = (vector: Case, role: string) =>
  total(vector.entries.filter((entry) => entry.role === role && entry.side === 'credit'));
const debited = (vector: Case, role: string) =>
  total(vector.entries.filter((entry) => entry.role === role && entry.side === 'debit'));

/** The one waiver that was booked after a charge-off and dated before it. */
const DATED_BACK = 'je-131';

/** An event of the file, and what about the loan before it makes it another event here. */
function kindOf(vector: Case): string {
  const { event, id, loan_charged_off_before: after } = vector;
  if (id === DATED_BACK) return 'charge_waiver dated before a charge-off';
  if (
    event === 'credit_balance_refund' &&
    credited(vector, 'cash_clearing') > debited(vector, 'overpayment_liability')
  ) {
    return 'credit_balance_refund above the balance';
  }
  if (event === 'goodwill_credit' && credited(vector, 'overpayment_liability') > 0n) return 'goodwill_credit overpaid';
  return after ? `${event} after charge-off` : event;
}
const of = (kind: string) => vectors.cases.filter((vector) => kindOf(vector) === kind);

const run: Record<string, number> = {
  repayment: 19,
  disbursement: 2,
  accrual: 3,
  charge_off: 10,
  'repayment after charge-off': 2,
  charge_waiver: 2,
  charge_adjustment: 2,
  goodwill_credit: 2,
  chargeback: 8,
  'chargeback after charge-off': 1,
  credit_balance_refund: 1,
};

const notRun: Record<string, readonly [count: number, reason: string]> = {
  'accrual after charge-off': [1, 'a charged-off loan does not accrue here: refused as loan_not_accruing'],
  'goodwill_credit overpaid': [2, 'forgives more than is owed: refused here as restructure_exceeds_owed'],
  'credit_balance_refund above the balance': [3, 'lends what is above it: refused here as insufficient_suspense'],
  payout_refund: [3, "a merchant's refund as a payment; the same entries as a repayment, which is run"],
  'payout_refund after charge-off': [3, 'reverses the charge-off; ours would be a recovery'],
  'merchant_issued_refund after charge-off': [2, 'reverses the charge-off; ours would be a recovery'],
  'charge_waiver dated before a charge-off': [
    1,
    'restates the charge-off; ours lowers the claim, by memo entries alone: what was reported is not restated',
  ],
  interest_payment_waiver: [2, 'forgives all buckets out of interest income; ours gives each up on its own account'],
  'write_off after charge-off': [1, 'no such event here: the claim stands in memo accounts instead'],
  interest_waiver: [1, 'posts nothing there, because interest is not accrued; ours forgives what is accrued'],
};

describe('no vector goes unread', () => {
  it('every kind of event is run or has a reason, 71 cases in all', () => {
    const counts = new Map<string, number>();
    for (const vector of vectors.cases) {
      counts.set(kindOf(vector), (counts.get(kindOf(vector)) ?? 0) + 1);
    }
    const reasons = Object.fromEntries(Object.entries(notRun).map(([kind, [count]]) => [kind, count]));
    expect(Object.fromEntries(counts)).toEqual({ ...run, ...reasons });
    expect(vectors.cases).toHaveLength(71);
    expect(Object.values(run).reduce((sum, count) => sum + count)).toBe(52);
  });

  it('what is undone is undone by the mirror, of the vectors that are not run too', () => {
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

/** Undoes entries, the latest first, and expects what the file says of it, if it says anything. */
function expectUndone(book: InMemoryBook, entries: readonly JournalEntry[], vector: Case, roles: Roles = {}): void {
  if (!('reversal_entries' in vector)) return;
  const reversals = entries.toReversed().flatMap((entry) => book.post(reversal(entry)).entries);
  expect(ours(reversals, roles)).toEqual(theirs(vector.reversal_entries ?? []));
}

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
    expectUndone(book, paid.entries, vector);
  });
});

/** A program that takes losses to expense at once, as Fineract does. */
const direct = () => new InMemoryBook({ ...PROGRAM, lossAccounting: 'direct_expense' });

describe('a charge-off', () => {
  it.each(of('charge_off'))('$id of $amount_total', (vector) => {
    const book = direct();
    const principal = credited(vector, 'loans_receivable');
    const interest = debited(vector, 'interest_income_charge_off');
    const fees = debited(vector, 'fee_income_charge_off');
    book.given('L1', '2026-02-01', { principal, interest, lateCharges: fees / 2n, fees: fees - fees / 2n });

    const fraud = debited(vector, 'charge_off_expense_fraud') > 0n;
    const lost = book.post(chargeoff({ on: '2026-02-04', reason: fraud ? 'fraud' : 'past_due_120' }));
    expect(ours(lost.entries, CHARGE_OFF)).toEqual(theirs(vector.entries));
    expect(lost.answer).toMatchObject({ loanStatus: 'charged_off', claims: { principal, interest, fees } });
    expectUndone(book, lost.entries, vector, CHARGE_OFF);
  });

  const lostLoan = (principal: bigint) => {
    const book = direct();
    book.given('L1', '2026-02-01', { principal });
    book.post(chargeoff({ on: '2026-02-02' }));
    return book;
  };
  it.each(
    of('repayment after charge-off').flatMap((vector) =>
      (['payment', 'recovery'] as const).map((as) => ({ ...vector, as })),
    ),
  )('and a repayment after it, $id of $amount_total as a $as', ({ as, ...vector }) => {
    const book = lostLoan(credited(vector, 'recovery_income'));
    const amount = BigInt(vector.amount_total);
    const { entries } =
      as === 'payment'
        ? book.pay({ amount, on: '2026-02-04', by: 'ach' })
        : book.post(recovery({ amount, on: '2026-02-04', by: 'ach' }));
    expect(ours(entries, CHARGE_OFF)).toEqual(theirs(vector.entries));
    expect(book.named('L1').balances.suspense).toBe(credited(vector, 'overpayment_liability'));
    expectUndone(book, entries, vector, CHARGE_OFF);
  });
});

describe('what is given up', () => {
  const charged = (amount: bigint, type: 'late' | 'other') => {
    const book = new InMemoryBook();
    book.disburse({ amount: 1n, on: '2026-02-01' });
    return { book, charge: book.charge({ amount, type, on: '2026-02-01' }).event };
  };
  const types = ['late', 'other'] as const;

  it.each(of('charge_waiver').flatMap((vector) => types.map((type) => ({ ...vector, type }))))(
    'of a charge, $id of $amount_total, of type $type',
    ({ type, ...vector }) => {
      const { book, charge } = charged(credited(vector, 'interest_fee_receivable'), type);
      const waived = book.post(waiver({ fee: charge, on: '2026-02-04' }));
      expect(ours(waived.entries, WAIVER)).toEqual(theirs(vector.entries));
      expectUndone(book, waived.entries, vector, WAIVER);
    },
  );

  it.each(of('charge_adjustment').flatMap((vector) => types.map((type) => ({ ...vector, type }))))(
    'of a charge that turned out too high, $id of $amount_total, of type $type: we debit the contra of its income',
    ({ type, ...vector }) => {
      const amount = credited(vector, 'interest_fee_receivable');
      const { book, charge } = charged(amount + 1n, type);
      const waived = book.post(waiver({ fee: charge, amount, on: '2026-02-04' }));
      expect(ours(waived.entries, CHARGE_ADJUSTMENT)).toEqual(theirs(vector.entries));
      expectUndone(book, waived.entries, vector, CHARGE_ADJUSTMENT);
    },
  );

  it.each(of('goodwill_credit'))('of everything owed, out of goodwill, $id of $amount_total', (vector) => {
    const book = direct();
    const owed = {
      principal: debited(vector, 'goodwill_expense'),
      interest: debited(vector, 'goodwill_interest_offset'),
      fees: debited(vector, 'goodwill_fee_offset'),
    };
    book.given('L1', '2026-02-01', owed);
    const forgiven = { forgivePrincipal: owed.principal, forgiveInterest: owed.interest, waiveFees: owed.fees };
    const relieved = book.post(restructure({ on: '2026-02-04', ...forgiven }));
    expect(ours(relieved.entries, GOODWILL)).toEqual(theirs(vector.entries));
    expect(relieved.answer.loanStatus).toBe('paid_off');
    expectUndone(book, relieved.entries, vector, GOODWILL);
  });
});

describe('what goes back', () => {
  /** A loan that was paid so much that a chargeback of the payment debits what the file says. */
  const paidLoan = (principal: bigint, overpaid: bigint) => {
    const book = direct();
    const rest = overpaid === 0n || principal === 0n ? 1n : 0n;
    book.given('L1', '2026-02-01', { principal: principal + rest });
    if (principal === 0n) book.pay({ amount: 1n, on: '2026-02-02' });
    const { event } = book.pay({ amount: principal + overpaid, on: '2026-02-03', by: 'card' });
    return { book, event };
  };

  it.each(of('chargeback'))('a chargeback, $id of $amount_total', (vector) => {
    const principal = debited(vector, 'loans_receivable');
    const { book, event } = paidLoan(principal, debited(vector, 'overpayment_liability'));
    const returned = book.post(bankReturn({ of: event, on: '2026-02-04' }));
    expect(ours(returned.entries)).toEqual(theirs(vector.entries));
    expect(returned.answer.loanStatus).toBe(principal > 0n ? 'active' : 'paid_off');
  });

  it.each(of('chargeback after charge-off'))('$id of $amount_total: restored, and charged off at once', (vector) => {
    const { book, event } = paidLoan(BigInt(vector.amount_total), 0n);
    book.post(chargeoff({ on: '2026-02-04' }));
    const returned = book.post(bankReturn({ of: event, on: '2026-02-05' }));
    expect(ours(returned.entries, CHARGE_OFF)).toEqual(theirs(vector.entries));
  });

  it.each(of('credit_balance_refund'))('a refund, $id of $amount_total', (vector) => {
    const amount = BigInt(vector.amount_total);
    const { book } = paidLoan(1n, amount);
    const refunded = book.post(refund({ amount, on: '2026-03-01' }));
    expect(ours(refunded.entries)).toEqual(theirs(vector.entries));
    expect(book.refusal(refund({ amount: 1n, on: '2026-03-02' })).refused).toBe('insufficient_suspense');
  });
});
