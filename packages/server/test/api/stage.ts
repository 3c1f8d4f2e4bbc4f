import http from 'node:http';
import { expect } from 'vitest';
import { verifyBooks } from '../../src/index.ts';
import { type Answer, expectAsContracted, type Lender, startTestServer, type TestServer } from '../harness/server.ts';

/** The moment at which every stage's clock stands, and its day. */
export const NOW = new Date('2026-06-15T12:00:00.000Z');
export const TODAY = '2026-06-15';

/** A server for one test file, and what a test asks of its books. */
export interface Stage {
  readonly server: TestServer;
  readonly lender: TestServer['lender'];
  /** A digest of every row of the books: equal digests, equal books. */
  census(): Promise<string>;
  /** Acts, and expects a refusal with the code, its status, and books that are as before. */
  refused(code: string, act: () => Promise<Answer>): Promise<Answer>;
  /** Re-derives everything from the postings, expects no finding, and closes. */
  close(): Promise<void>;
}

/** Opens a stage. Its clock stands still, so that dates in a test are dates in the answer. */
export async function openStage(options: Parameters<typeof startTestServer>[0] = {}): Promise<Stage> {
  const server = await startTestServer({ now: () => NOW, ...options });
  const { operatorSql: sql } = server.connections;
  const digest = (table: string, row: string) =>
    `select '${table}' as name, count(*) as n, md5(coalesce(string_agg(${row}, '|' order by ${row}), '')) as d from ${table} t`;
  const tables = [
    'events',
    'journal_entries',
    'postings',
    'loans',
    'zero_accruals',
    'external_refs',
    'account_days',
    'feeds',
    'periods',
    'programs',
    'accounts',
  ];
  const census = async () => {
    const rows = await sql.unsafe(tables.map((table) => digest(table, 't::text')).join(' union all '));
    return rows
      .map(({ name, n, d }) => `${name} ${n} ${d}`)
      .sort()
      .join('\n');
  };
  return {
    server,
    lender: server.lender,
    census,
    async refused(code, act) {
      const before = await census();
      const answer = await act();
      expect(answer.body?.code, answer.text).toBe(code);
      expect(await census(), 'a refusal leaves no trace').toBe(before);
      return answer;
    },
    async close() {
      const { findings } = await verifyBooks(sql);
      await server.close();
      expect(findings).toEqual([]);
    },
  };
}

/** The chunks or the bytes of a body, as they go over the wire. */
export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array | string;
  /** Without a Content-Length, in chunks. */
  readonly chunked?: boolean;
}

/** Sends a request as it is, with what `fetch` would forbid or mend: bodies of GETs, bad lengths, odd paths. */
export async function send(url: string, request: RawRequest): Promise<Answer> {
  const { method = 'POST', path, headers = {}, body, chunked = false } = request;
  const { hostname, port } = new URL(url);
  const length = body === undefined || chunked ? {} : { 'content-length': Buffer.byteLength(body) };
  const answer = await new Promise<Answer>((resolve, reject) => {
    const sent = http.request({ hostname, port, method, path, headers: { ...length, ...headers }, agent: false });
    sent.on('response', async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part as Buffer);
      const text = Buffer.concat(parts).toString('utf8');
      const received = new Headers();
      for (const [name, value] of Object.entries(response.headers)) received.set(name, String(value));
      resolve({
        status: response.statusCode!,
        headers: received,
        text,
        body: text === '' ? undefined : JSON.parse(text),
      });
    });
    sent.on('error', reject);
    if (chunked && body !== undefined) for (const chunk of chunksOf(Buffer.from(body))) sent.write(chunk);
    else if (body !== undefined) sent.write(body);
    sent.end();
  });
  if (path.startsWith('/v1/') && method !== 'HEAD') expectAsContracted(method, path, answer);
  return answer;
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

/** The headers of a well-formed post by a lender. */
export const posting = (lender: Lender, key: string): Record<string, string> => ({
  authorization: `Bearer ${lender.token}`,
  'content-type': 'application/json',
  'idempotency-key': key,
});
