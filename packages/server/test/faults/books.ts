import type postgres from 'postgres';
import type { Connections } from '../../src/index.ts';
import { createTenant, openConnections, SYSTEM, starterSet } from '../../src/index.ts';
import { type EngineLimits, PostingEngine } from '../../src/posting/engine.ts';
import type { Outcome, PostingRequest } from '../../src/posting/request.ts';
import { createWorld } from '../../src/world.ts';
import { drawOf, requestOf } from './requests.ts';

/** An engine on connections of its own, which `end` closes. */
export interface OwnEngine {
  readonly engine: PostingEngine;
  readonly connections: Connections;
  end(): Promise<void>;
}

export function openEngine(
  url: string,
  limits: Partial<EngineLimits> = {},
  writer: Parameters<typeof openConnections>[1] = {},
): OwnEngine {
  const connections = openConnections(url, writer);
  return {
    engine: new PostingEngine(connections, createWorld(), limits),
    connections,
    end: () => connections.end(),
  };
}

/** Opens a tenant. With `forgiving` its program books an accrual whose principal is not the ledger's, with a warning. */
export async function openTenant(connections: Connections, forgiving = false): Promise<string> {
  const set = starterSet();
  const accrual = { principal_mismatch: forgiving ? ('record' as const) : ('reject' as const) };
  const program = { ...set.program, configuration: { ...set.program.configuration, accrual } };
  return (await createTenant(connections.operator, { ...set, program, name: 'A lender' }, SYSTEM)).tenantId;
}

/** Draws a loan for the tenant; the months it needs are made with it. */
export const drawLoan = (engine: PostingEngine, tenantId: string, loanId: string, amount: bigint): Promise<Outcome> =>
  engine.post(requestOf(tenantId, `draw:${loanId}`, drawOf(loanId, amount)));

/** Posts requests in one turn of the event loop, hence as one batch, and answers what came of each. */
export const postTogether = (
  engine: PostingEngine,
  requests: readonly PostingRequest[],
): Promise<PromiseSettledResult<Outcome>[]> => Promise.allSettled(requests.map((request) => engine.post(request)));

/** The word for what came of a request: its outcome, the code of its refusal, or the error's name. */
export function wordOf(result: PromiseSettledResult<Outcome>): string {
  if (result.status === 'rejected') return (result.reason as Error).name;
  return result.value.outcome === 'refused' ? result.value.refusal.refused : result.value.outcome;
}

/** How many transactions booked the events under a prefix of keys. */
export async function transactionsOf(sql: postgres.Sql, tenantId: string, prefix: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(distinct xmin::text)::int as count from events
    where tenant_id = ${tenantId} and idempotency_key like ${`${prefix}%`}`;
  return row!.count;
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const INSTANT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** A text without what no two runs share: instants, and ids other than those given. */
export const withoutChance = (text: string, known: readonly string[]): string =>
  text.replaceAll(ID, (id) => (known.includes(id) ? id : '#')).replaceAll(INSTANT, '@');

/** Everything a tenant's books say, in an order and in words that two tenants with the same history share. */
export async function booksOf(sql: postgres.Sql, tenantId: string, known: readonly string[]): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    select 'loan ' || (to_jsonb(l) - '{tenant_id,program_id,last_activity_at}'::text[])::text as line from loans l
      where tenant_id = ${tenantId}
    union all select 'event ' || jsonb_build_array(kind, idempotency_key, encode(fingerprint, 'hex'), request, response, loan_id)::text
      from events where tenant_id = ${tenantId}
    union all select 'posting ' || jsonb_build_array(p.loan_id, p.loan_ordinal, p.sequence, p.debit, p.credit, p.amount, p.layer,
        p.effective_at, p.external_ref, e.event_type, e.accounting_date, e.correlation_id = e.event_id)::text
      from postings p join journal_entries e using (tenant_id, journal_entry_id) where p.tenant_id = ${tenantId}
    union all select 'entry ' || jsonb_build_array(event_type, currency, effective_at, accounting_date, v.idempotency_key)::text
      from journal_entries e join events v using (tenant_id, event_id) where e.tenant_id = ${tenantId}
    union all select 'zero ' || loan_id || ' ' || accrual_date from zero_accruals where tenant_id = ${tenantId}
    union all select 'name ' || source_method || ' ' || external_ref from external_refs where tenant_id = ${tenantId}
    union all select 'total ' || (to_jsonb(d) - '{tenant_id,program_id}'::text[])::text from account_days d
      where tenant_id = ${tenantId}
    order by 1`;
  return rows.map(({ line }) => withoutChance(line, known)).sort();
}
