import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Lender, lenderOf, startTestServer, type TestServer } from '../harness/server.ts';
import { read } from './books-life.ts';
import { accrualBody, accrualItem, booked, freshKey, openLoan, paymentBody, type TestLoan } from './loan-life.ts';
import { NOW, openStage, type Stage } from './stage.ts';

/** Posts into a period race its close, over two servers of one database. */

let stage: Stage;
let twin: TestServer;
let lenders: readonly [Lender, Lender];
let loans: readonly TestLoan[];

beforeAll(async () => {
  stage = await openStage();
  twin = await startTestServer({ database: stage.server.databaseUrl, now: () => NOW });
  const here = await stage.lender();
  lenders = [here, await lenderOf(twin.url, here.tenantId, here.clientId, here.clientSecret)];
  loans = await Promise.all(Array.from({ length: 20 }, () => openLoan(here)));
});
afterAll(async () => {
  await twin.close();
  await stage.close();
});

const days = ['2026-04-10', '2026-04-20', '2026-04-30', '2026-05-10'];

it('what a close counted is all that will ever count in its period', async () => {
  const [here] = lenders;
  let closing = true;
  const writers = Array.from({ length: 8 }, async (_, index) => {
    const lender = lenders[index % 2]!;
    for (let round = 0; closing || round < 5; round++) {
      const loan = loans[(index * 5 + round) % loans.length]!;
      const date = days[round % days.length];
      if (round % 3 === 2) {
        const batch = { accrual_date: date, on_duplicate: 'skip' };
        const body = accrualBody(lender.tenantId, [accrualItem(loan.loanId)], batch);
        await booked(lender.post('/accruals/batch', body, freshKey()));
      } else {
        const fields = { amount_minor: '1', effective_at: date, allocation_mode: 'fees_only' };
        await booked(lender.post('/payments', paymentBody(loan, fields), freshKey()));
      }
    }
  });
  const closed = [];
  for (const [index, through_date] of days.entries()) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    const body = await booked(lenders[index % 2]!.post('/periods/close', { through_date }, freshKey()));
    closed.push(body);
    closing = index + 1 < days.length;
  }
  await Promise.all(writers);

  for (const { through_date, totals } of closed) {
    const { totals: now } = await read(here, `/trial-balance?as_of_date=${through_date}&currency=USD`);
    expect(totals).toEqual([{ currency: 'USD', ...now }]);
  }
  const sql = postgres(stage.server.databaseUrl, { max: 1 });
  const late = await sql`
    select e.journal_entry_id from journal_entries e
    join events v on v.tenant_id = e.tenant_id and v.event_id = e.event_id
    join events c on c.tenant_id = e.tenant_id and c.kind = 'period_close' and c.position < v.position
    join periods p on p.tenant_id = c.tenant_id and p.event_id = c.event_id
    where e.tenant_id = ${here.tenantId} and e.accounting_date <= p.through_date`;
  const [rolled] = await sql`
    select count(*)::int as n from journal_entries
    where tenant_id = ${here.tenantId} and accounting_date <> effective_at`;
  await sql.end();
  expect(late, 'entries that follow a close in the feed and count before its day').toEqual([]);
  expect(rolled!.n, 'entries that a close pushed on').toBeGreaterThan(0);
});
