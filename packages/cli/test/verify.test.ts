import { openConnections, openDatabase } from '@tallystick/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorkplace } from './harness/tally.ts';

const LOAN = '11111111-1111-1111-1111-111111111111';
const LIMIT = { timeout: 60_000 };

const workplace = openWorkplace();
afterAll(() => workplace.close(), 60_000);
beforeAll(async () => {
  expect(await workplace.tally(['demo'])).toMatchObject({ code: 0 });
}, 60_000);

/** Runs a statement as the superuser, whom no wall of ours keeps out. */
async function tamper(statement: string): Promise<void> {
  const database = await openDatabase({ databaseUrl: undefined, dataDir: workplace.dataDir }, () => undefined);
  const connections = openConnections(database.url);
  try {
    await connections.operatorSql.unsafe(`set role none; ${statement}`);
  } finally {
    await connections.end();
    await database.close();
  }
}

it('finds the demo books in order', LIMIT, async () => {
  const { code, stdout } = await workplace.tally(['verify', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    findings: [],
    counts: { tenants: 1, loans: 1, journal_entries: 4 },
  });
  expect(code).toBe(0);
});

it('names a balance that somebody changed, with both figures, and exits 6', LIMIT, async () => {
  await tamper(`update loans set principal = principal - 1 where loan_id = '${LOAN}'`);
  const json = await workplace.tally(['verify', '--json']);
  const found = JSON.parse(json.stdout);
  expect(json.code).toBe(6);
  expect(found.ok).toBe(false);
  expect(found.findings).toContainEqual({
    check: 'loan_balances',
    tenant_id: '01980000-0000-7000-8000-0000000000de',
    detail: `loan ${LOAN} stores principal 999999, its postings make 1000000`,
  });
  const plain = await workplace.tally(['verify']);
  expect(plain.code).toBe(6);
  expect(plain.stdout).toContain(`loan ${LOAN} stores principal 999999, its postings make 1000000`);
  expect(plain.stdout).toMatch(/\d findings?: the books are not in order\.\n$/);
});

it('finds them in order again once the balance is put back', LIMIT, async () => {
  await tamper(`update loans set principal = principal + 1 where loan_id = '${LOAN}'`);
  expect(await workplace.tally(['verify'])).toMatchObject({ code: 0 });
});
