-- Why: the guards that a table definition cannot express: append-only triggers, row-level security, grants, and the one
-- function by which the runtime makes a month of postings.

create function refuse_rewriting() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end
$$;
--> statement-breakpoint
do $$
declare
  journal text;
begin
  foreach journal in array array['events', 'journal_entries', 'postings', 'zero_accruals', 'programs'] loop
    execute format('create trigger append_only before update or delete on %I for each row execute function refuse_rewriting()', journal);
    execute format('create trigger no_truncate before truncate on %I for each statement execute function refuse_rewriting()', journal);
  end loop;
end
$$;
--> statement-breakpoint
create trigger no_truncate before truncate on postings_before_2000 for each statement execute function refuse_rewriting();
--> statement-breakpoint

-- Readers see the tenant that the transaction names and nothing without one (the setting reads '' after a transaction
-- that set it, not null). The writer carries tenant_id in every statement instead: a distributed PostgreSQL refuses
-- `insert … select` by a role under row-level security.
do $$
declare
  name text;
begin
  foreach name in array array['tenants', 'programs', 'accounts', 'loans', 'events', 'journal_entries', 'postings',
      'zero_accruals', 'external_refs', 'account_days'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($policy$create policy own_tenant on %I for select to tallystick_reader
      using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    execute format('create policy writing on %I to tallystick_writer, tallystick_operator using (true) with check (true)', name);
    execute format('grant select on %I to tallystick_reader, tallystick_writer, tallystick_operator', name);
  end loop;
  foreach name in array array['oauth_clients', 'oauth_client_secrets', 'signing_keys', 'server_secrets'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy identity on %I to tallystick_issuer, tallystick_operator using (true) with check (true)', name);
    execute format('grant select on %I to tallystick_issuer, tallystick_operator', name);
  end loop;
end
$$;
--> statement-breakpoint
alter table postings_before_2000 enable row level security;
--> statement-breakpoint
alter table postings_before_2000 force row level security;
--> statement-breakpoint
grant insert on events, journal_entries, postings, zero_accruals, external_refs to tallystick_writer;
--> statement-breakpoint
grant insert, update on loans, account_days to tallystick_writer;
--> statement-breakpoint
grant insert on tenants, programs, accounts to tallystick_operator;
--> statement-breakpoint
grant insert, update on oauth_clients, oauth_client_secrets to tallystick_operator;
--> statement-breakpoint
grant insert on signing_keys, server_secrets to tallystick_issuer, tallystick_operator;
--> statement-breakpoint

-- Makes the partition that a date needs, before a posting needs it, and answers its name. Built beside the table and
-- attached, because `create table … partition of` would lock every reader and writer of the journal out.
create function ensure_postings_month(day date) returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first_day date := date_trunc('month', day)::date;
  name text := 'postings_' || to_char(first_day, 'YYYY_MM');
begin
  if day < date '2000-01-01' then
    return 'postings_before_2000';
  end if;
  if to_regclass('public.' || name) is not null then
    return name;
  end if;
  perform pg_advisory_xact_lock(hashtext('tallystick.postings'), hashtext(name));
  -- Asked of the catalog itself: to_regclass may still answer from before the lock, when the table was not there.
  if exists (select from pg_class c where c.relname = name and c.relnamespace = 'public'::regnamespace) then
    return name;
  end if;
  execute format('create table %I (like postings including defaults including constraints)', name);
  execute format('alter table %I enable row level security', name);
  execute format('alter table %I force row level security', name);
  execute format('alter table postings attach partition %I for values from (%L) to (%L)', name, first_day, (first_day + interval '1 month')::date);
  execute format('create trigger no_truncate before truncate on %I for each statement execute function refuse_rewriting()', name);
  return name;
end
$$;
--> statement-breakpoint
revoke all on function ensure_postings_month(date) from public;
--> statement-breakpoint
grant execute on function ensure_postings_month(date) to tallystick_writer;
