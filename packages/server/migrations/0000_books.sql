-- Why: the books and the walls around them. Journal tables only ever grow: the runtime roles may insert and read, and a
-- trigger stops the owner too. Every key begins with tenant_id, so one tenant's rows are found, locked and moved together.

-- The roles are the cluster's, so a second database of the same cluster finds them there already, and a login that may
-- not make roles works once an administrator has made and granted them.
do $$
declare
  name text;
begin
  foreach name in array array['tallystick_writer', 'tallystick_reader', 'tallystick_issuer', 'tallystick_operator'] loop
    if not exists (select from pg_roles where rolname = name) then
      begin
        execute format('create role %I nologin', name);
      exception when duplicate_object or unique_violation then
        null; -- another database of the cluster made it at the same moment
      end;
    end if;
    if not pg_has_role(current_user, name, 'MEMBER') then
      execute format('grant %I to current_user', name);
    end if;
  end loop;
end
$$;
--> statement-breakpoint
grant usage on schema public to tallystick_writer, tallystick_reader, tallystick_issuer, tallystick_operator;
--> statement-breakpoint

create type direction as enum ('DR', 'CR');
--> statement-breakpoint
create type layer as enum ('SETTLED', 'PENDING', 'ENCUMBRANCE');
--> statement-breakpoint

-- Who: lenders, the programs they lend under and the chart they post to.
create table tenants (
  tenant_id uuid primary key,
  name text not null check (length(name) between 1 and 255),
  default_program_id uuid not null,
  created_at timestamptz not null
);
--> statement-breakpoint
create table programs (
  tenant_id uuid not null references tenants,
  program_id uuid not null,
  version integer not null check (version >= 1),
  name text not null,
  configuration jsonb not null,
  created_at timestamptz not null,
  primary key (tenant_id, program_id, version)
);
--> statement-breakpoint
create table accounts (
  tenant_id uuid not null references tenants,
  account_code smallint not null,
  role text not null,
  name text not null,
  class text not null check (class in ('asset', 'contra_asset', 'liability', 'equity', 'income', 'contra_income', 'expense', 'memo')),
  normal_side direction not null,
  primary key (tenant_id, account_code),
  unique (tenant_id, role)
);
--> statement-breakpoint

-- One row a loan: its buckets now. Updates stay on the page (fillfactor), and no index covers a column that changes.
create table loans (
  tenant_id uuid not null,
  loan_id uuid not null,
  borrower_id uuid not null,
  program_id uuid not null,
  currency text not null,
  status text not null check (status in ('pending', 'active', 'paid_off', 'charged_off', 'refinanced', 'cancelled')),
  nonaccrual boolean not null default false,
  principal bigint not null default 0 check (principal >= 0),
  interest bigint not null default 0 check (interest >= 0),
  fees bigint not null default 0 check (fees >= 0),
  late_charges bigint not null default 0 check (late_charges >= 0),
  suspense bigint not null default 0 check (suspense >= 0),
  claim_principal bigint not null default 0 check (claim_principal >= 0),
  claim_interest bigint not null default 0 check (claim_interest >= 0),
  claim_fees bigint not null default 0 check (claim_fees >= 0),
  nonaccrual_interest bigint not null default 0 check (nonaccrual_interest >= 0),
  opened_at date not null,
  first_draw_at date,
  last_effective_at date not null,
  accrued_through date,
  entry_count integer not null default 0,
  last_activity_at timestamptz not null,
  primary key (tenant_id, loan_id)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
--> statement-breakpoint

-- What was asked and answered. The idempotency key lives in the row of the event it made, so it costs no row of its own
-- and cannot outlive or predate it.
create table events (
  tenant_id uuid not null,
  event_id uuid not null,
  kind text not null,
  idempotency_key text not null,
  fingerprint bytea not null,
  request jsonb not null,
  response text not null,
  actor text not null,
  loan_id uuid,
  subject_event_id uuid,
  posted_at timestamptz not null,
  primary key (tenant_id, event_id),
  unique (tenant_id, idempotency_key)
);
--> statement-breakpoint
create index events_subject on events (tenant_id, subject_event_id) where subject_event_id is not null;
--> statement-breakpoint

create table journal_entries (
  tenant_id uuid not null,
  journal_entry_id uuid not null,
  event_id uuid not null,
  event_type text not null,
  currency text not null,
  effective_at date not null,
  accounting_date date not null,
  posted_at timestamptz not null,
  correlation_id uuid,
  reverses_entry_id uuid,
  description text,
  actor text not null,
  primary key (tenant_id, journal_entry_id)
);
--> statement-breakpoint

-- A posting is a balanced pair, so no row and no sum of rows can be out of balance. Partitioned by month of the effective
-- date: a day's accruals touch one warm index however old the book is. loan_ordinal is the entry's place in its loan's
-- history; it is counted under the loan's row lock, which makes it exact where clocks and time-ordered ids are not.
create table postings (
  tenant_id uuid not null,
  journal_entry_id uuid not null,
  sequence integer not null check (sequence >= 1),
  debit smallint not null,
  credit smallint not null check (credit <> debit),
  amount bigint not null check (amount > 0),
  currency text not null,
  layer layer not null,
  loan_id uuid,
  borrower_id uuid,
  loan_ordinal integer,
  external_ref text,
  effective_at date not null,
  primary key (tenant_id, journal_entry_id, sequence, effective_at),
  check ((loan_id is null) = (loan_ordinal is null))
) partition by range (effective_at);
--> statement-breakpoint
create index postings_of_loan on postings (tenant_id, loan_id, effective_at) include (debit, credit, amount, layer, loan_ordinal);
--> statement-breakpoint
create table postings_before_2000 partition of postings for values from (minvalue) to ('2000-01-01');
--> statement-breakpoint

-- A date on which a loan accrued nothing is covered all the same; there is no posting to show it.
create table zero_accruals (
  tenant_id uuid not null,
  loan_id uuid not null,
  accrual_date date not null,
  journal_entry_id uuid not null,
  primary key (tenant_id, loan_id, accrual_date, journal_entry_id)
);
--> statement-breakpoint

-- A processor's name for a payment, tenant-wide, found even under another idempotency key.
create table external_refs (
  tenant_id uuid not null,
  source_method text not null,
  external_ref text not null,
  event_id uuid not null,
  primary key (tenant_id, source_method, external_ref)
);
--> statement-breakpoint

-- Totals per account and accounting date. numeric, because the sum of many lawful amounts may pass a bigint.
create table account_days (
  tenant_id uuid not null,
  program_id uuid not null,
  account_code smallint not null,
  currency text not null,
  layer layer not null,
  accounting_date date not null,
  debits numeric(38, 0) not null,
  credits numeric(38, 0) not null,
  primary key (tenant_id, program_id, account_code, currency, layer, accounting_date)
) with (fillfactor = 50);
--> statement-breakpoint

-- Who may ask for tokens, and the keys that sign them. Looked up before any tenant is known.
create table oauth_clients (
  client_id text primary key,
  tenant_id uuid not null references tenants,
  scopes text[] not null,
  loopback_only boolean not null default false,
  created_at timestamptz not null,
  revoked_at timestamptz
);
--> statement-breakpoint
create table oauth_client_secrets (
  client_id text not null references oauth_clients,
  secret_sha256 bytea not null check (length(secret_sha256) = 32),
  created_at timestamptz not null,
  retired_at timestamptz,
  primary key (client_id, secret_sha256)
);
--> statement-breakpoint
create table signing_keys (
  kid text primary key,
  algorithm text not null,
  public_jwk jsonb not null,
  private_jwk jsonb not null,
  created_at timestamptz not null,
  retired_at timestamptz
);
--> statement-breakpoint
-- Secrets that the servers of one database share, such as the one that authenticates page tokens.
create table server_secrets (
  name text primary key,
  secret bytea not null check (length(secret) = 32),
  created_at timestamptz not null
);
