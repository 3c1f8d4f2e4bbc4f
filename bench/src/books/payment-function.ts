import type { Sql } from '../database.ts';
import { PAID } from '../load/request.ts';
import { loanIdSql } from './names.ts';

/** What the function is made for: its tenant and the effective date are written into it. */
export interface PaymentFunction {
  readonly name: string;
  readonly tenantId: string;
  readonly effectiveAt: string;
  /** Whether it adds to the totals per account and day as well. */
  readonly totals: boolean;
}

/** Far beyond every place that the server gives out. */
const PLACES_FROM = '1000000000000';

/** A time-ordered id as the server makes them. PostgreSQL has a function for it from 18 on. */
const UUID_BEFORE_18 = `encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
  substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid`;

/** The request as the server records it, and the answer as it stores it. */
const REQUEST = `jsonb_build_object('loan_id', l.loan_id, 'borrower_id', l.borrower_id, 'amount_minor', '6', 'currency', 'USD',
    'effective_at', effective, 'source_method', 'ach', 'external_ref', ref, 'allocation_mode', 'custom',
    'custom_allocation', jsonb_build_object('fees_minor', '1', 'interest_minor', '2', 'principal_minor', '3'))`;
const ANSWER = `format('{"payment_event_id":"%s","journal_entry_id":"%s","allocation":{"fees_minor":"1","interest_minor":"2",' ||
    '"principal_minor":"3","suspense_minor":"0"},"posted_at":"%s","allocation_entry_id":"%s","loan_status":"active",' ||
    '"warnings":[]}', event, receipt, at, applied)`;

/**
 * Makes the baseline of a payment: one PL/pgSQL function that reads the same rows and writes the same rows as the server
 * does for it: an event with its key, two entries, four postings, the processor's reference and the loan.
 *
 * The totals per account and day are left to a second function. The server adds them once a batch; a client of pgbench
 * would have to add them once a payment, and all would wait in turn for the same four rows. So the harder baseline does
 * without them, and they are worked out afterwards, outside the time that is measured.
 *
 * The place in the feed is such a row too. Both functions take it from a sequence, in a range of its own and with gaps,
 * so that no client waits for another; `numberFeed` puts the feed in order afterwards.
 */
export async function makePaymentFunction(sql: Sql, wanted: PaymentFunction): Promise<void> {
  const { name, tenantId, effectiveAt, totals } = wanted;
  const [version] = await sql<{ number: string }[]>`select current_setting('server_version_num') as number`;
  const id = Number(version!.number) >= 180_000 ? 'uuidv7()' : UUID_BEFORE_18;
  const { fees, interest, principal } = PAID;
  const amount = fees + interest + principal;
  await sql.unsafe('create sequence if not exists bench_payments');
  await sql.unsafe(`
create or replace function ${name}(loan integer) returns text language plpgsql as $$
declare
  tenant constant uuid := '${tenantId}';
  effective constant date := '${effectiveAt}';
  place constant bigint := nextval('bench_payments');
  number constant text := lpad(place::text, 9, '0');
  key constant text := 'payment:pgbench_' || number;
  ref constant text := 'pgbench_' || number;
  at constant timestamptz := date_trunc('milliseconds', clock_timestamp());
  event constant uuid := ${id};
  receipt constant uuid := ${id};
  applied constant uuid := ${id};
  l loans%rowtype;
  answer text;
begin
  select * into strict l from loans where tenant_id = tenant and loan_id = ${loanIdSql('loan')} for update;
  perform from events where tenant_id = tenant and idempotency_key = key;
  if found then raise 'the key % was used', key; end if;
  perform from external_refs where tenant_id = tenant and source_method = 'ach' and external_ref = ref;
  if found then raise 'the reference % was used', ref; end if;
  if l.fees < ${fees} or l.interest < ${interest} or l.principal < ${principal} then raise 'more than is owed'; end if;
  answer := ${ANSWER};
  insert into events (tenant_id, event_id, kind, idempotency_key, fingerprint, request, response, actor, loan_id, posted_at,
    position, entry_ids)
  values (tenant, event, 'payment', key, sha256(key::bytea), ${REQUEST}, answer, 'pgbench', l.loan_id, at,
    ${PLACES_FROM} + place, array[receipt, applied]);
  insert into journal_entries (tenant_id, journal_entry_id, event_id, event_type, currency, effective_at, accounting_date,
    posted_at, correlation_id, actor)
  values (tenant, receipt, event, 'payment_received', 'USD', effective, effective, at, event, 'pgbench'),
    (tenant, applied, event, 'payment_allocated', 'USD', effective, effective, at, event, 'pgbench');
  insert into postings (tenant_id, journal_entry_id, sequence, debit, credit, amount, currency, layer, loan_id,
    borrower_id, loan_ordinal, external_ref, effective_at)
  values
    (tenant, receipt, 1, 1050, 2200, ${amount}, 'USD', 'SETTLED', l.loan_id, l.borrower_id, l.entry_count + 1, ref, effective),
    (tenant, applied, 1, 2200, 1300, ${fees}, 'USD', 'SETTLED', l.loan_id, l.borrower_id, l.entry_count + 2, null, effective),
    (tenant, applied, 2, 2200, 1200, ${interest}, 'USD', 'SETTLED', l.loan_id, l.borrower_id, l.entry_count + 2, null, effective),
    (tenant, applied, 3, 2200, 1100, ${principal}, 'USD', 'SETTLED', l.loan_id, l.borrower_id, l.entry_count + 2, null, effective);
  update loans set fees = fees - ${fees}, interest = interest - ${interest}, principal = principal - ${principal},
    last_effective_at = greatest(last_effective_at, effective), entry_count = entry_count + 2,
    last_activity_at = greatest(last_activity_at, at)
  where tenant_id = tenant and loan_id = l.loan_id;
  insert into external_refs (tenant_id, source_method, external_ref, event_id) values (tenant, 'ach', ref, event);
  ${totals ? addTotals(amount) : ''}
  return answer;
end
$$`);
}

function addTotals(amount: number): string {
  const rows = [
    [1050, amount, 0],
    [1100, 0, PAID.principal],
    [1200, 0, PAID.interest],
    [1300, 0, PAID.fees],
    [2200, amount, amount],
  ].map(([code, debits, credits]) => `(tenant, tenant, ${code}, 'USD', 'SETTLED', effective, ${debits}, ${credits})`);
  return `
  insert into account_days (tenant_id, program_id, account_code, currency, layer, accounting_date, debits, credits)
  values ${rows.join(', ')}
  on conflict (tenant_id, program_id, account_code, currency, layer, accounting_date)
  do update set debits = account_days.debits + excluded.debits, credits = account_days.credits + excluded.credits;`;
}

/** The script by which pgbench calls it, for a random loan of so many. */
export const paymentScript = (name: string, loans: number): string =>
  `\\set loan random(0, ${loans - 1})\nselect ${name}(:loan);\n`;
