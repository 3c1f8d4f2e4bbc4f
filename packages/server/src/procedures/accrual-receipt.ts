import { reading } from '../store/transaction.ts';
import { api } from './implement.ts';
import { problemError } from './problem.ts';

/** The answer of a batch as it was stored, to the byte. */
interface BatchAnswer {
  readonly accrual_event_id: string;
  readonly journal_entry_id: string;
  readonly loan_count: number;
  readonly total_accrued_minor: string;
  readonly posted_at: string;
  readonly posted_count: number;
  readonly skipped_count: number;
  readonly warnings: { code: string; detail: string; loan_id?: string }[];
}

interface BatchRow {
  readonly program_id: string;
  readonly accrual_date: string;
  readonly response: string;
}

/** What of a batch was reversed since: how many of its loans, zeros included, and their interest. */
interface ReversedRow {
  readonly loans: number;
  readonly interest: string;
}

/** The receipt of an accrual batch: its counts and totals as they were answered, and what was reversed of it since. */
export const get = api.accruals.get.handler(async ({ input: { params }, context }) => {
  const tenantId = context.principal!.tenantId;
  const [batches, reversed] = await reading(context.services.reader, tenantId, (tx) => [
    tx<BatchRow[]>`
      select request->>'program_id' as program_id, request->>'accrual_date' as accrual_date, response from events
      where tenant_id = ${tenantId} and event_id = ${params.id} and kind = 'accrual'`,
    tx<ReversedRow[]>`
      with reversals as materialized (
        select r.journal_entry_id, r.effective_at
        from (select * from events where tenant_id = ${tenantId} and event_id = ${params.id} offset 0) v
        cross join lateral unnest(v.entry_ids) as i (id)
        cross join lateral (
          select * from journal_entries j where j.tenant_id = ${tenantId} and j.reverses_entry_id = i.id offset 0) r),
      taken_back as (
        select p.loan_id, p.amount from reversals r cross join lateral (
          select * from postings u where u.tenant_id = ${tenantId} and u.journal_entry_id = r.journal_entry_id
            and u.effective_at = r.effective_at offset 0) p
        union all
        select z.loan_id, 0 from reversals r cross join lateral (
          select * from zero_accruals c where c.tenant_id = ${tenantId} and c.journal_entry_id = r.journal_entry_id offset 0) z)
      select count(*)::int as loans, coalesce(sum(amount), 0) as interest from taken_back`,
  ]);
  const [batch] = batches;
  if (batch === undefined) throw problemError(context, 'event_not_found', `no accrual batch ${params.id}`);
  const [{ loans, interest }] = reversed as unknown as [ReversedRow];
  return {
    status: 200 as const,
    body: {
      ...(JSON.parse(batch.response) as BatchAnswer),
      program_id: batch.program_id,
      accrual_date: batch.accrual_date,
      reversed_count: loans,
      reversed_minor: interest,
    },
  };
});
