import { describe, expect, it } from 'vitest';
import { createClient, responseOf } from '../src/index.ts';
import { BOOKED, KEY, LOAN, ledgerOf, PAYMENT } from './ledger-of.ts';
import { scripted } from './scripted-server.ts';

const booked = { status: 201, body: BOOKED };

describe('a post', () => {
  it('is the request of the quickstart', async () => {
    const server = await scripted([booked]);
    const { ledger } = ledgerOf(server);
    const payment = await ledger.payments.create(PAYMENT, { idempotencyKey: KEY });
    expect(payment.allocation.principal_minor).toBe('78349');
    expect(server.met).toHaveLength(1);
    const [request] = server.met;
    expect(request).toMatchObject({ method: 'POST', url: '/v1/payments' });
    expect(JSON.parse(request!.body)).toEqual(PAYMENT);
    expect(request!.headers).toMatchObject({
      'idempotency-key': KEY,
      authorization: 'Bearer token-1',
      'content-type': 'application/json',
    });
  });

  it('tells a replay from the first answer, and both have the same body', async () => {
    const replay = { status: 200, body: BOOKED, headers: { 'idempotent-replayed': 'true' } };
    const { ledger } = ledgerOf(await scripted([booked, replay]));
    const first = await ledger.payments.create(PAYMENT, { idempotencyKey: KEY });
    const second = await ledger.payments.create(PAYMENT, { idempotencyKey: KEY });
    expect([first.isReplay, second.isReplay]).toEqual([false, true]);
    expect(JSON.stringify(second)).toBe(JSON.stringify(BOOKED));
    expect(second).toEqual(first);
  });

  it('is no replay when it was a dry run', async () => {
    const { ledger } = ledgerOf(await scripted([{ status: 200, body: { dry_run: true } }]));
    const body = { program_id: LOAN, accrual_date: '2026-05-01', day_count_convention: 'ACT_365', loans: [] } as const;
    const batch = await ledger.accruals.postBatch({ ...body, dry_run: true }, { idempotencyKey: KEY });
    expect(batch.isReplay).toBe(false);
  });

  it('sends amounts as strings of digits, however large and deep', async () => {
    const server = await scripted([booked, booked]);
    const { ledger } = ledgerOf(server);
    const parts = { fees_minor: 1n, interest_minor: '2', principal_minor: 9_007_199_254_740_993n };
    const payment = { ...PAYMENT, amount_minor: 9_007_199_254_740_996n, custom_allocation: parts };
    await ledger.payments.create({ ...payment, allocation_mode: 'custom' }, { idempotencyKey: KEY });
    expect(JSON.parse(server.met[0]!.body)).toMatchObject({
      amount_minor: '9007199254740996',
      custom_allocation: { fees_minor: '1', interest_minor: '2', principal_minor: '9007199254740993' },
    });
    const loans = [{ loan_id: LOAN, outstanding_principal_minor: 1_000_000n, interest_minor: 0n }];
    await ledger.accruals.postBatch(
      { program_id: LOAN, accrual_date: '2026-05-01', day_count_convention: '30_360', loans },
      { idempotencyKey: KEY },
    );
    expect(JSON.parse(server.met[1]!.body).loans).toEqual([
      { loan_id: LOAN, outstanding_principal_minor: '1000000', interest_minor: '0' },
    ]);
  });

  it('passes metadata on as it is', async () => {
    const server = await scripted([booked]);
    const { ledger } = ledgerOf(server);
    const metadata = { amount_minor: 5, deep: { list: [1, null, true, 'ü'] }, note: '' };
    await ledger.payments.create({ ...PAYMENT, metadata }, { idempotencyKey: KEY });
    expect(JSON.parse(server.met[0]!.body).metadata).toEqual(metadata);
  });

  it('is not sent with a key that the ledger would refuse', async () => {
    const server = await scripted([booked]);
    const { ledger } = ledgerOf(server);
    await expect(ledger.payments.create(PAYMENT, { idempotencyKey: 'short' })).rejects.toThrow(RangeError);
    await expect(ledger.payments.create(PAYMENT, undefined as never)).rejects.toThrow(RangeError);
    expect([...server.met, ...server.tokens]).toEqual([]);
  });
});

describe('the address of a call', () => {
  it.each([
    [{}, ''],
    [{ asOf: '2026-05-01' }, '?as_of_date=2026-05-01'],
    [{ knownAt: '2026-05-01T12:00:00Z', asOf: undefined }, '?known_at=2026-05-01T12%3A00%3A00Z'],
  ])('of a balance with %j ends with %j', async (options, query) => {
    const server = await scripted([{ status: 200, body: { loan_id: LOAN } }]);
    await ledgerOf(server).ledger.loans.balance(LOAN, options);
    expect(server.met[0]).toMatchObject({ method: 'GET', url: `/v1/loans/${LOAN}/balance${query}`, body: '' });
    expect(server.met[0]!.headers).not.toHaveProperty('idempotency-key');
  });

  it.each(['', '', '/v1', '/v1/', '/'])('is found from a base URL that ends with %j', async (end) => {
    const server = await scripted([{ status: 200, body: { status: 'ok' } }]);
    await ledgerOf({ url: '' }, { baseUrl: server.url + end }).ledger.health.live();
    expect(server.met[0]!.url).toBe('/v1/health/live');
  });

  it.each(['', '.', '..'])('is not bent by an id of %j', async (id) => {
    const { ledger } = ledgerOf(await scripted([]));
    await expect(ledger.loans.balance(id)).rejects.toThrow(RangeError);
    await expect(ledger.loans.journalEntries(id).page()).rejects.toThrow(RangeError);
    await expect(ledger.fees.waive(id, {} as never, { idempotencyKey: KEY })).rejects.toThrow(RangeError);
    await expect(ledger.programs.put(id, { name: 'Prime' })).rejects.toThrow(RangeError);
  });

  it('keeps an id with slashes in one segment', async () => {
    const server = await scripted([{ status: 200, body: {} }]);
    await ledgerOf(server).ledger.loans.balance('../../oauth2/token?x');
    expect(server.met[0]!.url).toBe('/v1/loans/..%2F..%2Foauth2%2Ftoken%3Fx/balance');
  });
});

describe('a list', () => {
  it('is walked over three pages with its filters, by the tokens that the ledger gives', async () => {
    const page = (id: number, next?: string) => ({
      status: 200,
      body: { items: [{ journal_entry_id: `${id}` }], ...(next && { next_page_token: next }) },
    });
    const server = await scripted([page(1, 'a+/='), page(2, 'b'), page(3)]);
    const filters = { from: '2026-01-01', to: '2026-12-31', eventType: 'accrual', order: 'desc', pageSize: 1 } as const;
    const ids: string[] = [];
    const entries = ledgerOf(server).ledger.loans.journalEntries(LOAN, filters);
    for await (const entry of entries) ids.push(entry.journal_entry_id);
    expect(ids).toEqual(['1', '2', '3']);
    const fixed = 'from_date=2026-01-01&to_date=2026-12-31&event_type=accrual&order=desc&page_size=1';
    expect(server.met.map(({ url }) => url)).toEqual(
      ['', '&page_token=a%2B%2F%3D', '&page_token=b'].map((end) => `/v1/loans/${LOAN}/journal-entries?${fixed}${end}`),
    );
  });

  it('of the lines of an entry is walked over its pages', async () => {
    const lines = (sequence: number, next?: string) => ({
      status: 200,
      body: { line_count: 2, lines: [{ sequence }], ...(next && { next_page_token: next }) },
    });
    const server = await scripted([lines(1, 'a'), lines(2)]);
    const walked = await ledgerOf(server).ledger.journalEntries.lines(LOAN, { pageSize: 1 }).toArray({ limit: 9 });
    expect(walked.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(server.met.map(({ url }) => url)).toEqual(
      ['', '&page_token=a'].map((end) => `/v1/journal-entries/${LOAN}?page_size=1${end}`),
    );
  });

  it('of events begins after the last one that was worked off', async () => {
    const server = await scripted([{ status: 200, body: { items: [{ position: '43' }] } }]);
    for await (const { position } of ledgerOf(server).ledger.events.list({ after: '42' })) expect(position).toBe('43');
    expect(server.met.map(({ url }) => url)).toEqual(['/v1/events?after=42']);
  });
});

describe('a put', () => {
  it('needs no key, is tried again, and answers the body as it stands', async () => {
    const server = await scripted(['cut', { status: 201, body: { version: 1 } }]);
    const program = await ledgerOf(server).ledger.programs.put(LOAN, { name: 'Prime', hold_days: { ach: 7 } });
    expect(program).toEqual({ version: 1 });
    expect(program).not.toHaveProperty('isReplay');
    expect(server.met.map(({ method }) => method)).toEqual(['PUT', 'PUT']);
    expect(server.met[1]!.body).toBe('{"name":"Prime","hold_days":{"ach":7}}');
  });
});

describe('beside the body', () => {
  const traceresponse = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

  it('an answer has its status, headers, bytes, trace and request', async () => {
    const { ledger } = ledgerOf(await scripted([{ ...booked, headers: { traceresponse } }]));
    const { data, response } = await ledger.payments.create(PAYMENT, { idempotencyKey: KEY }).withResponse();
    expect(data).toEqual(BOOKED);
    expect(data.isReplay).toBe(false);
    expect(response).toEqual({
      status: 201,
      headers: expect.objectContaining({ traceresponse }),
      text: JSON.stringify(BOOKED),
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      requestId: '00f067aa0ba902b7',
    });
    expect(responseOf(data)).toEqual(response);
    expect(responseOf({ ...data })).toBeUndefined();
  });

  it('a page has them too, of a list and of lines', async () => {
    const page = { status: 200, headers: { traceresponse }, body: { items: [], lines: [] } };
    const { ledger } = ledgerOf(await scripted([page, page]));
    for (const list of [ledger.events.list(), ledger.journalEntries.lines(LOAN)]) {
      const { data, response } = await list.page().withResponse();
      expect(data.items).toEqual([]);
      expect(response).toMatchObject({ status: 200, requestId: '00f067aa0ba902b7' });
    }
  });

  it('a call that fails fails once, whichever way it was asked', async () => {
    const { ledger } = ledgerOf(await scripted(() => ({ status: 404 })));
    await expect(ledger.loans.balance(LOAN).withResponse()).rejects.toThrow('http_404');
  });

  it('headers of the client and of the call are sent, and replace none of the call itself', async () => {
    const server = await scripted([booked]);
    const { ledger } = ledgerOf(server, { headers: { 'X-Job': 'nightly', Authorization: 'mine' } });
    const headers = { traceparent: '00-1-2-01', 'Idempotency-Key': 'another-key' };
    await ledger.payments.create(PAYMENT, { idempotencyKey: KEY, headers });
    expect(server.met[0]!.headers).toMatchObject({
      'x-job': 'nightly',
      traceparent: '00-1-2-01',
      'idempotency-key': KEY,
      authorization: 'Bearer token-1',
    });
  });

  it('a fetch of the caller is the one that is used', async () => {
    const urls: string[] = [];
    const fetch = async (url: string) => {
      urls.push(url);
      return Response.json({ status: 'ok' });
    };
    await createClient({ baseUrl: 'https://ledger.example', token: 'mine', fetch }).health.ready();
    expect(urls).toEqual(['https://ledger.example/v1/health/ready']);
  });
});
