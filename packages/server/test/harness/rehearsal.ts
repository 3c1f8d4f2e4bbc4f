import { expect } from 'vitest';
import type { Fields } from '../api/loan-life.ts';
import type { Answer } from './server.ts';

/** How a lender asks for something under a key. */
export interface Asking {
  post(path: string, body: Fields): Promise<Answer>;
  get(path: string): Promise<Answer>;
}

/**
 * Posts a request that was rehearsed first, under the same key. Law: a dry run answers what the request is answered
 * then, with the entries that it posts then, and leaves nothing behind.
 */
export async function postRehearsed({ post, get }: Asking, path: string, body: Fields): Promise<Answer> {
  const rehearsed = await post(path, { ...body, dry_run: true });
  const answer = await post(path, body);
  if (answer.status === 201) {
    expect(rehearsed.status, rehearsed.text).toBe(200);
    const { dry_run: isDry, entries, ...figures } = rehearsed.body;
    expect(isDry).toBe(true);
    expect(anonymous(figures)).toEqual(anonymous(answer.body));
    const { body: latest } = await get(`/journal-entries?order=desc&page_size=${Math.max(entries.length, 1)}`);
    expect(anonymous(entries)).toEqual(anonymous(latest.items.slice(0, entries.length).reverse()));
  } else {
    expect([rehearsed.status, rehearsed.body.code]).toEqual([answer.status, answer.body.code]);
  }
  return answer;
}

/** Ids that the ledger gives, which a rehearsal gives to nobody. */
const GIVEN = /(?:_event_id|_entry_ids?|^correlation_id)$/;

/** A body without the ids that the ledger gave. Those of loans and borrowers stay. */
const anonymous = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body, (name, value) => (GIVEN.test(name) ? `some ${name}` : value)));
