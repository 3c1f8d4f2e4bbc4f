import { type Contract, contract } from '@tallystick/core/contract';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Ledger } from '../src/index.ts';
import { KEY, ledgerOf } from './ledger-of.ts';
import { scripted } from './scripted-server.ts';

/** What of an operation a call is made by: its route and the parts of its input, read off the contract. */
interface Described {
  readonly name: string;
  readonly noun: string;
  readonly verb: string;
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly takesBody: boolean;
}

/** A schema as far as a test needs it: the fields of an object, under a default or not. */
interface Schema {
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly def?: { readonly innerType?: Schema };
}

const fieldsOf = (schema: Schema | undefined): Readonly<Record<string, Schema>> =>
  schema?.shape ?? schema?.def?.innerType?.shape ?? {};

const OPERATIONS: readonly Described[] = Object.entries(contract).flatMap(([noun, verbs]) =>
  Object.entries(verbs).map(([verb, procedure]) => {
    const { route, inputSchema } = procedure['~orpc'];
    const input = fieldsOf(inputSchema as Schema | undefined);
    const query = Object.keys(fieldsOf(input.query)).filter((field) => field !== 'page_token');
    const name = `${noun}.${verb}`;
    return { name, noun, verb, method: route.method ?? '', path: route.path ?? '', query, takesBody: 'body' in input };
  }),
);

/** The options that are called otherwise than their fields, because they read better so. */
const OPTION_NAMES: Readonly<Record<string, string>> = { as_of_date: 'asOf', from_date: 'from', to_date: 'to' };

const optionOf = (field: string): string =>
  OPTION_NAMES[field] ?? field.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

type AnyCall = (...args: unknown[]) => Promise<unknown> | { page(): Promise<unknown> };

/** Calls an operation as the contract lets it be called, and answers what the server met. */
async function called({ noun, verb, method, path, query, takesBody }: Described) {
  const server = await scripted([{ status: method === 'POST' ? 201 : 200, body: { items: [], lines: [] } }]);
  const verbs = ledgerOf(server).ledger[noun as keyof Ledger] as unknown as Readonly<Record<string, AnyCall>>;
  const ids = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => `the ${parameter}`);
  const body = takesBody ? [{ deep: [{ amount_minor: 5n }] }] : [];
  const filters = Object.fromEntries(query.map((field) => [optionOf(field), `a ${field}`]));
  const result = verbs[verb]!(...ids, ...body, { ...filters, ...(method === 'POST' ? { idempotencyKey: KEY } : {}) });
  await ('page' in result ? result.page() : result);
  expect(server.met).toHaveLength(1);
  return server.met[0]!;
}

describe.each(OPERATIONS)('$name', (operation) => {
  const { method, path, query, takesBody } = operation;

  it(`is ${method} ${path}, its ids in their places`, async () => {
    const met = await called(operation);
    const address = path.replaceAll(/\{(\w+)\}/g, (_, parameter) => encodeURIComponent(`the ${parameter}`));
    expect([met.method, met.url.split('?')[0]]).toEqual([method, `/v1${address}`]);
  });

  it('asks for everything that the contract lets be asked for', async () => {
    const { url } = await called(operation);
    const asked = [...new URL(url, 'http://ledger').searchParams].sort();
    expect(asked).toEqual(query.map((field) => [field, `a ${field}`]).sort());
  });

  it(`sends ${takesBody ? 'its body, amounts as digits' : 'no body'}, and a key only as a post`, async () => {
    const { body, headers } = await called(operation);
    expect(body).toBe(takesBody ? '{"deep":[{"amount_minor":"5"}]}' : '');
    expect(headers['idempotency-key']).toBe(method === 'POST' ? KEY : undefined);
  });
});

it('the client has a call for every operation of the contract: the compiler sees it too', () => {
  type Reachable = { [N in keyof Contract]: { [V in keyof Contract[N]]: (...args: never) => unknown } };
  expectTypeOf<Ledger>().toExtend<Reachable>();
});
