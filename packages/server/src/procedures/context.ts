import type { LocalDate } from '@tallystick/core';
import type { Principal } from '../access/principal.ts';
import type { PostingEngine } from '../posting/engine.ts';
import type { DailyBalances } from '../store/daily-balances.ts';
import type { Gathering } from '../store/gathering.ts';
import type { LoanOfProgram } from '../store/loans-together.ts';
import type { Pool } from '../store/pool.ts';
import type { PageTokens } from './page-token.ts';

/** What every procedure works with: made once when the server starts. */
export interface Services {
  readonly engine: PostingEngine;
  /** Reads run here, as a role under row-level security. */
  readonly reader: Pool;
  /** Configuration is put in place here. The books are written by the engine alone. */
  readonly writer: Pool;
  /** Loans by id, gathered: many readers, few transactions. */
  readonly loans: Gathering<LoanOfProgram>;
  /** What loans owed at the close of a day. */
  readonly dailyBalances: DailyBalances;
  readonly pageTokens: PageTokens;
  readonly version: string;
  readonly gitSha: string;
  now(): Date;
  today(timeZone: string, at?: Date): LocalDate;
  /** Whether the server can post: rejects, or answers false, when not. */
  ready(): Promise<boolean>;
}

/** One request as its procedure sees it. */
export interface Context {
  readonly services: Services;
  /** Who asks; undefined only where an operation needs no token. */
  readonly principal: Principal | undefined;
  /** The path that was asked, and the trace it belongs to: both stand in every problem. */
  readonly instance: string;
  readonly traceId: string;
  /** Told what led to a problem, for the log. */
  readonly failed?: (error: unknown) => void;
}
