import { NO_BALANCES } from '@tallystick/core';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Connections, openConnections } from '../../src/store/connections.ts';
import { inOneText, loansIn } from '../../src/store/loan-text.ts';
import { type Tx, writing } from '../../src/store/transaction.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const idOf = (place: number) => `22222222-2222-4222-8222-${String(place).padStart(12, '0')}`;
const MOST = 9_223_372_036_854_775_807n;

let database: TestDatabase;
let connections: Connections;

beforeAll(async () => {
  database = await freshDatabase();
  connections = openConnections(database.url, {});
  const admin = postgres(database.url, { max: 1, onnotice: () => undefined });
  // Each column has a value of its own, so that two that are read in each other's place are found.
  const insert = (place: number, more: string, values: string) =>
    admin.unsafe(`
      insert into loans (tenant_id, loan_id, borrower_id, program_id, currency, status, opened_at, last_effective_at,
        last_activity_at${more})
      values ('${TENANT}', '${idOf(place)}', '${idOf(100 + place)}', '${idOf(200 + place)}', 'USD', 'active', '2024-02-29',
        '2026-11-26', '2026-11-26T12:00:00.5Z'${values})`);
  await insert(3, '', '');
  await insert(
    1,
    `, nonaccrual, principal, interest, fees, late_charges, suspense, claim_principal, claim_interest, claim_fees,
      nonaccrual_interest, first_draw_at, accrued_through, entry_count, successor_loan_id`,
    `, true, ${MOST}, 2, 3, 4, 5, 6, 7, 8, 9, '0001-01-01', '9999-12-31', 2147483647, '${idOf(2)}'`,
  );
  await insert(2, ', principal, first_draw_at', `, 1, '2024-03-01'`);
  await admin.end();
});

afterAll(async () => {
  await connections?.end();
  await database?.drop();
});

const textOf = (tx: Tx, ids: readonly string[]) =>
  inOneText(tx, tx`select *, ctid from loans where loan_id = any(${ids}::uuid[]) order by loan_id for update`, [
    'ctid',
  ]);

const loan = (place: number, more: object) => ({
  id: idOf(place),
  borrowerId: idOf(100 + place),
  programId: idOf(200 + place),
  currency: 'USD',
  status: 'active',
  nonaccrual: false,
  balances: NO_BALANCES,
  openedAt: '2024-02-29',
  firstDrawAt: undefined,
  lastEffectiveAt: '2026-11-26',
  accruedThrough: undefined,
  entryCount: 0,
  lastActivityAt: '2026-11-26T12:00:00.500Z',
  successorId: undefined,
  movementsAfter: '2026-11-26',
  movements: [],
  ...more,
});

it('reads every column of each loan, in the order of the ids', async () => {
  const [text] = await writing(connections.writer, (tx) => textOf(tx, [3, 1, 4, 2].map(idOf)));
  const found = loansIn(text!, 1);
  expect(found.map((one) => one.loan)).toStrictEqual([
    loan(1, {
      nonaccrual: true,
      balances: {
        ...{ principal: MOST, interest: 2n, fees: 3n, lateCharges: 4n, suspense: 5n },
        ...{ claimPrincipal: 6n, claimInterest: 7n, claimFees: 8n, nonaccrualInterest: 9n },
      },
      firstDrawAt: '0001-01-01',
      accruedThrough: '9999-12-31',
      entryCount: 2_147_483_647,
      successorId: idOf(2),
    }),
    loan(2, { balances: { ...NO_BALANCES, principal: 1n }, firstDrawAt: '2024-03-01' }),
    loan(3, {}),
  ]);
  expect(found.map(({ more }) => more)).toStrictEqual([['(0,2)'], ['(0,3)'], ['(0,1)']]);
});

it.each([
  ['late_charges', 'lateCharges'],
  ['suspense', 'suspense'],
  ['claim_principal', 'claimPrincipal'],
  ['claim_interest', 'claimInterest'],
  ['claim_fees', 'claimFees'],
  ['nonaccrual_interest', 'nonaccrualInterest'],
])('reads a loan that has %s alone of what most have none of', async (column, bucket) => {
  const [text] = await writing(connections.writer, async (tx) => {
    await tx`update loans set ${tx.unsafe(column)} = 7 where loan_id = ${idOf(3)}`;
    return textOf(tx, [idOf(3)]);
  });
  await writing(connections.writer, (tx) => tx`update loans set ${tx.unsafe(column)} = 0 where loan_id = ${idOf(3)}`);
  expect(loansIn(text!, 1).map((one) => one.loan)).toStrictEqual([
    loan(3, { balances: { ...NO_BALANCES, [bucket]: 7n } }),
  ]);
});

it('reads no loan where there is none', async () => {
  const [text] = await writing(connections.writer, (tx) => textOf(tx, [idOf(4)]));
  expect(loansIn(text!, 1)).toEqual([]);
});
