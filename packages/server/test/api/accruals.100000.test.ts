import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { accrualBody, freshKey, owes } from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

/** The largest batch there is, from the body on the wire to the books that verify. */

const LOANS = 100_000;
/** The n-th loan has a principal of 1,000,000 + n and accrues n. */
const TOTAL = (BigInt(LOANS) * BigInt(LOANS + 1)) / 2n;
const loanId = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  await bringIn(lender.tenantId, stage.server.databaseUrl);
});

afterAll(() => stage.close());

/** Writes the loans as one entry of opening balances: through the engine they would take minutes. */
async function bringIn(tenantId: string, url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  const id = (n: string) => `('00000000-0000-4000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
  await sql.unsafe(`
    select ensure_postings_month('2026-04-01');
    with booked as (select '${tenantId}'::uuid as tenant, gen_random_uuid() as event, gen_random_uuid() as entry),
    numbers as (select n, ${id('n')} as loan from generate_series(1, ${LOANS}) as n),
    e as (insert into events select tenant, event, 'loan', 'test:bring-in', '\\x00', '{}', '{}', 'test', null, null, '2026-04-01', 1, array[entry] from booked),
    f as (insert into feeds select tenant, 1 from booked),
    j as (insert into journal_entries select tenant, entry, event, 'manual_adjustment', 'USD', '2026-04-01', '2026-04-01',
      '2026-04-01', null, null, null, 'test' from booked),
    p as (insert into postings select tenant, entry, n, 1100, 3000, 1000000 + n, 'USD', 'SETTLED', loan, loan, 1, null, '2026-04-01'
      from booked, numbers),
    d as (insert into account_days select tenant, tenant, account, 'USD', 'SETTLED', '2026-04-01', dr * total, (1 - dr) * total
      from booked, (select sum(1000000 + n) as total from numbers) t, (values (1100, 1), (3000, 0)) as side (account, dr))
    insert into loans (tenant_id, loan_id, borrower_id, program_id, currency, status, principal, opened_at, first_draw_at,
      last_effective_at, entry_count, last_activity_at)
    select tenant, loan, loan, tenant, 'USD', 'active', 1000000 + n, '2026-04-01', '2026-04-01', '2026-04-01', 1, '2026-04-01'
      from booked, numbers`);
  await sql.end();
}

const items = (interest: (n: number) => number) =>
  Array.from({ length: LOANS }, (_, index) => ({
    loan_id: loanId(index + 1),
    outstanding_principal_minor: String(1_000_001 + index),
    interest_minor: String(interest(index + 1)),
  }));

it('100,000 loans accrue in one batch, once', { timeout: 60_000 }, async () => {
  const control = { loan_count: LOANS, total_interest_minor: String(TOTAL) };
  const fields = { accrual_date: '2026-04-01', control };
  const text = JSON.stringify(
    accrualBody(
      lender.tenantId,
      items((n) => n),
      fields,
    ),
  );
  const key = freshKey();

  const begun = performance.now();
  const first = await lender.post('/accruals/batch', text, key);
  const seconds = (performance.now() - begun) / 1000;
  console.log(`${LOANS} loans, ${(text.length / 2 ** 20).toFixed(1)} MiB: ${seconds.toFixed(2)} s`);

  expect(first.status, first.text).toBe(201);
  expect(first.body).toMatchObject({
    loan_count: LOANS,
    posted_count: LOANS,
    skipped_count: 0,
    total_accrued_minor: String(TOTAL),
    warnings: [],
  });
  expect(await owes(lender, loanId(LOANS))).toEqual(['1100000', '100000', '0', '0']);
  expect(await owes(lender, loanId(1))).toEqual(['1000001', '1', '0', '0']);

  const replay = await lender.post('/accruals/batch', text, key);
  expect([replay.status, replay.text]).toEqual([200, first.text]);
});

it('and not twice: the second batch for the date names the first 1,000 duplicates', { timeout: 60_000 }, async () => {
  const body = accrualBody(
    lender.tenantId,
    items((n) => n),
    { accrual_date: '2026-04-01' },
  );
  const answer = await lender.post('/accruals/batch', body, freshKey());
  expect([answer.status, answer.body.code]).toEqual([409, 'accrual_duplicate']);
  expect(answer.body.errors).toHaveLength(1_000);
  expect(answer.body.detail).toBe('100000 of 100000 items refused, nothing was booked');
});

it('zeros, a dry run and duplicates to skip go the same way', { timeout: 60_000 }, async () => {
  const odd = (n: number) => (n % 2 === 1 ? n : 0);
  const body = accrualBody(lender.tenantId, items(odd), { accrual_date: '2026-04-02', on_duplicate: 'skip' });
  const key = freshKey();
  const before = await stage.census();
  const rehearsed = await lender.post('/accruals/batch', { ...body, dry_run: true }, key);
  expect(rehearsed.status, rehearsed.text).toBe(200);
  expect(await stage.census()).toBe(before);
  const figures = { posted_count: LOANS, skipped_count: 0, total_accrued_minor: String((LOANS / 2) ** 2) };
  expect(rehearsed.body).toMatchObject(figures);

  const real = await lender.post('/accruals/batch', body, key);
  expect([real.status, real.body]).toMatchObject([201, figures]);
  const again = await lender.post('/accruals/batch', body, freshKey());
  expect([again.status, again.body]).toMatchObject([
    201,
    { posted_count: 0, skipped_count: LOANS, total_accrued_minor: '0' },
  ]);
  expect(await owes(lender, loanId(1))).toEqual(['1000001', '2', '0', '0']);
});

it('one wrong loan among 100,000 is found, and nothing is booked', { timeout: 60_000 }, async () => {
  const body = accrualBody(
    lender.tenantId,
    items((n) => n).with(77_776, { loan_id: loanId(77_777), outstanding_principal_minor: '1', interest_minor: '1' }),
    { accrual_date: '2026-04-03' },
  );
  const answer = await lender.post('/accruals/batch', body, freshKey());
  expect([answer.status, answer.body.code]).toEqual([422, 'batch_rejected']);
  expect(answer.body.errors).toEqual([
    { pointer: '/loans/77776', code: 'principal_mismatch', detail: 'principal 1077777 at 2026-04-03, sent 1' },
  ]);
  expect(await owes(lender, loanId(1))).toEqual(['1000001', '2', '0', '0']);
});

it('the batch is undone whole by one entry, and its date can be accrued again', { timeout: 60_000 }, async () => {
  const { items: entries } = (await lender.get(`/loans/${loanId(2)}/journal-entries?event_type=accrual`)).body;
  const body = { journal_entry_id: entries[0].journal_entry_id, reason_code: 'wrong_rate' };
  const begun = performance.now();
  const undone = await lender.post('/reversals', body, freshKey());
  console.log(`${LOANS} loans undone: ${((performance.now() - begun) / 1000).toFixed(2)} s`);
  expect(undone.status, undone.text).toBe(201);
  expect(undone.body).toMatchObject({ reversed_count: LOANS, reversed_entry_ids: [body.journal_entry_id] });
  expect(await owes(lender, loanId(2))).toEqual(['1000002', '0', '0', '0']);
  const again = accrualBody(
    lender.tenantId,
    items(() => 1),
    { accrual_date: '2026-04-01' },
  );
  expect((await lender.post('/accruals/batch', again, freshKey())).body).toMatchObject({ posted_count: LOANS });
});

it('and for all but one of its loans, by name', { timeout: 60_000 }, async () => {
  const { items: entries } = (await lender.get(`/loans/${loanId(2)}/journal-entries?order=desc`)).body;
  const loan_ids = Array.from({ length: LOANS - 1 }, (_, index) => loanId(index + 2));
  const body = { journal_entry_id: entries[0].journal_entry_id, reason_code: 'wrong_rate', loan_ids };
  const undone = await lender.post('/reversals', body, freshKey());
  expect(undone.body, undone.text).toMatchObject({ reversed_count: LOANS - 1 });
  expect(await owes(lender, loanId(1))).toEqual(['1000001', '2', '0', '0']);
  expect(await owes(lender, loanId(2))).toEqual(['1000002', '0', '0', '0']);
});
