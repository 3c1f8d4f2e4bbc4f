import { sha256 } from '../sha256.ts';
import { Failed } from './failed.ts';
import { sameText } from './same-text.ts';

/** What a list is asked by, as the contract has read it. */
interface AskedList {
  readonly params?: object;
  readonly query: { readonly page_size: number; readonly page_token?: string | undefined };
}

/** A page, and the token of the next one where there is one, as the answer carries it. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: { readonly next_page_token?: string };
}

/**
 * Cuts the asked page out of all rows of a list. A token names the place of the last row before it, and is bound to
 * what was asked.
 *
 * @param placeOf a text that tells the rows of the list apart.
 * @param room how many of the rows that would fill the page fit on it.
 * @throws Failed page_token_invalid for a token that was given for another question.
 */
export function pageOf<Row>(
  list: string,
  { params, query: { page_size: size, page_token: token, ...filters } }: AskedList,
  rows: readonly Row[],
  placeOf: (row: Row) => string,
  room: (rows: readonly Row[]) => number = () => size,
): Page<Row> {
  const question = sameText([list, params, filters]);
  const tokenOf = (place: string) => `${place}.${sha256(`${place} ${question}`)}`;
  const last = token === undefined ? undefined : token.slice(0, token.lastIndexOf('.'));
  if (last !== undefined && token !== tokenOf(last)) {
    const detail = 'the page token was not given for this list and these filters';
    throw new Failed({ code: 'page_token_invalid', detail });
  }
  const left = last === undefined ? rows : rows.slice(rows.findIndex((row) => placeOf(row) === last) + 1);
  const most = Math.min(size, room(left.slice(0, size + 1)));
  const page = left.slice(0, most);
  return { rows: page, next: left.length > most ? { next_page_token: tokenOf(placeOf(page.at(-1)!)) } : {} };
}
