import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Answer, DESCRIBED, type Lender } from '../harness/server.ts';
import { corrections } from './corrections.ts';
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
import { askFor, firstEntryOf, type Sample, sampleOf } from './samples.ts';
import { openStage, type Stage } from './stage.ts';

/**
 * Another lender's id answers as an absent one does: same status, same words. The places where an id can stand are read
 * off the contract, so a new one is tested when it is described.
 */

let stage: Stage;
let lender: Lender;
let other: Lender;
let theirs: TestLoan;
/** Ids of events and of an entry that the other lender has, by the noun of the operations that take one. */
let events: Readonly<Record<string, string>>;

beforeAll(async () => {
  stage = await openStage();
  [lender, other] = await Promise.all([stage.lender(), stage.lender()]);
  theirs = await openLoan(other, { program_id: await addProgram(stage, other, {}) });
  const did = acts(other);
  events = {
    disbursements: theirs.disbursementId,
    accruals: (await did.accrue(theirs)).accrual_event_id,
    fees: (await did.charge(theirs)).fee_event_id,
    payments: (await did.pay(theirs)).payment_event_id,
    journalEntries: await firstEntryOf(theirs, other),
    adjustments: (await corrections(other).adjust(['DR 1000 5', 'CR 3000 5'])).adjustment_event_id,
  };
});

afterAll(() => stage.close());

/** What the other lender has that could stand in a place of this name. A new name needs a line here. */
const THEIRS: Readonly<Record<string, (noun: string) => string>> = {
  loan_id: () => theirs.loanId,
  loan_ids: () => theirs.loanId,
  old_loan_id: () => theirs.loanId,
  new_loan_id: () => theirs.loanId,
  borrower_id: () => theirs.borrowerId,
  program_id: () => theirs.programId,
  id: (noun) => events[noun] ?? theirs.disbursementId,
  journal_entry_id: () => events.journalEntries!,
  from_receipt_event_id: () => events.payments!,
  retry_of: () => events.payments!,
  subject_event_id: () => events.payments!,
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

/** The name of a place: `loan_id`, and of an item of a list that of the list. */
const nameOf = (place: Place): string => place.findLast((step) => !/^\d+$/.test(step))!;

const rows = DESCRIBED.flatMap((operation) =>
  placesOf(operation.procedure['~orpc'].inputSchema).map(
    (place) => [operation.name, place.join('/'), { operation, place }] as const,
  ),
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

describe.each(rows)("%s: another lender's id in %s", (name, _, { operation, place }) => {
  it('answers as an absent one does', async () => {
    const asker = await stage.lender(); // a fresh one, because a draw with a foreign loan id opens a loan of its own
    const askWith = async (id: string): Promise<Answer> =>
      askFor(asker, operation, withAt(await sampleOf(name, asker), place, id) as Sample);
    const foreign = THEIRS[nameOf(place)]!(name.split('.')[0]!);
    const absent = randomUUID();
    const [refused, expected] = [await askWith(foreign), await askWith(absent)];
    expect(refused.status).toBe(expected.status);
    expect(plain(refused, foreign)).toEqual(plain(expected, absent));
    const { loanId, borrowerId, programId } = theirs;
    for (const id of [loanId, borrowerId, programId, ...Object.values(events)]) {
      if (id !== foreign) expect(refused.text, 'tells an id of theirs').not.toContain(id);
    }
  });
});

/** An answer without what differs each time: the id that was sent, the trace, and the ids of what was booked or named. */
function plain(answer: Answer, sent: string): string {
  const text = answer.text.replaceAll(sent, '<id>').replace(/"trace_id":"\w+"/, '');
  return text.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<other>');
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
