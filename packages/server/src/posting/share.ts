import { type Needs, needsOf } from '@tallystick/core';
import { LedgerBook } from './ledger-book.ts';
import type { NumberedRequest } from './request.ts';

/** What one tenant has in a batch: its requests with what they need, and the part of its books that they lock and read. */
export interface Share {
  readonly tenantId: string;
  readonly requests: readonly NumberedRequest[];
  /** What each request needs, in their order. */
  readonly needs: readonly Needs[];
  readonly book: LedgerBook;
}

/**
 * A batch by tenants, in the order of their ids, which is the order in which rows are locked; each tenant's requests keep
 * the order of their arrival. No tenant's book is ever seen by the decisions of another.
 */
export function sharesOf(batch: readonly NumberedRequest[]): Share[] {
  return [...Map.groupBy(batch, (request) => request.tenantId)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([tenantId, requests]) => ({
      tenantId,
      requests,
      needs: requests.map((request) => needsOf(request.command)),
      book: new LedgerBook(),
    }));
}

/** The books of the tenants by their ids: where what is read for all of them at once goes. */
export const booksOf = (shares: readonly Pick<Share, 'tenantId' | 'book'>[]): ReadonlyMap<string, LedgerBook> =>
  new Map(shares.map(({ tenantId, book }) => [tenantId, book]));
