import type { CallOptions } from './link.ts';
import type { EventKind, EventType } from './shapes.ts';

/** What each read can be asked for, beside what every call can. */

/** How a list is fetched. */
export interface ListOptions extends CallOptions {
  /** How many items to fetch at a time, 1 to 500. Default: 50. */
  readonly pageSize?: number | undefined;
}

/** Which balance to read. */
export interface BalanceOptions extends CallOptions {
  /** The effective day at whose end the balance is asked for, YYYY-MM-DD. Default: everything posted. */
  readonly asOf?: string | undefined;
  /** Count only what was posted by this instant, RFC 3339 in UTC. */
  readonly knownAt?: string | undefined;
}

/** Which entries to list. */
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

/** Which entries of all loans to list. */
export interface LedgerFilters extends JournalFilters {
  /** Only entries posted after this instant, RFC 3339 in UTC. */
  readonly postedAfter?: string | undefined;
}

/** Which page of an entry's lines to read. */
export interface LinePage extends ListOptions {
  /** The `next_page_token` of the page before. Default: the first page. */
  readonly pageToken?: string | undefined;
}

/** For which date to ask which loans have no accrual. */
export interface CoverageFilters extends ListOptions {
  /** The date, YYYY-MM-DD. */
  readonly date: string;
  /** Only loans of this program. */
  readonly programId?: string | undefined;
  /** Count only what was posted by this instant, RFC 3339 in UTC. */
  readonly knownAt?: string | undefined;
}

/** Which version of a program to read. */
export interface ProgramOptions extends CallOptions {
  /** From 1. Default: the last. */
  readonly version?: number | undefined;
}

/** Which trial balance to read. */
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

/** Which accounts to hold against the loans. */
export interface TieOutOptions extends CallOptions {
  /** Default: every currency. */
  readonly currency?: string | undefined;
}

/** Which month to roll forward. */
export interface RollForwardOptions extends CallOptions {
  /** The month, YYYY-MM. */
  readonly month: string;
  readonly currency: string;
  /** Only loans of this program. */
  readonly programId?: string | undefined;
}

/** Which events to list. */
export interface EventFilters extends ListOptions {
  /** The position of the last event that was worked off. Default: begin with the first. */
  readonly after?: string | undefined;
  readonly kind?: EventKind | undefined;
  /** Only events about this loan. */
  readonly loanId?: string | undefined;
}
