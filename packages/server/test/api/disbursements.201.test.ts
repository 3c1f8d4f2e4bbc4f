import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, booked, drawBody, freshKey, openLoan, owes } from './loan-life.ts';
import { addProgram } from './programs.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

const UUID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
const POSTED = '2026-06-15T12:00:00.000Z';

/** The lines of a loan's entries, oldest first: type, then each line as account, side and amount. */
async function journal(loanId: string): Promise<string[]> {
  const { body } = await lender.get(`/loans/${loanId}/journal-entries`);
  return body.items.map((item: { event_type: string; lines: Record<string, string>[] }) =>
    [item.event_type, ...item.lines.map((line) => `${line.account_code} ${line.direction} ${line.amount_minor}`)].join(
      ', ',
    ),
  );
}

it.each(['ach', 'wire', 'card_push'])(
  'a draw by %s is in transit, and the borrower owes it at once',
  async (method) => {
    const body = drawBody({ method });
    const answer = await lender.post('/disbursements', body, freshKey());
    expect(answer.status).toBe(201);
    expect(answer.headers.has('idempotent-replayed')).toBe(false);
    expect(answer.body).toEqual({
      disbursement_event_id: UUID,
      journal_entry_id: UUID,
      posted_at: POSTED,
      status: 'in_transit',
    });
    expect(await owes(lender, body.loan_id)).toEqual(['1000000', '0', '0', '0']);
    expect(await journal(body.loan_id)).toEqual(['disbursement, 1100 DR 1000000, 2100 CR 1000000']);
  },
);

it('an internal transfer settles at once: two entries, nothing left in transit', async () => {
  const body = drawBody({ method: 'internal_transfer' });
  const answer = await lender.post('/disbursements', body, freshKey());
  expect(answer.body).toMatchObject({ status: 'settled' });
  expect(await journal(body.loan_id)).toEqual([
    'disbursement, 1100 DR 1000000, 2100 CR 1000000',
    'disbursement_settled, 2100 DR 1000000, 1000 CR 1000000',
  ]);
});

it('a withheld fee is owed with the draw, deferred, and never leaves the bank', async () => {
  const body = drawBody({ withheld_fee_minor: '25000', destination_ref: 'account ••42' });
  const { disbursement_event_id: id } = await booked(lender.post('/disbursements', body, freshKey()));
  expect(await owes(lender, body.loan_id)).toEqual(['1000000', '0', '0', '0']);
  await acts(lender).settle(id);
  expect(await journal(body.loan_id)).toEqual([
    'disbursement, 1100 DR 1000000, 2100 CR 975000, 2300 CR 25000',
    'disbursement_settled, 2100 DR 975000, 1000 CR 975000',
  ]);
});

it('a second draw adds to the loan, and each draw settles by itself', async () => {
  const loan = await openLoan(lender);
  const ids = { loan_id: loan.loanId, borrower_id: loan.borrowerId };
  const second = await acts(lender).draw({ ...ids, amount_minor: '250000', effective_at: '2026-05-10' });
  expect(await owes(lender, loan.loanId)).toEqual(['1250000', '0', '0', '0']);
  await acts(lender).settle(second.disbursement_event_id, { effective_at: '2026-05-11' });
  await acts(lender).settle(loan.disbursementId);
  expect(await owes(lender, loan.loanId)).toEqual(['1250000', '0', '0', '0']);
});

it('a draw in a program of its own currency opens the loan there', async () => {
  const programId = await addProgram(stage, lender, { currency: 'MXN' });
  const body = drawBody({ program_id: programId.toUpperCase(), currency: 'MXN' });
  await booked(lender.post('/disbursements', body, freshKey()));
  const { body: balance } = await lender.get(`/loans/${body.loan_id}/balance`);
  expect(balance).toMatchObject({ currency: 'MXN', principal_outstanding_minor: '1000000', status: 'active' });
  await booked(lender.post('/disbursements', { ...body, program_id: undefined }, freshKey()));
});

it('the largest amount there is can be lent', async () => {
  const body = drawBody({ amount_minor: '9223372036854775807' });
  await booked(lender.post('/disbursements', body, freshKey()));
  expect(await owes(lender, body.loan_id)).toEqual(['9223372036854775807', '0', '0', '0']);
});

it('ids come back in lower case and metadata is kept', async () => {
  const loanId = randomUUID();
  const metadata = { batch: 'März', deep: { a: [1, null, true, 0.5] } };
  await booked(lender.post('/disbursements', drawBody({ loan_id: loanId.toUpperCase(), metadata }), freshKey()));
  const { body } = await lender.get(`/loans/${loanId.toUpperCase()}/balance`);
  expect(body.loan_id).toBe(loanId);
  const { operatorSql: sql } = stage.server.connections;
  const [row] = await sql`select request->'metadata' as metadata from events where loan_id = ${loanId}`;
  expect(row!.metadata).toEqual(metadata);
});

it('a settlement names its disbursement and its own entry', async () => {
  const loan = await openLoan(lender);
  const path = `/disbursements/${loan.disbursementId.toUpperCase()}/settle`;
  const answer = await lender.post(path, { effective_at: '2026-04-03', bank_ref: 'FT 26093' }, freshKey());
  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    settlement_event_id: UUID,
    disbursement_event_id: loan.disbursementId,
    journal_entry_id: UUID,
    posted_at: POSTED,
  });
  const { body } = await lender.get(`/loans/${loan.loanId}/journal-entries`);
  expect(body.items[1]).toMatchObject({
    event_type: 'disbursement_settled',
    effective_at: '2026-04-03',
    correlation_id: loan.disbursementId,
    lines: [{ external_ref: 'FT 26093' }, { external_ref: 'FT 26093' }],
  });
});
