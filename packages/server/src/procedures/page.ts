import type { Context } from './context.ts';
import { problemError } from './problem.ts';

/**
 * The place after which the asked page begins, as the page before it ended; undefined for the first page.
 *
 * @param asked names the tenant, the list and every filter: a token is good for the question that it was given for.
 * @throws page_token_invalid for a token that was edited, or given for another question.
 */
export function beginningOf(context: Context, asked: string, token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const place = context.services.pageTokens.read(asked, token);
  if (place !== undefined) return place;
  throw problemError(context, 'page_token_invalid', 'the page token was not given for this list and these filters');
}

/**
 * Cuts what was read to one page. Read one row more than `size`: it tells that there is another page.
 *
 * @returns the rows of the page, and the token of the next one where there is one, as the answer carries it.
 */
export function pageOf<Row>(
  { services }: Context,
  asked: string,
  rows: readonly Row[],
  size: number,
  placeOf: (last: Row) => string | number,
): { readonly rows: readonly Row[]; readonly next: { readonly next_page_token?: string } } {
  if (rows.length <= size) return { rows, next: {} };
  const page = rows.slice(0, size);
  return { rows: page, next: { next_page_token: services.pageTokens.write(asked, placeOf(page.at(-1)!)) } };
}
