import type { CallOptions } from './call-options.ts';
import type { ProblemError } from './problem.ts';
import type { AdjustmentRecord, EventKind, EventType, PaymentRequest } from './shapes.ts';
import type { UnreachableError } from './unanswered.ts';

/** What each read can be asked for, beside what every call can. */

/**
 * How a list is fetched.
 *
 * @example
 * const options: ListOptions = { pageSize: 500 };
 * for await (const { name } of ledger.programs.list(options)) console.log(name);
 */
export interface ListOptions extends CallOptions {
  /** How many items to fetch at a time, 1 to 500. Default: 50. */
  readonly pageSize?: number | undefined;
}

/**
 * Which balance to read.
 *
 * @example
 * const options: BalanceOptions = { asOf: '2026-05-01', knownAt: '2026-05-02T00:00:00Z' };
 * const balance = await ledger.loans.balance(loanId, options);
 */
export interface BalanceOptions extends CallOptions {
  /** The effective day at whose end the balance is asked for, YYYY-MM-DD. Default: everything posted. */
  readonly asOf?: string | undefined;
  /** Count only what was posted by this instant, RFC 3339 in UTC. */
  readonly knownAt?: string | undefined;
}

/**
 * Which entries to list.
 *
 * @example
 * const filters: JournalFilters = { from: '2026-05-01', to: '2026-05-31', eventType: 'accrual', order: 'desc' };
 * const entries = await ledger.loans.journalEntries(loanId, filters).toArray({ limit: 31 });
 */
export interface JournalFilters extends ListOptions {
  /** The first effective date, YYYY-MM-DD. */
  readonly from?: string | undefined;
  /** The last effective date, YYYY-MM-DD. */
  readonly to?: string | undefined;
  readonly eventType?: EventType | undefined;
  /** Count only what was posted by this instant, RFC 3339 in UTC. */
  readonly knownAt?: string | undefined;
  /** Oldest posted first, or newest first. Default: oldest. */
  readonly order?: 'asc' | 'desc' | undefined;
}

/**
 * Which entries of all loans to list.
 *
 * @example
 * const filters: LedgerFilters = { postedAfter: '2026-05-01T00:00:00Z' };
 * for await (const entry of ledger.journalEntries.list(filters)) console.log(entry.journal_entry_id);
 */
export interface LedgerFilters extends JournalFilters {
  /** Only entries posted after this instant, RFC 3339 in UTC. */
  readonly postedAfter?: string | undefined;
}

/**
 * Which page of an entry's lines to read.
 *
 * @example
 * const second: LinePage = { pageSize: 500, pageToken: 'the next_page_token of the first' };
 * const { lines } = await ledger.journalEntries.get(entryId, second);
 */
export interface LinePage extends ListOptions {
  /** The `next_page_token` of the page before. Default: the first page. */
  readonly pageToken?: string | undefined;
}

/**
 * For which date to ask which loans have no accrual.
 *
 * @example
 * const filters: CoverageFilters = { date: '2026-04-30', programId };
 * const missing = await ledger.accruals.coverage(filters).toArray({ limit: 1_000 });
 */
export interface CoverageFilters extends ListOptions {
  /** The date, YYYY-MM-DD. */
  readonly date: string;
  /** Only loans of this program. */
  readonly programId?: string | undefined;
  /** Count only what was posted by this instant, RFC 3339 in UTC. */
  readonly knownAt?: string | undefined;
}

/**
 * Which adjustments to list.
 *
 * @example
 * const filters: AdjustmentFilters = { status: 'pending_approval', loanId };
 * for await (const { description } of ledger.adjustments.list(filters)) console.log(description);
 */
export interface AdjustmentFilters extends ListOptions {
  /** Only those that have this status now. */
  readonly status?: AdjustmentRecord['status'] | undefined;
  /** Only those with a line of this loan. */
  readonly loanId?: string | undefined;
}

/**
 * Which version of a program to read.
 *
 * @example
 * const options: ProgramOptions = { version: 2 };
 * const program = await ledger.programs.get(programId, options);
 */
export interface ProgramOptions extends CallOptions {
  /** From 1. Default: the last. */
  readonly version?: number | undefined;
}

/**
 * Which trial balance to read.
 *
 * @example
 * const options: TrialBalanceOptions = { asOf: '2026-05-31', currency: 'USD' };
 * const { totals } = await ledger.books.trialBalance(options);
 */
export interface TrialBalanceOptions extends CallOptions {
  /** The last accounting date that counts, YYYY-MM-DD. Default: everything posted. */
  readonly asOf?: string | undefined;
  /** Only lines of loans of this program. */
  readonly programId?: string | undefined;
  /** Needed when the books have more than one. */
  readonly currency?: string | undefined;
  /** Count only what was posted by this instant, RFC 3339 in UTC. */
  readonly knownAt?: string | undefined;
}

/**
 * Which accounts to hold against the loans.
 *
 * @example
 * const options: TieOutOptions = { currency: 'USD' };
 * const { balanced } = await ledger.books.tieOut(options);
 */
export interface TieOutOptions extends CallOptions {
  /** Default: every currency. */
  readonly currency?: string | undefined;
}

/**
 * Which month to roll forward.
 *
 * @example
 * const options: RollForwardOptions = { month: '2026-05', currency: 'USD' };
 * const { buckets } = await ledger.books.rollForward(options);
 */
export interface RollForwardOptions extends CallOptions {
  /** The month, YYYY-MM. */
  readonly month: string;
  readonly currency: string;
  /** Only loans of this program. */
  readonly programId?: string | undefined;
}

/**
 * Which events to list. Filters that are given together must all be met.
 *
 * @example
 * const filters: EventFilters = { after: '42', kind: 'payment' };
 * for await (const { position } of ledger.events.list(filters)) console.log(position);
 */
export interface EventFilters extends ListOptions {
  /** The position of the last event that was worked off. Default: begin with the first. */
  readonly after?: string | undefined;
  readonly kind?: EventKind | undefined;
  /** Only events about this loan. */
  readonly loanId?: string | undefined;
  /** Only the event that was booked under this key: one, or none. */
  readonly idempotencyKey?: string | undefined;
  /** Only events that acted on this one: its settlement, its return, its reversal. */
  readonly subjectEventId?: string | undefined;
  /** Given with `externalRef`: how the money came that it names. */
  readonly sourceMethod?: PaymentRequest['source_method'] | undefined;
  /** Only the payment, receipt or recovery that a processor calls so. */
  readonly externalRef?: string | undefined;
}

/**
 * Which events to follow, and how.
 *
 * @example
 * const options: FollowOptions = { after: '42', kind: 'payment', pollMs: 250, onOutage: (why) => console.warn(why.message) };
 * for await (const { position } of ledger.events.follow(options)) console.log(position);
 */
export interface FollowOptions extends EventFilters {
  /** Milliseconds between two looks when there is nothing new. Default: 1,000. */
  readonly pollMs?: number | undefined;
  /** Called once when the ledger stops answering, after the retries of the client. */
  readonly onOutage?: ((why: UnreachableError | ProblemError) => void) | undefined;
  /** Called once when it answers again. */
  readonly onBack?: (() => void) | undefined;
}
