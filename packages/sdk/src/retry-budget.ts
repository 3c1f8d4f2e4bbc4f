/**
 * How many retries the calls of a client may make together. Each call retries on its own, and a ledger that is down
 * would otherwise be met by every call several times over, just when it comes back. A budget lets a bad minute pass
 * and a storm run dry.
 *
 * Source: gRPC A6, "Client Retries", section "Throttling Retry Attempts and Hedged RPCs".
 */
export interface RetryBudget {
  /** Takes one retry out. False when there is none left; then the call ends as it stands. */
  spend(): boolean;
  /** Puts a tenth of a retry back, for a call that was answered. */
  earn(): void;
}

/** What a call that was answered puts back: one retry for ten calls. */
const EARNED = 0.1;

/** Makes a full budget of so many retries; it never holds more. */
export function retryBudget(most: number): RetryBudget {
  let left = most;
  return {
    spend: () => {
      if (left < 1) return false;
      left -= 1;
      return true;
    },
    earn: () => {
      left = Math.min(most, left + EARNED);
    },
  };
}
