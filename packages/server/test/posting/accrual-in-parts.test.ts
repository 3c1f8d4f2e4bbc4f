import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBooks } from '../../src/index.ts';
import { type Lender, startTestServer, type TestServer } from '../harness/server.ts';

/** A batch of more than 2,000 loans is booked part by part; to whoever asks it must be one act. */

const LOANS = 10_050;
const idOf = (place: number) => `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`;

let server: TestServer;
let lender: Lender;

beforeAll(async () => {
  server = await startTestServer();
  lender = await server.lender();
  let next = 0;
  const draw = async () => {
    for (let place = next++; place < LOANS; place = next++) {
      const draws = {
        amount_minor: '1000',
        currency: 'USD',
        effective_at: '2026-01-01',
        method: 'wire',
        destination_ref: 'x',
      };
      const { status } = await lender.post(
        '/disbursements',
        { loan_id: idOf(place), borrower_id: idOf(place), ...draws },
        `draw:${idOf(place)}`,
      );
      expect(status).toBe(201);
    }
  };
  await Promise.all(Array.from({ length: 64 }, draw));
});

afterAll(() => server.close());

const batchOn = (date: string, changes: Record<number, object> = {}, extra: object = {}) => ({
  program_id: lender.tenantId,
  accrual_date: date,
  day_count_convention: 'ACT_365',
  // Backwards, so that the order of the items is not the order in which loans are locked.
  loans: Array.from({ length: LOANS }, (_, at) => {
    const place = LOANS - 1 - at;
    return { loan_id: idOf(place), outstanding_principal_minor: '1000', interest_minor: '3', ...changes[place] };
  }),
  ...extra,
});

const rowsOf = async () => {
  const { counts } = await verifyBooks(server.connections.operatorSql);
  return { events: counts.events, entries: counts.journal_entries, postings: counts.postings };
};

describe('a batch of three parts', () => {
  it('with one bad loan in its last part books nothing of the first two, and names the loan by its place', async () => {
    const before = await rowsOf();
    const bad = { 3: { outstanding_principal_minor: '999' }, [LOANS - 2]: { loan_id: idOf(77_777) } };
    const { status, body } = await lender.post('/accruals/batch', batchOn('2026-02-01', bad), 'accrual:parts:bad');
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'batch_rejected', detail: `2 of ${LOANS} items refused, nothing was booked` });
    expect(body.errors).toEqual([
      { pointer: '/loans/1', code: 'loan_not_found', detail: `no loan ${idOf(77_777)}` },
      { pointer: `/loans/${LOANS - 4}`, code: 'principal_mismatch', detail: 'principal 1000 at 2026-02-01, sent 999' },
    ]);
    expect(await rowsOf()).toEqual(before);
  });

  it('that is only rehearsed answers as it would and books nothing', async () => {
    const before = await rowsOf();
    const { status, body } = await lender.post(
      '/accruals/batch',
      batchOn('2026-02-01', {}, { dry_run: true }),
      'accrual:parts:1',
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ dry_run: true, posted_count: LOANS, total_accrued_minor: String(3 * LOANS) });
    const [entry, ...others] = body.entries;
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ event_type: 'accrual', line_count: 2 * LOANS, lines_truncated: true });
    expect(entry.lines).toHaveLength(1_000);
    expect(entry.lines[0]).toMatchObject({ sequence: 1, direction: 'DR', account_code: '1200', amount_minor: '3' });
    expect(await rowsOf()).toEqual(before);
  });

  it('is one event with one entry, whose postings are numbered without a gap', async () => {
    const before = await rowsOf();
    const zero = { 7: { interest_minor: '0' } };
    const { status, body } = await lender.post('/accruals/batch', batchOn('2026-02-01', zero), 'accrual:parts:1');
    expect(status).toBe(201);
    expect(body).toMatchObject({
      loan_count: LOANS,
      posted_count: LOANS,
      total_accrued_minor: String(3 * (LOANS - 1)),
    });
    expect(await rowsOf()).toEqual({
      events: before.events! + 1,
      entries: before.entries! + 1,
      postings: before.postings! + LOANS - 1,
    });
    const [numbers] = await server.connections.operatorSql<{ least: number; most: number; all: bigint }[]>`
      select min(sequence) as least, max(sequence) as most, count(distinct sequence) as all
      from postings where journal_entry_id = ${body.journal_entry_id}`;
    expect(numbers).toEqual({ least: 1, most: LOANS - 1, all: BigInt(LOANS - 1) });
  });

  it('sent again under its key is answered from the books; under another it is a duplicate, loan by loan', async () => {
    const zero = { 7: { interest_minor: '0' } };
    const again = await lender.post('/accruals/batch', batchOn('2026-02-01', zero), 'accrual:parts:1');
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    const other = await lender.post('/accruals/batch', batchOn('2026-02-01', zero), 'accrual:parts:2');
    expect([other.status, other.body.code, other.body.errors.length]).toEqual([409, 'accrual_duplicate', 1_000]);
    const skipped = await lender.post(
      '/accruals/batch',
      batchOn('2026-02-01', zero, { on_duplicate: 'skip' }),
      'accrual:parts:3',
    );
    expect(skipped.body).toMatchObject({ posted_count: 0, skipped_count: LOANS, total_accrued_minor: '0' });
  });

  it('names a loan that stands in two parts of it as a duplicate of its first item', async () => {
    const twin = { 5: { loan_id: idOf(9_000) } };
    const { body } = await lender.post('/accruals/batch', batchOn('2026-02-02', twin), 'accrual:parts:twin');
    const first = LOANS - 1 - 9_000;
    const detail = `the loan stands at item ${first} already`;
    expect(body.errors).toEqual([{ pointer: `/loans/${LOANS - 6}`, code: 'duplicate_in_batch', detail }]);
  });

  it('is posted no earlier than the latest entry of any of its loans, and all of them say so', async () => {
    const ahead = '2099-01-01T00:00:00.000Z';
    const { operatorSql, writer } = server.connections;
    await writer.hold(async (lane) => {
      const { tx } = await lane.turn();
      await tx`update loans set last_activity_at = ${ahead} where loan_id = ${idOf(LOANS - 1)}`;
    });
    const { body } = await lender.post('/accruals/batch', batchOn('2026-02-03'), 'accrual:parts:ahead');
    expect(body.posted_at).toBe(ahead);
    const [loans] = await operatorSql<
      { n: bigint }[]
    >`select count(*) as n from loans where last_activity_at = ${ahead}`;
    expect(loans!.n).toBe(BigInt(LOANS));
  });

  it('posts to each loan its own interest, beside the books to one on non-accrual, and nothing to one that earns none', async () => {
    const [resting, earningNothing] = [2_001, 5_000];
    const change = { nonaccrual: true, effective_at: '2026-02-04', reason: '90 days past due' };
    const changed = await lender.post(`/loans/${idOf(resting)}/nonaccrual`, change, 'nonaccrual:parts');
    expect(changed.status).toBe(201);
    const interestOf = (place: number) => (place === earningNothing ? 0 : 1 + (place % 3));
    const all = Array.from({ length: LOANS }, (_, place) => [place, { interest_minor: String(interestOf(place)) }]);
    const { body } = await lender.post(
      '/accruals/batch',
      batchOn('2026-02-05', Object.fromEntries(all)),
      'accrual:parts:own',
    );

    const rows = await server.connections.operatorSql`
      select loan_id, borrower_id, amount::int as amount, debit, credit, layer::text as layer
      from postings where journal_entry_id = ${body.journal_entry_id} order by sequence`;
    const books = { debit: 1200, credit: 4100, layer: 'SETTLED' };
    const beside = { debit: 9400, credit: 9900, layer: 'SETTLED' };
    const meant = all.flatMap(([place]) => {
      const of = place as number;
      if (of === earningNothing) return [];
      return [
        { loan_id: idOf(of), borrower_id: idOf(of), amount: interestOf(of), ...(of === resting ? beside : books) },
      ];
    });
    expect([...rows]).toEqual(meant);
  });

  it('leaves books that verify', async () => {
    expect((await verifyBooks(server.connections.operatorSql)).findings).toEqual([]);
  });
});
