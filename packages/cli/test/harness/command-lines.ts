import { contract } from '@tallystick/core/contract';

/** Every operation of the contract as a command. */

const LOAN = '11111111-1111-1111-1111-111111111111';
const BORROWER = '22222222-2222-2222-2222-222222222222';
const OTHER = '33333333-3333-3333-3333-333333333333';
const EVENT = '01980000-0000-7000-8000-000000000001';

const dated = { effective_at: '2026-05-01' };
const usd = { currency: 'USD', ...dated };

/** Each command with everything that it can be given, the operation that it is, and the body that it sends. */
export const COMMANDS: readonly (readonly [line: string, operation: string, body?: object])[] = [
  [
    `disburse ${LOAN} --borrower ${BORROWER} --amount 10000.00 --currency USD --effective 2026-05-01 --method wire --destination acct_7 --program ${OTHER} --withheld-fee 250 --metadata '{"channel":"branch"}'`,
    'disbursements.create',
    {
      loan_id: LOAN,
      borrower_id: BORROWER,
      amount_minor: '1000000',
      ...usd,
      method: 'wire',
      destination_ref: 'acct_7',
      program_id: OTHER,
      withheld_fee_minor: '25000',
      metadata: { channel: 'branch' },
    },
  ],
  [
    `settle disbursement ${EVENT} --effective 2026-05-01 --bank-ref FT1`,
    'disbursements.settle',
    { ...dated, bank_ref: 'FT1' },
  ],
  [
    `pay ${LOAN} --borrower ${BORROWER} --amount 888.49 --currency USD --effective 2026-05-01 --method ach --ref ch_1 --from-receipt ${EVENT} --retry-of ${EVENT} --mode custom --to-fees 5 --to-interest 100.00 --dry-run --explain --metadata '{}'`,
    'payments.create',
    {
      loan_id: LOAN,
      borrower_id: BORROWER,
      amount_minor: '88849',
      ...usd,
      source_method: 'ach',
      external_ref: 'ch_1',
      from_receipt_event_id: EVENT,
      retry_of: EVENT,
      allocation_mode: 'custom',
      custom_allocation: { fees_minor: '500', interest_minor: '10000', principal_minor: '0' },
      dry_run: true,
      explain: true,
      metadata: {},
    },
  ],
  [`settle payment ${EVENT} --effective 2026-05-01`, 'payments.settle', dated],
  [
    `return ${EVENT} --code R01 --effective 2026-05-01 --amount 50.00 --currency USD`,
    'payments.return',
    { return_code: 'R01', ...dated, amount_minor: '5000' },
  ],
  [
    'receive --amount-minor 12000 --currency JPY --effective 2026-05-01 --method other --ref FT2',
    'receipts.create',
    {
      amount_minor: '12000',
      currency: 'JPY',
      ...dated,
      source_method: 'other',
      external_ref: 'FT2',
    },
  ],
  [
    `fee ${LOAN} --borrower ${BORROWER} --amount 25 --currency USD --effective 2026-05-01 --type late --description "May" --metadata '{"n":1}'`,
    'fees.assess',
    {
      loan_id: LOAN,
      borrower_id: BORROWER,
      amount_minor: '2500',
      ...usd,
      fee_type: 'late',
      description: 'May',
      metadata: { n: 1 },
    },
  ],
  [
    `waive ${EVENT} --effective 2026-05-01 --amount-minor 100 --scope all --reason goodwill`,
    'fees.waive',
    { ...dated, amount_minor: '100', scope: 'all', reason: 'goodwill' },
  ],
  [
    'accrue post - --dry-run',
    'accruals.postBatch',
    {
      program_id: OTHER,
      accrual_date: '2026-05-01',
      day_count_convention: 'ACT_365',
      loans: [{ loan_id: LOAN, outstanding_principal_minor: '1000000', interest_minor: '274' }],
      dry_run: true,
    },
  ],
  [`accruals coverage --date 2026-05-01 --program ${OTHER} --known-at 2026-05-02T00:00:00Z`, 'accruals.coverage'],
  [`accruals show ${EVENT}`, 'accruals.get'],
  [
    `loans open ${LOAN} --borrower ${BORROWER} --currency USD --program ${OTHER} --effective 2026-05-01 --principal 9216.51 --interest 1 --fees 2 --late-charges 3 --suspense 4 --metadata '{}'`,
    'loans.open',
    {
      loan_id: LOAN,
      borrower_id: BORROWER,
      program_id: OTHER,
      ...usd,
      opening_balances: {
        principal_minor: '921651',
        interest_minor: '100',
        fees_minor: '200',
        late_charges_minor: '300',
        suspense_minor: '400',
      },
      metadata: {},
    },
  ],
  [`loans show ${LOAN}`, 'loans.get'],
  [`loans balance ${LOAN} --as-of 2026-05-01 --known-at 2026-05-02T00:00:00Z`, 'loans.balance'],
  [
    `loans journal ${LOAN} --from 2026-05-01 --to 2026-05-31 --type accrual --known-at 2026-05-02T00:00:00Z --order desc --limit 7`,
    'loans.journalEntries',
  ],
  [
    `allocate ${LOAN} --effective 2026-05-01 --amount-minor 5000 --mode principal_only`,
    'loans.allocateSuspense',
    { ...dated, amount_minor: '5000', allocation_mode: 'principal_only' },
  ],
  [
    `refund ${LOAN} --amount-minor 5000 --effective 2026-05-01 --method check --ref check_7`,
    'loans.refundSuspense',
    { amount_minor: '5000', ...dated, method: 'check', external_ref: 'check_7' },
  ],
  [
    `nonaccrual ${LOAN} off --effective 2026-05-01 --reason "brought current"`,
    'loans.setNonaccrual',
    { nonaccrual: false, ...dated, reason: 'brought current' },
  ],
  [
    `chargeoff ${LOAN} --effective 2026-05-01 --reason past_due_120 --principal-minor 100 --interest-minor 50 --fees-minor 7 --yes`,
    'chargeoffs.create',
    {
      loan_id: LOAN,
      ...dated,
      reason_code: 'past_due_120',
      amounts: { principal_minor: '100', interest_minor: '50', fees_minor: '7' },
    },
  ],
  [
    `recover ${LOAN} --amount 300 --currency USD --effective 2026-05-01 --method wire --ref agency_7 --collection-cost 75`,
    'recoveries.create',
    {
      loan_id: LOAN,
      amount_minor: '30000',
      ...usd,
      source_method: 'wire',
      external_ref: 'agency_7',
      collection_cost_minor: '7500',
    },
  ],
  [
    `refinance ${LOAN} --into ${OTHER} --borrower ${BORROWER} --currency USD --effective 2026-05-01 --cash-out 2000 --withheld-fee 20 --method wire --program ${OTHER} --yes`,
    'refinances.create',
    {
      old_loan_id: LOAN,
      new_loan_id: OTHER,
      borrower_id: BORROWER,
      ...usd,
      cash_out_minor: '200000',
      withheld_fee_minor: '2000',
      method: 'wire',
      program_id: OTHER,
    },
  ],
  [
    `restructure ${LOAN} --effective 2026-05-01 --capitalize-interest-minor 1 --capitalize-fees-minor 2 --forgive-principal-minor 3 --forgive-interest-minor 4 --waive-fees-minor 5 --terms '{"rate":"9.5"}' --approval committee_41 --yes`,
    'restructures.create',
    {
      loan_id: LOAN,
      ...dated,
      capitalize_interest_minor: '1',
      capitalize_fees_minor: '2',
      forgive_principal_minor: '3',
      forgive_interest_minor: '4',
      waive_fees_minor: '5',
      terms: { rate: '9.5' },
      approval_ref: 'committee_41',
    },
  ],
  [
    `reverse ${EVENT} --reason wrong_loan --effective 2026-05-01 --cascade --loan ${LOAN} --loan ${OTHER} --yes`,
    'reversals.create',
    { journal_entry_id: EVENT, reason_code: 'wrong_loan', ...dated, cascade: true, loan_ids: [LOAN, OTHER] },
  ],
  [
    `adjust --debit 4200=5.00 --credit 1300=2.00 --credit 1310=3@${OTHER} --loan ${LOAN} --layer PENDING --currency USD --effective 2026-05-01 --reason rounding --description "by the migration"`,
    'adjustments.create',
    {
      lines: [
        { account_code: '4200', direction: 'DR', amount_minor: '500', loan_id: LOAN, layer: 'PENDING' },
        { account_code: '1300', direction: 'CR', amount_minor: '200', loan_id: LOAN, layer: 'PENDING' },
        { account_code: '1310', direction: 'CR', amount_minor: '300', loan_id: OTHER, layer: 'PENDING' },
      ],
      ...usd,
      reason_code: 'rounding',
      description: 'by the migration',
    },
  ],
  [`adjustments show ${EVENT}`, 'adjustments.get'],
  [`adjustments list --status approved --loan ${LOAN} --limit 7`, 'adjustments.list'],
  [`approve ${EVENT} --comment agreed --yes`, 'adjustments.approve', { comment: 'agreed' }],
  [`reject ${EVENT} --reason "a duplicate"`, 'adjustments.reject', { reason: 'a duplicate' }],
  [`programs put ${OTHER} -`, 'programs.put', { name: 'Standard', currency: 'USD' }],
  [`programs get ${OTHER} --at-version 2`, 'programs.get'],
  ['programs list', 'programs.list'],
  ['accounts list', 'accounts.list'],
  ['accounts map 1100 14-2000', 'accounts.map', { gl_code: '14-2000' }],
  [`journal show ${EVENT}`, 'journalEntries.get'],
  [
    'journal list --from 2026-05-01 --to 2026-05-31 --type refund --posted-after 2026-05-02T00:00:00Z --known-at 2026-05-03T00:00:00Z --order asc --limit 1000',
    'journalEntries.list',
  ],
  [
    `trial-balance --as-of 2026-05-31 --program ${OTHER} --currency USD --known-at 2026-06-01T00:00:00Z`,
    'books.trialBalance',
  ],
  ['tie-out --currency USD', 'books.tieOut'],
  [`roll-forward --month 2026-05 --currency USD --program ${OTHER}`, 'books.rollForward'],
  ['close 2026-05-31 --yes', 'books.closePeriod', { through_date: '2026-05-31' }],
  ['periods --limit 3', 'books.periods'],
  [
    `events list --after 7 --kind payment --loan ${LOAN} --key payment:1:2 --subject ${EVENT} --method card --ref ch_1`,
    'events.list',
  ],
  [`events show ${EVENT}`, 'events.get'],
];

/** An operation as the contract describes it: its route, and the check of what is sent to it. */
export function operationOf(name: string) {
  const [noun = '', verb = ''] = name.split('.');
  const { route, inputSchema, outputSchema } = (
    contract as unknown as Readonly<Record<string, Readonly<Record<string, Described>>>>
  )[noun]![verb]!['~orpc'];
  return { method: route.method, path: route.path, inputSchema, outputSchema };
}

interface Described {
  readonly '~orpc': {
    readonly route: { readonly method: string; readonly path: string };
    readonly inputSchema: { parse(input: unknown): unknown };
    readonly outputSchema: object;
  };
}
