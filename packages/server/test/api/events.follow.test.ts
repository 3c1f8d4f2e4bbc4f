import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Lender, lenderOf, startTestServer, type TestServer } from '../harness/server.ts';
import { read } from './books-life.ts';
import { accrualBody, accrualItem, booked, drawBody, feeBody, freshKey, openLoan, paymentBody } from './loan-life.ts';
import { NOW, openStage, type Stage } from './stage.ts';

/** A reader follows the feed while eight writers commit over two servers of one database. */

let stage: Stage;
let twin: TestServer;
let lenders: readonly [Lender, Lender];

beforeAll(async () => {
  stage = await openStage();
  twin = await startTestServer({ database: stage.server.databaseUrl, now: () => NOW });
  const here = await stage.lender();
  lenders = [here, await lenderOf(twin.url, here.tenantId, here.clientId, here.clientSecret)];
});
afterAll(async () => {
  await twin.close();
  await stage.close();
});

interface Line {
  readonly loan_id?: string;
  readonly account_code: string;
  readonly direction: string;
  readonly amount_minor: string;
}

interface Event {
  readonly position: string;
  readonly event_id: string;
  readonly entries: readonly { readonly lines: readonly Line[] }[];
}

/** Reads what comes after the last position that was seen, again and again, until nothing comes and nobody writes. */
async function follow(lender: Lender, writing: () => boolean, size: number): Promise<Event[]> {
  const seen: Event[] = [];
  for (;;) {
    const mayEnd = !writing();
    const after = seen.at(-1)?.position ?? '0';
    const { items } = await read(lender, `/events?after=${after}&page_size=${size}`);
    seen.push(...items);
    if (items.length === 0 && mayEnd) return seen;
  }
}

/** A key for each thing that a writer has booked, in the order in which it was told so. */
async function write(lender: Lender, told: string[]): Promise<void> {
  const loans = [];
  for (let round = 0; round < 12; round++) {
    const loan = await openLoan(lender, { amount_minor: String(1_000 + round) });
    loans.push(loan);
    told.push(loan.disbursementId);
    const posts = [
      lender.post('/fees', feeBody(loan), freshKey()),
      lender.post('/payments', paymentBody(loan, { amount_minor: '612' }), freshKey()),
      lender.post('/disbursements', drawBody({ amount_minor: '3' }), freshKey()),
    ];
    const [fee, payment, draw] = await Promise.all(posts.map(booked));
    told.push(fee.fee_event_id, payment.payment_event_id, draw.disbursement_event_id);
  }
  const items = loans.map(({ loanId }) =>
    accrualItem(loanId, { outstanding_principal_minor: '1', interest_minor: '0' }),
  );
  const refused = await lender.post('/accruals/batch', accrualBody(lender.tenantId, items), freshKey());
  expect(refused.body.code, 'a refusal takes no position').toBe('batch_rejected');
}

it('misses no position, meets none twice, and can work the books out from what it read', async () => {
  const told: string[] = [];
  let writing = true;
  const writers = Promise.all(Array.from({ length: 8 }, (_, index) => write(lenders[index % 2]!, told))).finally(() => {
    writing = false;
  });
  const readers = [follow(lenders[0], () => writing, 500), follow(lenders[1], () => writing, 7)];
  await writers;
  const [events, again] = (await Promise.all(readers)) as [Event[], Event[]];

  expect(again).toEqual(events);
  expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => String(index + 1)));
  expect(events.map(({ event_id }) => event_id).sort()).toEqual(told.toSorted());

  const lines = events.flatMap(({ entries }) => entries.flatMap((entry) => entry.lines));
  const accounts = Map.groupBy(lines, (line) => line.account_code);
  const { accounts: stated } = await read(lenders[0], '/trial-balance');
  expect(stated.map((row: Record<string, string>) => [row.account_code, row.debits_minor, row.credits_minor])).toEqual(
    [...accounts].sort().map(([code, its]) => [code, sum(its, 'DR'), sum(its, 'CR')]),
  );
  for (const [loanId, its] of Map.groupBy(lines, (line) => line.loan_id!)) {
    const { body } = await lenders[0].get(`/loans/${loanId}/balance`);
    expect(
      [
        body.principal_outstanding_minor,
        body.interest_receivable_minor,
        body.fees_receivable_minor,
        body.suspense_minor,
      ],
      loanId,
    ).toEqual([standing(its, '1100'), standing(its, '1200'), standing(its, '1300'), standing(its, '2200', 'CR')]);
  }
});

const sum = (lines: readonly Line[], direction: string): string =>
  String(
    lines.filter((line) => line.direction === direction).reduce((total, line) => total + BigInt(line.amount_minor), 0n),
  );

/** What an account holds by its lines, on its own side. */
function standing(lines: readonly Line[], code: string, side = 'DR'): string {
  const own = lines.filter((line) => line.account_code === code);
  return String(BigInt(sum(own, side)) - BigInt(sum(own, side === 'DR' ? 'CR' : 'DR')));
}
