-- Why: a loan's whole life. An event has its place in its tenant's feed and names its entries in their order; a posting
-- that moves money in suspense says whose money it is; an allocation remembers the version of the terms it followed;
-- accounting periods close; and a lender's accounts carry the codes of its own general ledger.

-- The feed counts the events of a tenant in the order in which they commit: the counter's row is locked from the last
-- statements of a batch to its COMMIT, so a reader that has seen position n has seen every position before it.
create table feeds (
  tenant_id uuid primary key,
  last_position bigint not null check (last_position >= 0)
) with (fillfactor = 50);
--> statement-breakpoint
alter table events add column position bigint, add column entry_ids uuid[];
--> statement-breakpoint
alter table events disable trigger append_only;
--> statement-breakpoint
update events e set position = n.position, entry_ids = n.entry_ids
from (
  select v.tenant_id, v.event_id, row_number() over (partition by v.tenant_id order by v.posted_at, v.event_id) as position,
    array(select j.journal_entry_id from journal_entries j where j.tenant_id = v.tenant_id and j.event_id = v.event_id
      order by j.journal_entry_id) as entry_ids
  from events v) n
where e.tenant_id = n.tenant_id and e.event_id = n.event_id;
--> statement-breakpoint
alter table events enable trigger append_only;
--> statement-breakpoint
insert into feeds select tenant_id, max(position) from events group by tenant_id;
--> statement-breakpoint
alter table events alter column position set not null, alter column entry_ids set not null,
  add unique (tenant_id, position);
--> statement-breakpoint
-- The feed is followed by kind, too: payments, which are most of it, by reading on, and any other by an index, so that a
-- payment pays for none. A loan's events are found by its postings, but for those that may book no line.
create index events_of_rarer_kinds on events (tenant_id, kind, position) where kind <> 'payment';
--> statement-breakpoint
create index events_without_lines on events (tenant_id, loan_id, position)
  where kind in ('loan', 'nonaccrual', 'restructure', 'reversal', 'adjustment', 'approval', 'rejection');
--> statement-breakpoint

alter table journal_entries add column program_version integer;
--> statement-breakpoint
-- What counts in a later period than its own day's: few, and a month's roll-forward must find them.
create index journal_entries_rolled_forward on journal_entries (tenant_id, accounting_date) where accounting_date <> effective_at;
--> statement-breakpoint
create index journal_entries_reversing on journal_entries (tenant_id, reverses_entry_id) where reverses_entry_id is not null;
--> statement-breakpoint

-- Whose money a posting in suspense moves: the event by which it came in. Null where the entry's correlation says it.
alter table postings add column source_event_id uuid;
--> statement-breakpoint

-- A zero that was reversed leaves its date free again; there is no posting to mirror.
alter table zero_accruals add column reverses_entry_id uuid;
--> statement-breakpoint

-- The loan that a refinanced loan was paid off by: what comes back to the old one is moved there.
alter table loans add column successor_loan_id uuid;
--> statement-breakpoint

-- A closed period stays closed: what comes later counts on the first open day. The totals are what the books held.
create table periods (
  tenant_id uuid not null,
  through_date date not null,
  event_id uuid not null,
  closed_at timestamptz not null,
  closed_by text not null,
  totals jsonb not null,
  primary key (tenant_id, through_date)
);
--> statement-breakpoint

alter table accounts add column gl_code text check (length(gl_code) between 1 and 64);
--> statement-breakpoint
alter table programs add column actor text not null default 'system';
--> statement-breakpoint

do $$
declare
  name text;
begin
  foreach name in array array['feeds', 'periods'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($policy$create policy own_tenant on %I for select to tallystick_reader
      using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, name);
    execute format('create policy writing on %I to tallystick_writer, tallystick_operator using (true) with check (true)', name);
    execute format('grant select on %I to tallystick_reader, tallystick_writer, tallystick_operator', name);
  end loop;
end
$$;
--> statement-breakpoint
create trigger append_only before update or delete on periods for each row execute function refuse_rewriting();
--> statement-breakpoint
create trigger no_truncate before truncate on periods for each statement execute function refuse_rewriting();
--> statement-breakpoint
grant insert, update on feeds to tallystick_writer;
--> statement-breakpoint
grant insert on periods, programs to tallystick_writer;
--> statement-breakpoint
grant update (gl_code) on accounts to tallystick_writer;
--> statement-breakpoint
-- A processor's reference is free again once the payment that bore it was reversed: the row then names the next one.
grant update (event_id) on external_refs to tallystick_writer;
--> statement-breakpoint
create index zero_accruals_of_entry on zero_accruals (tenant_id, journal_entry_id);
