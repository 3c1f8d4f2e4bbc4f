import { randomUUID } from 'node:crypto';
import { DEFAULT_PROGRAM_TERMS } from '@tallystick/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lender, lenderOf, startTestServer } from '../harness/server.ts';
import type { Fields } from './loan-life.ts';
import { NOW, openStage, type Stage, send } from './stage.ts';

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

/** Puts a program, a new one unless an id is given. */
const put = (fields: Fields = {}, id: string = randomUUID(), who = lender) =>
  who.put(`/programs/${id}`, { name: 'Prime', ...fields });
const get = (id: string, query = '') => lender.get(`/programs/${id}${query}`);

describe('a put', () => {
  it('of a program that was not there is 201: version 1, what was left out as in the default program', async () => {
    const id = randomUUID();
    const answer = await put({ currency: 'USD', hold_days: { ach: 7 } }, id);
    expect([answer.status, answer.headers.get('idempotent-replayed')]).toEqual([201, null]);
    expect(answer.body).toEqual({
      ...DEFAULT_PROGRAM_TERMS,
      program_id: id,
      version: 1,
      default: false,
      created_at: NOW.toISOString(),
      name: 'Prime',
      currency: 'USD',
      hold_days: { ach: 7, card: 2 },
    });
    expect((await get(id)).body).toEqual(answer.body);
  });

  it('of other terms is 200 and the next version, and leaves the one before as it was', async () => {
    const id = randomUUID();
    const first = await put({}, id);
    const second = await put({ time_zone: 'America/New_York' }, id);
    expect([second.status, second.body.version, second.body.time_zone]).toEqual([200, 2, 'America/New_York']);
    expect((await get(id)).body).toEqual(second.body);
    expect((await get(id, '?version=2')).body).toEqual(second.body);
    expect((await get(id, '?version=1')).body).toEqual(first.body);
  });

  it('takes what is left out from the default program, not from the version before', async () => {
    const id = randomUUID();
    await put({ time_zone: 'America/New_York', currency: 'USD' }, id);
    expect((await put({ currency: 'USD' }, id)).body).toMatchObject({ version: 2, time_zone: 'UTC' });
  });

  it('of the same terms and name changes nothing, however they are spelled', async () => {
    const id = randomUUID();
    const first = await put({ currency: 'USD', backdating: { mode: 'reject' } }, id);
    const before = await stage.census();
    for (const fields of [
      { currency: 'USD', backdating: { mode: 'reject' } },
      { backdating: { max_days: null, mode: 'reject' }, currency: 'USD' },
      { ...DEFAULT_PROGRAM_TERMS, currency: 'USD', backdating: { mode: 'reject', max_days: null } },
    ]) {
      const again = await put(fields, id.toUpperCase());
      expect([again.status, again.text]).toEqual([200, first.text]);
    }
    expect(await stage.census()).toBe(before);
  });

  it('of another name is another version', async () => {
    const id = randomUUID();
    await put({}, id);
    expect((await put({ name: 'Near-prime' }, id)).body).toMatchObject({ version: 2, name: 'Near-prime' });
  });

  it('that goes back to earlier terms is a version of its own: what was booked between keeps its number', async () => {
    const id = randomUUID();
    const first = await put({}, id);
    await put({ currency: 'EUR' }, id);
    const third = await put({}, id);
    expect(third.body).toEqual({ ...first.body, version: 3 });
  });

  it('of a waterfall in another order is another version: order is what a waterfall says', async () => {
    const id = randomUUID();
    const order = ['interest', 'principal', 'fees', 'late_charges'];
    await put({ waterfalls: { default: order } }, id);
    const turned = await put({ waterfalls: { default: order.toReversed() } }, id);
    expect(turned.body).toMatchObject({ version: 2, waterfalls: { default: order.toReversed() } });
  });

  it('may name the default program, which stays the default', async () => {
    const own = await stage.lender();
    const answer = await put({ name: 'Ours' }, own.tenantId, own);
    expect([answer.status, answer.body.default, answer.body.version]).toEqual([200, true, 2]);
  });

  it('keeps who did it', async () => {
    const id = randomUUID();
    await put({}, id);
    const [row] = await stage.server.connections.operatorSql`select actor from programs where program_id = ${id}`;
    expect(row!.actor).toBe(lender.clientId);
  });
});

describe('puts at once, over two servers of one database', () => {
  it('of the same terms leave one version: one 201, the others 200', async () => {
    const [here, there, close] = await twins();
    const id = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => put({}, id, n % 2 === 0 ? here : there)));
    await close();
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect((await get(id)).body.version).toBe(1);
  });

  it('of two terms leave a version each time they change, without a gap, and each is answered with its own', async () => {
    const [here, there, close] = await twins();
    const id = randomUUID();
    const terms = [{ currency: 'USD' }, { currency: 'EUR' }];
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => ({
        wanted: terms[n % 2]!.currency,
        ...(await put(terms[n % 2]!, id, n % 3 === 0 ? here : there)),
      })),
    );
    await close();
    for (const { wanted, status, body } of answers) {
      expect([200, 201]).toContain(status);
      expect(body.currency).toBe(wanted);
    }
    const versions = new Set(answers.map(({ body }) => body.version));
    expect([...versions].sort((a, b) => a - b)).toEqual(Array.from(versions, (_, index) => index + 1));
    const [row] = await stage.server.connections
      .operatorSql`select count(*)::int as n, max(version) as last from programs where program_id = ${id}`;
    expect([row!.n, row!.last]).toEqual([versions.size, versions.size]);
  });

  async function twins(): Promise<[Lender, Lender, () => Promise<void>]> {
    const twin = await startTestServer({ database: stage.server.databaseUrl, now: () => NOW });
    const there = await lenderOf(twin.url, lender.tenantId, lender.clientId, lender.clientSecret);
    return [lender, there, () => twin.close()];
  }
});

describe('a put is refused', () => {
  it.each<[string, Fields, string]>([
    ['without a name', { name: undefined }, '/name'],
    ['with an empty name', { name: '' }, '/name'],
    ['with a term that is none', { colour: 'red' }, '/colour'],
    ['with a term that is none in a group', { accrual: { unknown_loan: 'reject' } }, '/accrual/unknown_loan'],
    ['with a time zone that is none', { time_zone: 'Mars/Olympus' }, '/time_zone'],
    ['with an offset for a time zone', { time_zone: '+01:00' }, '/time_zone'],
    ['with a currency that is none', { currency: 'ZZZ' }, '/currency'],
    ['with a bucket that is none', { waterfalls: { default: ['escrow'] } }, '/waterfalls/default/0'],
    ['with a bucket twice', { waterfalls: { default: ['fees', 'fees'] } }, '/waterfalls/default'],
    ['with no bucket at all', { waterfalls: { nonaccrual: [] } }, '/waterfalls/nonaccrual'],
    ['with two of three kinds of claim', { recovery_order: ['principal', 'interest'] }, '/recovery_order'],
    ['with allocation to instalments', { allocation_scope: 'instalment' }, '/allocation_scope'],
    ['with half a day of hold', { hold_days: { ach: 0.5 } }, '/hold_days/ach'],
    ['with a hold below zero', { hold_days: { card: -1 } }, '/hold_days/card'],
    ['with a tolerance as a number', { small_balance_tolerance_minor: 5 }, '/small_balance_tolerance_minor'],
    ['with a rate of zero', { accrual: { max_rate_bps: 0 } }, '/accrual/max_rate_bps'],
    ['with a variant that cannot be cut by day', { thirty_360_variant: 'BOND_BASIS' }, '/thirty_360_variant'],
    ['with a group that is null', { backdating: null }, '/backdating'],
  ])('%s', async (_, fields, pointer) => {
    const answer = await stage.refused('validation_failed', () => put(fields));
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });

  it.each<[Fields, string]>([
    [{ small_balance_tolerance_minor: '9223372036854775808' }, 'small_balance_tolerance_minor'],
    [{ accrual: { principal_tolerance_minor: '9999999999999999999' } }, 'accrual.principal_tolerance_minor'],
  ])('with more than an amount can be: %j', async (fields, field) => {
    const answer = await stage.refused('amount_overflow', () => put(fields));
    expect(answer.status).toBe(422);
    expect(answer.body.detail).toMatch(new RegExp(`^${field} is \\d{19}, above 9223372036854775807$`));
  });

  it.each<[string, string, Record<string, string>, string]>([
    ['unsupported_media_type', 'as text', { 'content-type': 'text/plain' }, '{"name":"Prime"}'],
    ['malformed_json', 'cut short', {}, '{"name":'],
    ['malformed_json', 'empty', {}, ''],
    ['malformed_json', 'with a property twice', {}, '{"name":"Prime","name":"Other"}'],
    ['payload_too_large', 'of 1 MiB and a byte', {}, ' '.repeat(1024 * 1024 + 1)],
    ['validation_failed', 'that is a list', {}, '[]'],
  ])('%s: a body %s', async (code, _, headers, body) => {
    const authorization = `Bearer ${lender.token}`;
    await stage.refused(code, () =>
      send(stage.server.url, {
        method: 'PUT',
        path: `/v1/programs/${randomUUID()}`,
        headers: { authorization, 'content-type': 'application/json', ...headers },
        body,
      }),
    );
  });

  it('under an id that is none', async () => {
    const answer = await stage.refused('validation_failed', () => put({}, 'prime'));
    expect(answer.body.errors[0].pointer).toBe('/params/program_id');
  });
});

describe('a get', () => {
  it('of a program that nobody wrote is 404', async () => {
    const id = randomUUID();
    const answer = await stage.refused('program_not_found', () => get(id));
    expect([answer.status, answer.body.detail]).toEqual([404, `no program ${id}`]);
  });

  it('of a version that there is not yet is 404 too', async () => {
    const id = randomUUID();
    await put({}, id);
    const answer = await stage.refused('program_not_found', () => get(id, '?version=2'));
    expect(answer.body.detail).toBe(`no version 2 of a program ${id}`);
  });

  it.each(['0', '-1', '1.5', 'last', '', '1000000000', '1&version=1'])('of version %j is 400', async (version) => {
    const answer = await stage.refused('validation_failed', () => get(lender.tenantId, `?version=${version}`));
    expect(answer.body.errors[0].pointer).toBe('/query/version');
  });
});

describe('the list', () => {
  it('has every program once in its version in force, the oldest first, by pages of any size', async () => {
    let minutes = 0;
    // The default program was written by the machine's clock, so this server's follows that one.
    const own = await openStage({ now: () => new Date(Date.now() + minutes * 60_000) });
    const owner = await own.lender();
    const made = [owner.tenantId];
    for (minutes = 1; minutes <= 4; minutes++) {
      made.push((await put({ currency: 'USD' }, randomUUID(), owner)).body.program_id);
    }
    await put({ currency: 'EUR' }, made[1], owner);
    for (const [size, pages] of [
      [1, 5],
      [2, 3],
      [4, 2],
      [5, 1],
      [50, 1],
    ] as const) {
      const read: { program_id: string; version: number; default: boolean }[][] = [];
      let token: string | undefined;
      do {
        const from = token === undefined ? '' : `&page_token=${token}`;
        const { body } = await owner.get(`/programs?page_size=${size}${from}`);
        read.push(body.items);
        token = body.next_page_token;
      } while (token !== undefined);
      expect(read.length).toBe(pages);
      expect(read.flat().map(({ program_id }) => program_id)).toEqual(made);
      expect(read.flat().map(({ version }) => version)).toEqual([1, 2, 1, 1, 1]);
      expect(read.flat().map((program) => program.default)).toEqual([true, false, false, false, false]);
    }
    await own.close();
  });

  it('takes a page token of its own only', async () => {
    await put();
    const { body } = await lender.get('/programs?page_size=1');
    const other = await stage.lender();
    const token = `page_token=${body.next_page_token}`;
    await stage.refused('page_token_invalid', () => other.get(`/programs?${token}`));
    await stage.refused('page_token_invalid', () => lender.get(`/journal-entries?${token}`));
    await stage.refused('page_token_invalid', () => lender.get(`/programs?${token}x`));
    expect((await lender.get(`/programs?page_size=1&${token}`)).status).toBe(200);
  });
});
