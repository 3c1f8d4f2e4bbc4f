import type { Call } from './answer.ts';

/**
 * One page of a list, as the ledger answers it.
 *
 * @example
 * const page: Page<JournalEntry> = await ledger.loans.journalEntries(loanId).page();
 * console.log(page.items.length, page.next_page_token);
 */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; absent on the last. */
  readonly next_page_token?: string | undefined;
}

/**
 * A list that is read page by page as it is walked. Nothing is asked for before it is walked, and each walk begins
 * anew. Entries that are posted meanwhile are met at the end; none is skipped or repeated.
 *
 * @example
 * const entries: Listing<JournalEntry, JournalPage> = ledger.loans.journalEntries(loanId);
 * for await (const entry of entries) console.log(entry.effective_at, entry.event_type);
 * for await (const { items } of entries.pages()) console.log(items.length);
 */
export interface Listing<Item, P extends Page<Item> = Page<Item>> extends AsyncIterable<Item> {
  /** One page: the first, or the one that a `next_page_token` leads to. */
  page(token?: string): Call<P>;
  /** The pages, one after the other, from the first. */
  pages(): AsyncIterableIterator<P>;
  /** The first items, at most `limit` of them, in an array. */
  toArray(options: { readonly limit: number }): Promise<Item[]>;
}

/** Makes a list of a way to fetch a page of it. */
export function listing<Item, P extends Page<Item> = Page<Item>>(
  fetchPage: (token: string | undefined) => Call<P>,
): Listing<Item, P> {
  async function* pages(): AsyncGenerator<P, void, undefined> {
    let token: string | undefined;
    do {
      const page: P = await fetchPage(token);
      yield page;
      // A token that leads to itself would be walked for ever.
      if (page.next_page_token !== undefined && page.next_page_token === token) {
        throw new Error('The ledger answered the same page token twice.');
      }
      token = page.next_page_token;
    } while (token !== undefined);
  }
  async function* walk(): AsyncGenerator<Item, void, undefined> {
    for await (const { items } of pages()) yield* items;
  }
  return {
    [Symbol.asyncIterator]: walk,
    page: fetchPage,
    pages,
    async toArray({ limit }) {
      const items: Item[] = [];
      if (limit <= 0) return items;
      for await (const item of walk()) if (items.push(item) >= limit) break;
      return items;
    },
  };
}
