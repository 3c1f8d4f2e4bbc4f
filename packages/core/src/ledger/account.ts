/**
 * An account collects what happened to one kind of asset, liability, income or claim. Code posts by role and a lender's
 * general ledger is fed by code, so both are written here, once, in the order of a balance sheet.
 */

/** Whether an amount stands on the left (debit) or on the right (credit) of an account. */
export type Direction = 'DR' | 'CR';

/** What an account is on the balance sheet or in the income statement. Memo accounts stand outside both. */
export type AccountClass =
  | 'asset'
  | 'contra_asset'
  | 'liability'
  | 'equity'
  | 'income'
  | 'contra_income'
  | 'expense'
  | 'memo';

/** One row of the chart: `normal` is the side on which the account's balance usually stands. */
export interface Account {
  readonly code: number;
  readonly role: string;
  readonly name: string;
  readonly class: AccountClass;
  readonly normal: Direction;
}

/** The default chart of accounts, by role. */
export const ACCOUNTS = {
  cash_bank: { code: 1000, role: 'cash_bank', name: 'Cash at bank', class: 'asset', normal: 'DR' },
  payments_in_transit: {
    code: 1050,
    role: 'payments_in_transit',
    name: 'Payments in transit',
    class: 'asset',
    normal: 'DR',
  },
  loan_principal: { code: 1100, role: 'loan_principal', name: 'Loan principal', class: 'asset', normal: 'DR' },
  interest_receivable: {
    code: 1200,
    role: 'interest_receivable',
    name: 'Interest receivable',
    class: 'asset',
    normal: 'DR',
  },
  fees_receivable: { code: 1300, role: 'fees_receivable', name: 'Fees receivable', class: 'asset', normal: 'DR' },
  late_charges_receivable: {
    code: 1310,
    role: 'late_charges_receivable',
    name: 'Late charges receivable',
    class: 'asset',
    normal: 'DR',
  },
  allowance: {
    code: 1900,
    role: 'allowance',
    name: 'Allowance for credit losses',
    class: 'contra_asset',
    normal: 'CR',
  },
  disbursements_in_transit: {
    code: 2100,
    role: 'disbursements_in_transit',
    name: 'Disbursements in transit',
    class: 'liability',
    normal: 'CR',
  },
  unapplied_payments: {
    code: 2200,
    role: 'unapplied_payments',
    name: 'Unapplied payments (suspense)',
    class: 'liability',
    normal: 'CR',
  },
  unidentified_receipts: {
    code: 2210,
    role: 'unidentified_receipts',
    name: 'Unidentified receipts',
    class: 'liability',
    normal: 'CR',
  },
  refunds_payable: { code: 2220, role: 'refunds_payable', name: 'Refunds payable', class: 'liability', normal: 'CR' },
  deferred_origination_fees: {
    code: 2300,
    role: 'deferred_origination_fees',
    name: 'Deferred origination fees',
    class: 'liability',
    normal: 'CR',
  },
  transfer_clearing: {
    code: 2900,
    role: 'transfer_clearing',
    name: 'Transfer clearing',
    class: 'liability',
    normal: 'CR',
  },
  opening_balances: {
    code: 3000,
    role: 'opening_balances',
    name: 'Opening balances and capital',
    class: 'equity',
    normal: 'CR',
  },
  interest_income: { code: 4100, role: 'interest_income', name: 'Interest income', class: 'income', normal: 'CR' },
  interest_reversed: {
    code: 4190,
    role: 'interest_reversed',
    name: 'Interest income reversed',
    class: 'contra_income',
    normal: 'DR',
  },
  fee_income: { code: 4200, role: 'fee_income', name: 'Fee income', class: 'income', normal: 'CR' },
  late_charge_income: {
    code: 4210,
    role: 'late_charge_income',
    name: 'Late-charge income',
    class: 'income',
    normal: 'CR',
  },
  fees_waived: {
    code: 4290,
    role: 'fees_waived',
    name: 'Fees waived or reversed',
    class: 'contra_income',
    normal: 'DR',
  },
  recovery_income: { code: 4300, role: 'recovery_income', name: 'Recovery income', class: 'income', normal: 'CR' },
  provision: { code: 5100, role: 'provision', name: 'Provision for credit losses', class: 'expense', normal: 'DR' },
  chargeoff_expense: {
    code: 5200,
    role: 'chargeoff_expense',
    name: 'Charge-off expense',
    class: 'expense',
    normal: 'DR',
  },
  fraud_loss: { code: 5300, role: 'fraud_loss', name: 'Fraud loss', class: 'expense', normal: 'DR' },
  concessions: { code: 5400, role: 'concessions', name: 'Concessions', class: 'expense', normal: 'DR' },
  collection_cost: {
    code: 5500,
    role: 'collection_cost',
    name: 'Collection and processing cost',
    class: 'expense',
    normal: 'DR',
  },
  small_balance_writeoff: {
    code: 5900,
    role: 'small_balance_writeoff',
    name: 'Small-balance write-off',
    class: 'expense',
    normal: 'DR',
  },
  memo_claim_principal: {
    code: 9100,
    role: 'memo_claim_principal',
    name: 'Memo: charged-off principal',
    class: 'memo',
    normal: 'DR',
  },
  memo_claim_interest: {
    code: 9200,
    role: 'memo_claim_interest',
    name: 'Memo: charged-off interest',
    class: 'memo',
    normal: 'DR',
  },
  memo_claim_fees: { code: 9300, role: 'memo_claim_fees', name: 'Memo: charged-off fees', class: 'memo', normal: 'DR' },
  memo_nonaccrual_interest: {
    code: 9400,
    role: 'memo_nonaccrual_interest',
    name: 'Memo: non-accrual interest',
    class: 'memo',
    normal: 'DR',
  },
  memo_commitment: {
    code: 9600,
    role: 'memo_commitment',
    name: 'Memo: undrawn commitment',
    class: 'memo',
    normal: 'DR',
  },
  memo_contra: { code: 9900, role: 'memo_contra', name: 'Memo: contra', class: 'memo', normal: 'CR' },
} as const satisfies Record<string, Account>;

/** What an account is for, such as 'loan_principal'. */
export type AccountRole = keyof typeof ACCOUNTS;

/** The code of an account of the chart, such as 1100. */
export type AccountCode = (typeof ACCOUNTS)[AccountRole]['code'];

/** The default chart of accounts, in code order. */
export const CHART: readonly Account[] = Object.values(ACCOUNTS);

const byCode: ReadonlyMap<number, Account> = new Map(CHART.map((account) => [account.code, account]));

/** The account of a code, or undefined when the chart has none. */
export const accountOf = (code: number): Account | undefined => byCode.get(code);
