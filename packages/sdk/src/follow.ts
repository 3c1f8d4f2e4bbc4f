import type { EventFilters, FollowOptions } from './filters.ts';
import type { Listing, Page } from './listing.ts';
import { ProblemError } from './problem.ts';
import type { Runtime } from './runtime.ts';
import { UnreachableError } from './unanswered.ts';

/** Milliseconds between two looks at a feed that has nothing new, where nobody chose. */
const POLL_MS = 1_000;

/** The most events that a page holds. */
const PAGE_SIZE = 500;

/** Whether a feed answers, and when not, for how long it asks to be left alone. */
type Looked<Item> = { readonly items: readonly Item[] } | { readonly outage: Outage };

type Outage = UnreachableError | ProblemError;

/**
 * Walks a feed from after a position, and goes on with what is committed later: the position of the last item that was
 * given is where the next look begins, so none is skipped and none is given twice. An outage is waited for; while it
 * lasts, each look is one attempt, which leaves the retries to other calls.
 *
 * @throws ProblemError for a refusal that waiting does not mend, as of a token that lacks the scope.
 */
export async function* follow<Item extends { readonly position: string }>(
  list: (filters: EventFilters) => Listing<Item, Page<Item>>,
  { pollMs = POLL_MS, pageSize = PAGE_SIZE, onOutage, onBack, ...asked }: FollowOptions,
  { sleep }: Pick<Runtime, 'sleep'>,
): AsyncGenerator<Item, void, undefined> {
  const { signal } = asked;
  let [after, isOut] = [asked.after, false];
  while (!signal?.aborted) {
    const patience = isOut ? { maxRetries: 0 } : {};
    const looked = await look(list({ ...asked, ...patience, pageSize, after }), signal);
    if (looked === undefined) return;
    const outage = 'outage' in looked ? looked.outage : undefined;
    if (outage && !isOut) onOutage?.(outage);
    if (!outage && isOut) onBack?.();
    isOut = outage !== undefined;
    const items = 'items' in looked ? looked.items : [];
    for (const item of items) {
      if (signal?.aborted) return;
      after = item.position;
      yield item;
    }
    if (items.length > 0) continue;
    const asks = outage instanceof ProblemError ? (outage.retryAfterMs ?? 0) : 0;
    // It rejects when the signal is aborted, and the loop ends.
    await sleep(Math.max(pollMs, asks), signal).catch(() => undefined);
  }
}

/** Looks once. Undefined when the caller ended it. */
async function look<Item>(
  listing: Listing<Item, Page<Item>>,
  signal: AbortSignal | undefined,
): Promise<Looked<Item> | undefined> {
  try {
    return await listing.page();
  } catch (error) {
    if (signal?.aborted) return undefined;
    if (isOutage(error)) return { outage: error };
    throw error;
  }
}

/** Whether a failure passes when the ledger, or what stands in front of it, is well again. */
function isOutage(error: unknown): error is Outage {
  if (error instanceof UnreachableError) return true;
  if (!(error instanceof ProblemError)) return false;
  const mayPass = error.status === 408 || error.status === 429 || error.status >= 500;
  return mayPass && (error.retryable || error.code.startsWith('http_'));
}
