import type { AnswerOf, BodyOf, Inputs, Outputs } from './shape.ts';

/** The requests and answers of the terms, the books and the feed. */

/**
 * The terms of a program, as they are sent.
 *
 * @example
 * const terms: ProgramRequest = { name: 'Prime', day_count_convention: 'ACT_360', hold_days: { ach: 7 } };
 * await ledger.programs.put(programId, terms);
 */
export type ProgramRequest = BodyOf<Inputs['programs']['put']>;

/**
 * The terms of a program, complete.
 *
 * @example
 * const program: Program = await ledger.programs.get(programId);
 * console.log(program.version, program.waterfalls.default);
 */
export type Program = AnswerOf<Outputs['programs']['get']>;

/**
 * A page of programs.
 *
 * @example
 * const page: ProgramPage = await ledger.programs.list().page();
 */
export type ProgramPage = AnswerOf<Outputs['programs']['list']>;

/**
 * The chart of accounts.
 *
 * @example
 * const chart: Chart = await ledger.accounts.list().page();
 */
export type Chart = AnswerOf<Outputs['accounts']['list']>;

/**
 * One account of the chart.
 *
 * @example
 * const account: Account = await ledger.accounts.map('1100', { gl_code: '12-4000' });
 * console.log(account.name, account.normal_side);
 */
export type Account = Chart['items'][number];

/**
 * What an account is called in the lender's own general ledger.
 *
 * @example
 * const none: AccountMapping = { gl_code: null };
 * await ledger.accounts.map('1100', none);
 */
export type AccountMapping = BodyOf<Inputs['accounts']['map']>;

/**
 * One journal entry, with a page of its lines.
 *
 * @example
 * const entry: EntryWithLines = await ledger.journalEntries.get(entryId);
 * console.log(entry.line_count, entry.next_page_token);
 */
export type EntryWithLines = AnswerOf<Outputs['journalEntries']['get']>;

/**
 * A page of the tenant's journal.
 *
 * @example
 * const page: LedgerPage = await ledger.journalEntries.list({ order: 'desc' }).page();
 */
export type LedgerPage = AnswerOf<Outputs['journalEntries']['list']>;

/**
 * One journal entry, as the whole ledger sees it.
 *
 * @example
 * const entries: LedgerEntry[] = await ledger.journalEntries.list().toArray({ limit: 10 });
 * console.log(entries.map(({ line_count }) => line_count));
 */
export type LedgerEntry = LedgerPage['items'][number];

/**
 * The books on one date.
 *
 * @example
 * const books: TrialBalance = await ledger.books.trialBalance({ currency: 'USD' });
 * console.log(books.totals.debits_minor === books.totals.credits_minor); // true
 */
export type TrialBalance = AnswerOf<Outputs['books']['trialBalance']>;

/**
 * A period that is to be closed.
 *
 * @example
 * const body: PeriodCloseRequest = { through_date: '2026-05-31' };
 * await ledger.books.closePeriod(body, { idempotencyKey: key });
 */
export type PeriodCloseRequest = BodyOf<Inputs['books']['closePeriod']>;

/**
 * A period that was closed.
 *
 * @example
 * const closed: ClosedPeriod = await ledger.books.closePeriod({ through_date: '2026-05-31' }, { idempotencyKey: key });
 * console.log(closed.totals);
 */
export type ClosedPeriod = AnswerOf<Outputs['books']['closePeriod']>;

/**
 * A page of closed periods.
 *
 * @example
 * const page: PeriodPage = await ledger.books.periods().page();
 */
export type PeriodPage = AnswerOf<Outputs['books']['periods']>;

/**
 * A closed period, and who closed it.
 *
 * @example
 * const periods: Period[] = await ledger.books.periods().toArray({ limit: 12 });
 * console.log(periods.map(({ through_date, actor }) => `${through_date} ${actor}`));
 */
export type Period = PeriodPage['items'][number];

/**
 * The loans against the accounts that control them.
 *
 * @example
 * const proof: TieOut = await ledger.books.tieOut();
 * console.log(proof.balanced); // true
 */
export type TieOut = AnswerOf<Outputs['books']['tieOut']>;

/**
 * How each bucket of all loans came from one month end to the next.
 *
 * @example
 * const may: RollForward = await ledger.books.rollForward({ month: '2026-05', currency: 'USD' });
 * for (const { bucket, opening_minor, closing_minor } of may.buckets) console.log(bucket, opening_minor, closing_minor);
 */
export type RollForward = AnswerOf<Outputs['books']['rollForward']>;

/**
 * A page of the feed.
 *
 * @example
 * const page: EventPage = await ledger.events.list({ after: '42' }).page();
 */
export type EventPage = AnswerOf<Outputs['events']['list']>;

/**
 * One event, with all that it booked.
 *
 * @example
 * const handle = (event: LedgerEvent) => console.log(event.position, event.kind, event.entries.length);
 * for await (const event of ledger.events.list()) handle(event);
 */
export type LedgerEvent = EventPage['items'][number];

/**
 * What an event is of.
 *
 * @example
 * const kind: EventKind = 'payment';
 * for await (const event of ledger.events.list({ kind })) console.log(event.answer);
 */
export type EventKind = LedgerEvent['kind'];

/**
 * The process runs.
 *
 * @example
 * const live: Live = await ledger.health.live();
 * console.log(live.version, live.git_sha);
 */
export type Live = AnswerOf<Outputs['health']['live']>;

/**
 * The server can post.
 *
 * @example
 * const ready: Ready = await ledger.health.ready();
 */
export type Ready = AnswerOf<Outputs['health']['ready']>;
