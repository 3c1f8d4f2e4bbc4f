import type { Call, Posted } from './answer.ts';
import type { CallOptions, PostOptions } from './call-options.ts';
import type {
  EventFilters,
  FollowOptions,
  LedgerFilters,
  LinePage,
  ListOptions,
  ProgramOptions,
  RollForwardOptions,
  TieOutOptions,
  TrialBalanceOptions,
} from './filters.ts';
import type { Listing } from './listing.ts';
import type * as Shape from './shapes.ts';

/** The terms and the books of the tenant. */
export interface BooksKept {
  /** The terms under which loans are kept. */
  readonly programs: {
    /**
     * Writes the terms of a program: a new version when they differ. Takes no key; a second time changes nothing.
     *
     * @example
     * const { version } = await ledger.programs.put(programId, { name: 'Prime', hold_days: { ach: 7 } });
     */
    put(programId: string, body: Shape.ProgramRequest, options?: CallOptions): Call<Shape.Program>;
    /**
     * The terms in force, or those of an earlier version.
     *
     * @example
     * const first = await ledger.programs.get(programId, { version: 1 });
     */
    get(programId: string, options?: ProgramOptions): Call<Shape.Program>;
    /**
     * Every program, oldest first.
     *
     * @example
     * for await (const { name, version } of ledger.programs.list()) console.log(name, version);
     */
    list(options?: ListOptions): Listing<Shape.Program, Shape.ProgramPage>;
  };
  /** The chart of accounts. */
  readonly accounts: {
    /**
     * Every account, in the order of their codes.
     *
     * @example
     * for await (const { account_code, name } of ledger.accounts.list()) console.log(account_code, name);
     */
    list(options?: CallOptions): Listing<Shape.Account, Shape.Chart>;
    /**
     * Keeps the number that the lender's own general ledger gives an account. Takes no key.
     *
     * @example
     * await ledger.accounts.map('1100', { gl_code: '12-4000' });
     */
    map(accountCode: string, body: Shape.AccountMapping, options?: CallOptions): Call<Shape.Account>;
  };
  /** The journal of the tenant. */
  readonly journalEntries: {
    /**
     * One entry and a page of its lines.
     *
     * @example
     * const { event_type, line_count } = await ledger.journalEntries.get(entryId);
     */
    get(journalEntryId: string, options?: LinePage): Call<Shape.EntryWithLines>;
    /**
     * All lines of one entry, however many an accrual batch has, as a list to walk.
     *
     * @example
     * for await (const line of ledger.journalEntries.lines(entryId)) console.log(line.account_code, line.amount_minor);
     */
    lines(journalEntryId: string, options?: ListOptions): Listing<Shape.JournalLine>;
    /**
     * The entries of all loans, as a list to walk.
     *
     * @example
     * const entries = ledger.journalEntries.list({ postedAfter: '2026-05-01T00:00:00Z' });
     * const newest = await entries.toArray({ limit: 100 });
     */
    list(filters?: LedgerFilters): Listing<Shape.LedgerEntry, Shape.LedgerPage>;
  };
  /** The books as a whole. */
  readonly books: {
    /**
     * Debits, credits and balance of every account, by accounting date.
     *
     * @example
     * const { accounts, totals } = await ledger.books.trialBalance({ asOf: '2026-05-31', currency: 'USD' });
     */
    trialBalance(options?: TrialBalanceOptions): Call<Shape.TrialBalance>;
    /**
     * Closes every accounting date through one, for good.
     *
     * @example
     * await ledger.books.closePeriod(
     *   { through_date: '2026-05-31' },
     *   { idempotencyKey: idempotencyKey('period_close', 'books', '2026-05-31') },
     * );
     */
    closePeriod(body: Shape.PeriodCloseRequest, options: PostOptions): Call<Posted<Shape.ClosedPeriod>>;
    /**
     * The closes, oldest first.
     *
     * @example
     * for await (const { through_date, actor } of ledger.books.periods()) console.log(through_date, actor);
     */
    periods(options?: ListOptions): Listing<Shape.Period, Shape.PeriodPage>;
    /**
     * Every control account by its lines and by the loans: they are the same.
     *
     * @example
     * const { balanced } = await ledger.books.tieOut();
     */
    tieOut(options?: TieOutOptions): Call<Shape.TieOut>;
    /**
     * How each bucket of all loans moved in a month.
     *
     * @example
     * const { buckets } = await ledger.books.rollForward({ month: '2026-05', currency: 'USD' });
     */
    rollForward(options: RollForwardOptions): Call<Shape.RollForward>;
  };
  /** Everything that happened, in the order of commit. */
  readonly events: {
    /**
     * The feed, as a list to walk. It ends at the last event that is committed; keep the position of the last one
     * worked off, and begin there the next time. It also looks up: by the key of a post whose answer was lost, by a
     * processor's reference, or by the event that others acted on.
     *
     * @example
     * for await (const { position, kind, answer } of ledger.events.list({ after: '42' })) {
     *   console.log(position, kind, answer);
     * }
     * const [booked] = await ledger.events.list({ idempotencyKey: key }).toArray({ limit: 1 });
     * const named = ledger.events.list({ sourceMethod: 'card', externalRef: 'ch_881' });
     * const undone = ledger.events.list({ subjectEventId: eventId, kind: 'return' });
     */
    list(filters?: EventFilters): Listing<Shape.LedgerEvent, Shape.EventPage>;
    /**
     * One event of any kind, by the id that its answer had.
     *
     * @example
     * const { kind, idempotency_key, entries } = await ledger.events.get(eventId);
     */
    get(eventId: string, options?: CallOptions): Call<Shape.LedgerEvent>;
    /**
     * The feed for as long as somebody looks: what is committed later is given when it comes. It never ends by itself,
     * skips nothing, and goes on after an outage; aborting `signal` ends it. Keep the position of the last event worked
     * off, and begin after it the next time.
     *
     * @example
     * for await (const { position, kind } of ledger.events.follow({ after: '42', signal: AbortSignal.timeout(60_000) })) {
     *   console.log(position, kind);
     * }
     */
    follow(options?: FollowOptions): AsyncIterableIterator<Shape.LedgerEvent>;
  };
}
