import { ALL_SCOPES, PROBLEMS, type ProblemCode, type Scope } from '@tallystick/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, DESCRIBED, type Described, type Lender } from '../harness/server.ts';
import { freshKey } from './loan-life.ts';
import { inputOf, rpc } from './rpc-call.ts';
import { pathOf, type Sample, sampleOf } from './samples.ts';
import { openStage, type Stage, send } from './stage.ts';

/** Operation x scope, generated from the contract, over both wires: no cell is blank and none answers by surprise. */

let stage: Stage;
let lender: Lender;
const tokens = new Map<Scope, string>();

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  for (const scope of ALL_SCOPES) tokens.set(scope, await lender.tokenFor([scope]));
});

afterAll(() => stage.close());

const WIRES = ['REST', 'RPC'] as const;
type Wire = (typeof WIRES)[number];

/** Asks for an operation over a wire, with a token or without. The body of a refusal is its problem on both. */
async function ask(wire: Wire, name: string, sample: Sample, token: string | undefined): Promise<Answer> {
  const { url } = stage.server;
  if (wire === 'RPC') {
    const answer = await rpc(url, {
      name,
      input: inputOf(sample, freshKey()),
      ...(token === undefined ? {} : { token }),
    });
    return answer.status < 300 ? answer : { ...answer, body: answer.body.data };
  }
  const { method, path } = DESCRIBED.find((operation) => operation.name === name)!;
  return send(url, {
    method,
    path: `/v1${pathOf(path, sample)}`,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      ...(method === 'POST' ? { 'idempotency-key': freshKey() } : {}),
    },
    ...(sample.body === undefined ? {} : { body: JSON.stringify(sample.body) }),
  });
}

const kept = new Map<string, Promise<Sample>>();
/** A request that is to be refused, and so is good for the next refusal too. */
function refusableSampleOf(name: string): Promise<Sample> {
  const sample = kept.get(name) ?? sampleOf(name, lender);
  kept.set(name, sample);
  return sample;
}

const OPEN = ['health.live', 'health.ready'];

it('only the health of the server is open to anybody', () => {
  const open = DESCRIBED.filter(({ scopes }) => scopes.length === 0).map(({ name }) => name);
  expect(open, 'give the operation a scope in the contract').toEqual(OPEN);
});

it('every scope that an operation asks for can be granted', () => {
  for (const { name, scopes } of DESCRIBED) {
    for (const scope of scopes) expect(ALL_SCOPES, `asked for by ${name}`).toContain(scope);
  }
});

/** Whether an operation can answer that something is not there; its sample then names something of the lender's. */
const mayMiss = ({ procedure }: Described): boolean =>
  Object.keys(procedure['~orpc'].errorMap).some((code) => PROBLEMS[code as ProblemCode].status === 404);

const idsIn = (text: string): readonly string[] => text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];

const guarded = DESCRIBED.filter(({ scopes }) => scopes.length > 0);
const cells = WIRES.flatMap((wire) =>
  guarded.flatMap(({ name, scopes }) =>
    ALL_SCOPES.map((scope) => {
      const opens = scopes.every((needed) => needed === scope);
      return [wire, name, opens ? 'opens to' : 'is closed to', scope, opens, scopes] as const;
    }),
  ),
);

it.each(cells)('%s: %s %s %s alone', async (wire, name, _, scope, opens, scopes) => {
  const token = tokens.get(scope);
  if (opens) {
    const answer = await ask(wire, name, await sampleOf(name, lender), token);
    expect(answer.status, answer.text).toBeLessThan(300);
    return;
  }
  const sample = await refusableSampleOf(name);
  const answer = await stage.refused('insufficient_scope', () => ask(wire, name, sample, token));
  expect(answer.status).toBe(403);
  expect(scopes).toContain(answer.body.detail.replace('the token lacks the scope ', ''));
});

describe.each(WIRES)('%s', (wire) => {
  it.each(guarded.map(({ name, scopes }) => [name, scopes] as const))(
    '%s is closed to every other scope together',
    async (name, scopes) => {
      const token = await lender.tokenFor(ALL_SCOPES.filter((scope) => !scopes.includes(scope)));
      const sample = await refusableSampleOf(name);
      await stage.refused('insufficient_scope', () => ask(wire, name, sample, token));
    },
  );

  it.each(guarded.map((operation) => [operation.name, mayMiss(operation)] as const))(
    '%s finds nothing of this lender for another one',
    async (name, misses) => {
      const stranger = await stage.lender();
      const sample = await sampleOf(name, lender);
      const before = await stage.census();
      const answer = await ask(wire, name, sample, stranger.token);
      if (misses) {
        expect(answer.status, answer.text).toBe(404);
        expect(await stage.census()).toBe(before);
        return;
      }
      expect(answer.status, answer.text).toBeLessThan(300);
      const own = await ask(wire, name, sample, lender.token);
      const [told, sent] = [idsIn(answer.text), idsIn(JSON.stringify(sample))];
      expect(idsIn(own.text).filter((id) => told.includes(id) && !sent.includes(id))).toEqual([]);
    },
  );

  it.each(guarded.map(({ name }) => name))('%s is closed without a token, and says how to come back', async (name) => {
    const sample = await refusableSampleOf(name);
    const answer = await stage.refused('unauthorized', () => ask(wire, name, sample, undefined));
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="tallystick"']);
  });

  it.each(guarded.map(({ name }) => name))('%s is closed to a token that is none', async (name) => {
    const sample = await refusableSampleOf(name);
    const answer = await stage.refused('unauthorized', () => ask(wire, name, sample, `${lender.token}x`));
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="tallystick", error="invalid_token"/);
  });

  it.each(OPEN)('%s is open to anybody', async (name) => {
    expect((await ask(wire, name, {}, undefined)).status).toBe(200);
    expect((await ask(wire, name, {}, 'rubbish')).status).toBe(200);
  });
});
