/** One lender that requests are sent for. */
export interface Lender {
  readonly token: string;
}

/** What is asked, over and over. */
export type Asking =
  /** Payments of 6 minor units that are applied to fees, interest and principal: 4 postings, however often a loan is paid. */
  | {
      readonly kind: 'payments';
      readonly lenders: readonly Lender[];
      /** The loans of each lender to pay, `first` up to `first + loans`, drawn at random. */
      readonly first: number;
      readonly loans: number;
      /** Makes the keys of one round differ from those of another. */
      readonly round: string;
      readonly effectiveAt: string;
    }
  /** Balances of random loans; `query` is appended to the path. */
  | {
      readonly kind: 'balances';
      readonly lenders: readonly Lender[];
      readonly first: number;
      readonly loans: number;
      readonly query: string;
    }
  /** The same path again and again, with nobody's token, or with each of the tokens in turn. */
  | { readonly kind: 'path'; readonly path: string; readonly tokens: readonly string[] };

/** One accrual batch, sent once. */
export interface BatchPlan {
  readonly kind: 'batch';
  readonly url: string;
  readonly token: string;
  readonly programId: string;
  readonly key: string;
  readonly date: string;
  readonly loans: number;
  readonly principal: string;
}

/** A closed loop: each connection asks again as soon as it is answered. */
export interface ClosedPlan {
  readonly kind: 'closed';
  /** One server, or several that share the connections. */
  readonly urls: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  /** Ends after so many requests, if the time is not up before. */
  readonly most?: number;
  /** The only status that counts. */
  readonly status: number;
  readonly asking: Asking;
}

/** An open loop: requests fall due at a constant rate, whether or not the earlier ones are answered. */
export interface OpenPlan extends Omit<ClosedPlan, 'kind'> {
  readonly kind: 'open';
  /** Requests a second. */
  readonly rate: number;
}

/** What came back in a loop. Latencies are in milliseconds, sorted. */
export interface LoopResult {
  readonly seconds: number;
  /** Answers of the plan's status that were read before the loop was over. */
  readonly good: number;
  /** Answers of that status that were read afterwards: durable, but not counted. */
  readonly late: number;
  /** Other answers, by status; 0 is a connection that was lost. */
  readonly bad: Readonly<Record<number, number>>;
  /** Percentiles of the good answers, and of those with status 503. From the scheduled time in an open loop. */
  readonly latency: Latencies;
  readonly refused: Latencies;
  /** An open loop's requests that never found a free connection. */
  readonly unsent: number;
  /** How late the generator itself was to send what fell due: 99 % were sent within so many milliseconds. */
  readonly lateness: number;
  /** Microseconds of processor time of the generator. */
  readonly processor: number;
}

export interface Latencies {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

/** What came of a batch: milliseconds from its first byte to the last of its answer. */
export interface BatchResult {
  readonly ms: number;
  readonly status: number;
  readonly bytes: number;
  readonly answer: string;
}
