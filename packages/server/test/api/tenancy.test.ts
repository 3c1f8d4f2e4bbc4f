import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Answer, DESCRIBED, type Lender } from '../harness/server.ts';
import {
  accrualBody,
  accrualItem,
  acts,
  drawBody,
  freshKey,
  openLoan,
  paymentBody,
  type TestLoan,
} from './loan-life.ts';
import { addProgram } from './programs.ts';
import { pathOf, type Sample, sampleOf } from './samples.ts';
import { openStage, type Stage } from './stage.ts';

/**
 * Another lender's id answers as an absent one does: same status, same words. The places where an id can stand are read
 * off the contract, so a new one is tested when it is described.
 */

let stage: Stage;
let lender: Lender;
let other: Lender;
let theirs: TestLoan;

beforeAll(async () => {
  stage = await openStage();
  [lender, other] = await Promise.all([stage.lender(), stage.lender()]);
  theirs = await openLoan(other, { program_id: await addProgram(stage, other, {}) });
  await acts(other).pay(theirs);
});

afterAll(() => stage.close());

/** What the other lender has that could stand in a place of this name. A new name needs a line here. */
const THEIRS: Readonly<Record<string, () => string>> = {
  loan_id: () => theirs.loanId,
  borrower_id: () => theirs.borrowerId,
  program_id: () => theirs.programId,
  id: () => theirs.disbursementId,
};

type Place = readonly string[];

/** Every place of an operation's input where an id can stand: `['body', 'loans', '0', 'loan_id']`. */
function placesOf(input: unknown): Place[] {
  if (input === undefined) return [];
  const root = z.toJSONSchema(input as z.ZodType, { io: 'input', unrepresentable: 'any' });
  return idsIn(root, [], (root.$defs ?? {}) as Definitions);
}

type Schema = z.core.JSONSchema.BaseSchema;
type Definitions = Readonly<Record<string, Schema>>;

function idsIn(schema: Schema, at: Place, defs: Definitions): Place[] {
  if (schema.$ref !== undefined) return idsIn(defs[schema.$ref.split('/').at(-1)!]!, at, defs);
  const properties = Object.entries(schema.properties ?? {}) as [string, Schema][];
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])] as Schema[];
  return [
    ...(schema.format === 'uuid' ? [at] : []),
    ...properties.flatMap(([name, child]) => idsIn(child, [...at, name], defs)),
    ...alternatives.flatMap((child) => idsIn(child, at, defs)),
    ...(typeof schema.items === 'object' ? idsIn(schema.items as Schema, [...at, '0'], defs) : []),
  ];
}

/** The value with another one at a place. */
function withAt(value: unknown, [step, ...rest]: Place, id: string): unknown {
  if (step === undefined) return id;
  if (Array.isArray(value)) return value.with(Number(step), withAt(value[Number(step)], rest, id));
  const object = (value ?? {}) as Record<string, unknown>;
  return { ...object, [step]: withAt(object[step], rest, id) };
}

const rows = DESCRIBED.flatMap(({ name, method, path, procedure }) =>
  placesOf(procedure['~orpc'].inputSchema).map((place) => [name, place.join('/'), { method, path, place }] as const),
);

it('the contract was read: ids stand in paths, bodies and batch items', () => {
  const found = rows.map(([name, place]) => `${name} ${place}`);
  expect(found).toEqual(
    expect.arrayContaining([
      'disbursements.settle params/id',
      'payments.create body/loan_id',
      'accruals.postBatch body/loans/0/loan_id',
      'loans.balance params/loan_id',
    ]),
  );
});

describe.each(rows)("%s: another lender's id in %s", (name, _, { method, path, place }) => {
  it('answers as an absent one does', async () => {
    const asker = await stage.lender(); // a fresh one, because a draw with a foreign loan id opens a loan of its own
    const ask = (sample: Sample): Promise<Answer> => {
      const target = pathOf(path, sample);
      return method === 'POST' ? asker.post(target, sample.body, freshKey()) : asker.get(target);
    };
    const sample = await sampleOf(name, asker);
    const foreign = THEIRS[place.at(-1)!]!();
    const absent = randomUUID();
    const refused = await ask(withAt(sample, place, foreign) as Sample);
    const expected = await ask(withAt(sample, place, absent) as Sample);
    expect(refused.status).toBe(expected.status);
    expect(plain(refused, foreign)).toEqual(plain(expected, absent));
    for (const [kind, idOf] of Object.entries(THEIRS)) {
      if (idOf() !== foreign) expect(refused.text, `tells their ${kind}`).not.toContain(idOf());
    }
  });
});

/** An answer without what differs each time: the id that was sent, the trace, and the ids and times of what was booked. */
function plain(answer: Answer, sent: string): string {
  const text = answer.text.replaceAll(sent, '<id>').replace(/"trace_id":"\w+"/, '');
  return answer.status < 300 ? text.replaceAll(/[0-9a-f-]{36}/g, '<new>').replaceAll(/"posted_at":"[^"]+"/g, '') : text;
}

it('a loan id that another lender uses opens a loan of our own', async () => {
  const before = await other.get(`/loans/${theirs.loanId}/balance`);
  const body = drawBody({ loan_id: theirs.loanId, amount_minor: '7', currency: 'EUR' });
  expect((await lender.post('/disbursements', body, freshKey())).status).toBe(201);
  expect((await lender.get(`/loans/${theirs.loanId}/balance`)).body).toMatchObject({
    currency: 'EUR',
    principal_outstanding_minor: '7',
  });
  expect((await other.get(`/loans/${theirs.loanId}/balance`)).text).toBe(before.text);
});

it("another lender's processor reference names nothing here", async () => {
  const external_ref = `ch_${randomUUID()}`;
  await acts(other).pay(theirs, { external_ref });
  const ours = await openLoan(lender);
  const answer = await lender.post('/payments', paymentBody(ours, { external_ref, amount_minor: '3' }), freshKey());
  expect(answer.status, answer.text).toBe(201);
});

it("another lender's idempotency key is free here", async () => {
  const key = freshKey();
  expect((await other.post('/payments', paymentBody(theirs), key)).status).toBe(201);
  expect((await lender.post('/payments', paymentBody(await openLoan(lender)), key)).status).toBe(201);
});

it("a batch with another lender's loan is refused whole, and says no more than of an absent one", async () => {
  const ours = await openLoan(lender);
  const batch = (id: string) => accrualBody(lender.tenantId, [accrualItem(ours.loanId), accrualItem(id)]);
  const absent = randomUUID();
  const foreign = await openLoan(other);
  const refused = await stage.refused('batch_rejected', () =>
    lender.post('/accruals/batch', batch(foreign.loanId), freshKey()),
  );
  const expected = await stage.refused('batch_rejected', () =>
    lender.post('/accruals/batch', batch(absent), freshKey()),
  );
  expect(plain(refused, foreign.loanId)).toBe(plain(expected, absent));
});
