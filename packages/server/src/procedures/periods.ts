import type { PeriodTotal } from '@tallystick/core/wire';
import { reading } from '../store/transaction.ts';
import { api } from './implement.ts';
import { beginningOf, pageOf } from './page.ts';

interface PeriodRow {
  readonly through_date: string;
  readonly event_id: string;
  readonly closed_at: string;
  readonly closed_by: string;
  readonly totals: readonly PeriodTotal[];
}

/** The periods that are closed, oldest first: they close in the order of their dates, so a page never changes. */
export const periods = api.books.periods.handler(async ({ input: { query }, context }) => {
  const tenantId = context.principal!.tenantId;
  const asked = JSON.stringify([tenantId, 'periods']);
  const after = beginningOf(context, asked, query.page_token) ?? '-infinity';
  const [rows] = await reading(context.services.reader, tenantId, (tx) => [
    tx<PeriodRow[]>`
      select through_date, event_id, closed_at, closed_by, totals from periods
      where tenant_id = ${tenantId} and through_date > ${after} order by through_date limit ${query.page_size + 1}`,
  ]);
  const page = pageOf(context, asked, rows, query.page_size, (row) => row.through_date);
  return { status: 200 as const, body: { items: page.rows.map(itemOf), ...page.next } };
});

const itemOf = (row: PeriodRow) => ({
  period_close_event_id: row.event_id,
  through_date: row.through_date,
  posted_at: row.closed_at,
  totals: [...row.totals],
  actor: row.closed_by,
});
