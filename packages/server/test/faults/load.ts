import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { expect } from 'vitest';
import { payment, type TestLoan } from './stage.ts';

/** Milliseconds after which a client gives an answer up and asks again. */
const IMPATIENCE = 12_000;

/** A payment as its client sees it: what it sent, and the body that acknowledged it. */
export interface Acknowledged {
  readonly key: string;
  readonly loanId: string;
  readonly amount: number;
  readonly text: string;
}

/** Clients that post payments without a pause until they are told to stop. */
export interface Load {
  readonly acknowledged: readonly Acknowledged[];
  /** How often a request got no answer, and how often which status. */
  readonly met: Readonly<Record<string, number>>;
  /** Lets each client finish the payment it is at, however many tries it needs. */
  stop(): Promise<void>;
}

/**
 * Sets clients on the servers that `urls` names now. Each payment has a key and an amount of its own; whatever does not
 * answer 201 or 200 is asked again under the same key, at the next server.
 */
export function startLoad(urls: () => readonly string[], token: string, loans: readonly TestLoan[], clients = 6): Load {
  const acknowledged: Acknowledged[] = [];
  const met: Record<string, number> = {};
  let stopping = false;
  const work = Array.from({ length: clients }, async (_, client) => {
    for (let sent = 0; !stopping; sent++) {
      const loan = loans[(client + sent) % loans.length]!;
      const amount = 1 + ((client * 31 + sent * 7) % 90);
      const key = `payment:${client}:${sent}`;
      const text = await insist(() => urls(), token, key, payment(loan, amount), client, met);
      acknowledged.push({ key, loanId: loan.loan_id, amount, text });
    }
  });
  return {
    acknowledged,
    met,
    async stop() {
      stopping = true;
      await Promise.all(work);
    },
  };
}

async function insist(
  urls: () => readonly string[],
  token: string,
  key: string,
  body: object,
  first: number,
  met: Record<string, number>,
): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key };
  for (let tries = 0; tries < 400; tries++) {
    const servers = urls();
    const url = servers[(first + tries) % servers.length];
    try {
      const signal = AbortSignal.timeout(IMPATIENCE);
      const response = await fetch(`${url}/v1/payments`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
        signal,
      });
      const text = await response.text();
      met[response.status] = (met[response.status] ?? 0) + 1;
      if (response.status === 201 || response.status === 200) return text;
      if (response.status !== 503) throw new Error(`${key} was answered ${response.status} ${text}`);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith(key)) throw error;
      met.unanswered = (met.unanswered ?? 0) + 1;
    }
    await sleep(25);
  }
  throw new Error(`${key} found no server`);
}

/**
 * Looks for every acknowledged payment in the books: there once, with the body that acknowledged it and the amount that
 * was sent; and no payment in the books that nobody sent.
 */
export async function expectBooked(sql: postgres.Sql, acknowledged: readonly Acknowledged[]): Promise<void> {
  const rows = await sql<{ key: string; response: string; amount: string; loan: string; received: string }[]>`
    select e.idempotency_key as key, e.response, e.request->>'amount_minor' as amount, e.loan_id as loan,
      (select sum(p.amount)::text from journal_entries j join postings p using (tenant_id, journal_entry_id)
        where j.event_id = e.event_id and j.event_type = 'payment_received') as received
    from events e where kind = 'payment'`;
  const booked = rows.map(({ key, response, amount, loan, received }) => ({ key, response, amount, loan, received }));
  const sent = acknowledged.map(({ key, text, amount, loanId }) => ({
    key,
    response: text,
    amount: String(amount),
    loan: loanId,
    received: String(amount),
  }));
  const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
  expect(booked.sort(byKey)).toEqual(sent.sort(byKey));
}
