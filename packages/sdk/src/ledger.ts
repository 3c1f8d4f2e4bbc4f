import type { Posted } from './answer.ts';
import type { PostOptions } from './calls.ts';
import type {
  BalanceOptions,
  CoverageFilters,
  EventFilters,
  JournalFilters,
  LedgerFilters,
  LinePage,
  ListOptions,
  ProgramOptions,
  RollForwardOptions,
  TieOutOptions,
  TrialBalanceOptions,
} from './filters.ts';
import type { CallOptions } from './link.ts';
import type { Listing } from './listing.ts';
import type * as Shape from './shapes.ts';

/**
 * A ledger, seen from its tenant. Amounts go out as bigint or strings of minor units, and come back as strings.
 *
 * Each call throws `ProblemError` when the ledger refuses, `UnreachableError` when it cannot be reached, and, where it
 * posts, `OutcomeUnknownError` when nobody knows whether it was booked.
 */
export interface Ledger extends MoneyMoved, LoansChanged, BooksKept {
  /** Whether the server runs, and whether it can work. Neither needs a token. */
  readonly health: {
    live(options?: CallOptions): Promise<Shape.Live>;
    /** Throws the problem `unavailable` when it cannot. */
    ready(options?: CallOptions): Promise<Shape.Ready>;
  };
}

/** Money out and in, and what is charged. */
export interface MoneyMoved {
  /** Money out. */
  readonly disbursements: {
    /** Records a draw; the first draw of an unknown loan opens the loan. */
    create(body: Shape.DisbursementRequest, options: PostOptions): Promise<Posted<Shape.Disbursement>>;
    /** Records that the money of a disbursement, or the cash-out of a refinance, left the bank. */
    settle(
      disbursementEventId: string,
      body: Shape.SettlementRequest,
      options: PostOptions,
    ): Promise<Posted<Shape.Settlement>>;
  };
  /** Money in. */
  readonly payments: {
    /** Records a payment and applies it by the program's waterfall, or as instructed. */
    create(body: Shape.PaymentRequest, options: PostOptions): Promise<Posted<Shape.Payment>>;
    /** Records that the money of a payment, or of an unidentified receipt, reached the bank. */
    settle(
      paymentEventId: string,
      body: Shape.SettlementRequest,
      options: PostOptions,
    ): Promise<Posted<Shape.PaymentSettlement>>;
    /** Records that the bank took a payment back: each bucket gets exactly what the payment had paid of it. */
    return(paymentEventId: string, body: Shape.ReturnRequest, options: PostOptions): Promise<Posted<Shape.Return>>;
  };
  /** Money whose payer or loan is not known. */
  readonly receipts: {
    /** Records it; a payment with `from_receipt_event_id` takes it from there once the loan is known. */
    create(body: Shape.ReceiptRequest, options: PostOptions): Promise<Posted<Shape.Receipt>>;
  };
  /** Fees. */
  readonly fees: {
    /** Charges a fee to a loan. */
    assess(body: Shape.FeeRequest, options: PostOptions): Promise<Posted<Shape.Fee>>;
    /** Gives a fee up, whole or in part; what was paid of it goes back into suspense. */
    waive(feeEventId: string, body: Shape.WaiverRequest, options: PostOptions): Promise<Posted<Shape.Waiver>>;
  };
  /** Interest. */
  readonly accruals: {
    /** Books one day's interest of 1 to 100,000 loans, all or nothing. */
    postBatch(body: Shape.AccrualBatchRequest, options: PostOptions): Promise<Posted<Shape.AccrualBatch>>;
    /** The active loans with principal that have no accrual for a date. */
    coverage(filters: CoverageFilters): Listing<Shape.UncoveredLoan, Shape.AccrualCoverage>;
    /** The receipt of a batch: its counts and totals, and what was reversed of it. */
    get(accrualEventId: string, options?: CallOptions): Promise<Shape.AccrualReceipt>;
  };
}

/** What happens to a loan as such. */
export interface LoansChanged {
  /** What a loan owes, how it came to, and what is done with its suspense and its income. */
  readonly loans: {
    /** Registers a loan before its first draw, or brings one in with its balances. */
    open(body: Shape.LoanRequest, options: PostOptions): Promise<Posted<Shape.OpenedLoan>>;
    /** Whose loan it is, under which program, and where it stands. */
    get(loanId: string, options?: CallOptions): Promise<Shape.Loan>;
    /** What the loan owes: now, on a past day, or as it was known at an instant. */
    balance(loanId: string, options?: BalanceOptions): Promise<Shape.Balance>;
    /** The entries that have lines of the loan, as a list to walk: `for await (const entry of …)`. */
    journalEntries(loanId: string, filters?: JournalFilters): Listing<Shape.JournalEntry, Shape.JournalPage>;
    /** Applies money that waits in suspense, oldest first. */
    allocateSuspense(
      loanId: string,
      body: Shape.AllocationRequest,
      options: PostOptions,
    ): Promise<Posted<Shape.SuspenseAllocation>>;
    /** Pays suspense back to the borrower, as far as it is past its hold. */
    refundSuspense(loanId: string, body: Shape.RefundRequest, options: PostOptions): Promise<Posted<Shape.Refund>>;
    /** Takes the interest of a loan out of income, or lets it in again. */
    setNonaccrual(
      loanId: string,
      body: Shape.NonaccrualRequest,
      options: PostOptions,
    ): Promise<Posted<Shape.Nonaccrual>>;
  };
  /** Losses. */
  readonly chargeoffs: {
    /** Takes a loan off the books, whole or in part, and keeps the claim. */
    create(body: Shape.ChargeoffRequest, options: PostOptions): Promise<Posted<Shape.Chargeoff>>;
  };
  /** Money on claims that were charged off. */
  readonly recoveries: {
    /** Records money collected on a claim; what is above the claim is suspense. */
    create(body: Shape.RecoveryRequest, options: PostOptions): Promise<Posted<Shape.Recovery>>;
  };
  /** Loans that pay off others. */
  readonly refinances: {
    /** Opens a loan that pays off another, in one entry. `disbursements.settle` confirms its cash-out. */
    create(body: Shape.RefinanceRequest, options: PostOptions): Promise<Posted<Shape.Refinance>>;
  };
  /** Loans that go on under other terms. */
  readonly restructures: {
    /** Capitalises, forgives and waives, and keeps the new terms. */
    create(body: Shape.RestructureRequest, options: PostOptions): Promise<Posted<Shape.Restructure>>;
  };
  /** Mistakes undone. */
  readonly reversals: {
    /** Books the mirror of an entry, on its own date. */
    create(body: Shape.ReversalRequest, options: PostOptions): Promise<Posted<Shape.Reversal>>;
  };
  /** Entries that no typed event says. */
  readonly adjustments: {
    /** Books free lines, or proposes them where the program demands two people. */
    create(body: Shape.AdjustmentRequest, options: PostOptions): Promise<Posted<Shape.Adjustment>>;
    /** What an adjustment would book, and what became of it. */
    get(adjustmentEventId: string, options?: CallOptions): Promise<Shape.AdjustmentRecord>;
    /** Books an adjustment that waits. Never by the one who asked for it. */
    approve(
      adjustmentEventId: string,
      body: Shape.ApprovalRequest,
      options: PostOptions,
    ): Promise<Posted<Shape.Approval>>;
    /** Ends an adjustment that waits. Never by the one who asked for it. */
    reject(
      adjustmentEventId: string,
      body: Shape.RejectionRequest,
      options: PostOptions,
    ): Promise<Posted<Shape.Rejection>>;
  };
}

/** The terms and the books of the tenant. */
export interface BooksKept {
  /** The terms under which loans are kept. */
  readonly programs: {
    /** Writes the terms of a program: a new version when they differ. Takes no key; a second time changes nothing. */
    put(programId: string, body: Shape.ProgramRequest, options?: CallOptions): Promise<Shape.Program>;
    /** The terms in force, or those of an earlier version. */
    get(programId: string, options?: ProgramOptions): Promise<Shape.Program>;
    /** Every program, oldest first. */
    list(options?: ListOptions): Listing<Shape.Program, Shape.ProgramPage>;
  };
  /** The chart of accounts. */
  readonly accounts: {
    /** Every account, in the order of their codes. */
    list(options?: CallOptions): Listing<Shape.Account, Shape.Chart>;
    /** Keeps the number that the lender's own general ledger gives an account. Takes no key. */
    map(accountCode: string, body: Shape.AccountMapping, options?: CallOptions): Promise<Shape.Account>;
  };
  /** The journal of the tenant. */
  readonly journalEntries: {
    /** One entry and a page of its lines. */
    get(journalEntryId: string, options?: LinePage): Promise<Shape.EntryWithLines>;
    /** All lines of one entry, however many an accrual batch has, as a list to walk. */
    lines(journalEntryId: string, options?: ListOptions): Listing<Shape.JournalLine>;
    /** The entries of all loans, as a list to walk. */
    list(filters?: LedgerFilters): Listing<Shape.LedgerEntry, Shape.LedgerPage>;
  };
  /** The books as a whole. */
  readonly books: {
    /** Debits, credits and balance of every account, by accounting date. */
    trialBalance(options?: TrialBalanceOptions): Promise<Shape.TrialBalance>;
    /** Closes every accounting date through one, for good. */
    closePeriod(body: Shape.PeriodCloseRequest, options: PostOptions): Promise<Posted<Shape.ClosedPeriod>>;
    /** The closes, oldest first. */
    periods(options?: ListOptions): Listing<Shape.Period, Shape.PeriodPage>;
    /** Every control account by its lines and by the loans: they are the same. */
    tieOut(options?: TieOutOptions): Promise<Shape.TieOut>;
    /** How each bucket of all loans moved in a month. */
    rollForward(options: RollForwardOptions): Promise<Shape.RollForward>;
  };
  /** Everything that happened, in the order of commit. */
  readonly events: {
    /**
     * The feed, as a list to walk: `for await (const event of ledger.events.list({ after }))`. It ends at the last
     * event that is committed; keep the position of the last one worked off, and begin there the next time.
     */
    list(filters?: EventFilters): Listing<Shape.LedgerEvent, Shape.EventPage>;
  };
}
