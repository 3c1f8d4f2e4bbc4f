import type { Posted } from './answer.ts';
import type { CallOptions } from './link.ts';
import type { Listing } from './listing.ts';
import type {
  AccrualBatch,
  AccrualBatchRequest,
  Balance,
  Disbursement,
  DisbursementRequest,
  EventType,
  Fee,
  FeeRequest,
  JournalEntry,
  JournalPage,
  Live,
  Payment,
  PaymentRequest,
  Ready,
  Settlement,
  SettlementRequest,
} from './shapes.ts';

/** What a post needs beside its body. */
export interface PostOptions extends CallOptions {
  /**
   * The key under which the post is booked once, however often it is sent; see `idempotencyKey`. Derive it from the
   * event: a random key protects against nothing once the process that made it is gone.
   */
  readonly idempotencyKey: string;
}

/** Which balance to read. */
export interface BalanceOptions extends CallOptions {
  /** The effective day at whose end the balance is asked for, YYYY-MM-DD. Default: everything posted. */
  readonly asOf?: string | undefined;
  /** Count only what was posted by this instant, RFC 3339 in UTC. */
  readonly knownAt?: string | undefined;
}

/** Which entries of a loan to list. */
export interface JournalFilters extends CallOptions {
  /** The first effective date, YYYY-MM-DD. */
  readonly from?: string | undefined;
  /** The last effective date, YYYY-MM-DD. */
  readonly to?: string | undefined;
  readonly eventType?: EventType | undefined;
  /** Oldest posted first, or newest first. Default: oldest. */
  readonly order?: 'asc' | 'desc' | undefined;
  /** How many entries to fetch at a time, 1 to 500. Default: 50. */
  readonly pageSize?: number | undefined;
}

/**
 * A ledger, seen from its tenant. Amounts go out as bigint or strings of minor units, and come back as strings.
 *
 * Each call throws `ProblemError` when the ledger refuses, `UnreachableError` when it cannot be reached, and, where it
 * posts, `OutcomeUnknownError` when nobody knows whether it was booked.
 */
export interface Ledger {
  /** Money out. */
  readonly disbursements: {
    /** Records a draw; the first draw of an unknown loan opens the loan. */
    create(body: DisbursementRequest, options: PostOptions): Promise<Posted<Disbursement>>;
    /** Records that the money of a disbursement left the bank. */
    settle(disbursementEventId: string, body: SettlementRequest, options: PostOptions): Promise<Posted<Settlement>>;
  };
  /** Money in. */
  readonly payments: {
    /** Records a payment and applies it by the program's waterfall, or as instructed. */
    create(body: PaymentRequest, options: PostOptions): Promise<Posted<Payment>>;
  };
  /** Fees. */
  readonly fees: {
    /** Charges a fee to a loan. */
    assess(body: FeeRequest, options: PostOptions): Promise<Posted<Fee>>;
  };
  /** Interest. */
  readonly accruals: {
    /** Books one day's interest of 1 to 100,000 loans, all or nothing. */
    postBatch(body: AccrualBatchRequest, options: PostOptions): Promise<Posted<AccrualBatch>>;
  };
  /** What a loan owes, and how it came to. */
  readonly loans: {
    balance(loanId: string, options?: BalanceOptions): Promise<Balance>;
    /** The entries that have lines of the loan, as a list to walk: `for await (const entry of …)`. */
    journalEntries(loanId: string, filters?: JournalFilters): Listing<JournalEntry, JournalPage>;
  };
  /** Whether the server runs, and whether it can work. Neither needs a token. */
  readonly health: {
    live(options?: CallOptions): Promise<Live>;
    /** Throws the problem `unavailable` when it cannot. */
    ready(options?: CallOptions): Promise<Ready>;
  };
}
