import {
  bigint,
  boolean,
  customType,
  date,
  integer,
  jsonb,
  numeric,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { instantOf } from './codecs.ts';

/**
 * The tables as drizzle knows them, for queries. The migrations are the law: checks, triggers, policies, grants and
 * partitions are written there alone, and catalog.test.ts compares the columns and keys of the two.
 *
 * These are rows, not values: money is a bigint of minor units, a day is `YYYY-MM-DD`, an instant RFC 3339 in UTC.
 */
const instant = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp with time zone',
  fromDriver: instantOf,
});
const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });
const money = (column: string) => bigint(column, { mode: 'bigint' });
const day = (column: string) => date(column, { mode: 'string' });

export const direction = pgEnum('direction', ['DR', 'CR']);
export const layer = pgEnum('layer', ['SETTLED', 'PENDING', 'ENCUMBRANCE']);

export const tenants = pgTable('tenants', {
  tenantId: uuid('tenant_id').primaryKey(),
  name: text('name').notNull(),
  defaultProgramId: uuid('default_program_id').notNull(),
  createdAt: instant('created_at').notNull(),
});

export const programs = pgTable(
  'programs',
  {
    tenantId: uuid('tenant_id')
      .notNull()
      .references(() => tenants.tenantId),
    programId: uuid('program_id').notNull(),
    version: integer('version').notNull(),
    name: text('name').notNull(),
    configuration: jsonb('configuration').notNull(),
    createdAt: instant('created_at').notNull(),
    actor: text('actor').notNull().default('system'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.programId, table.version] })],
);

export const accounts = pgTable(
  'accounts',
  {
    tenantId: uuid('tenant_id')
      .notNull()
      .references(() => tenants.tenantId),
    accountCode: smallint('account_code').notNull(),
    role: text('role').notNull(),
    name: text('name').notNull(),
    class: text('class').notNull(),
    normalSide: direction('normal_side').notNull(),
    glCode: text('gl_code'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.accountCode] }), unique().on(table.tenantId, table.role)],
);

export const loans = pgTable(
  'loans',
  {
    tenantId: uuid('tenant_id').notNull(),
    loanId: uuid('loan_id').notNull(),
    borrowerId: uuid('borrower_id').notNull(),
    programId: uuid('program_id').notNull(),
    currency: text('currency').notNull(),
    status: text('status').notNull(),
    nonaccrual: boolean('nonaccrual').notNull().default(false),
    principal: money('principal').notNull().default(0n),
    interest: money('interest').notNull().default(0n),
    fees: money('fees').notNull().default(0n),
    lateCharges: money('late_charges').notNull().default(0n),
    suspense: money('suspense').notNull().default(0n),
    claimPrincipal: money('claim_principal').notNull().default(0n),
    claimInterest: money('claim_interest').notNull().default(0n),
    claimFees: money('claim_fees').notNull().default(0n),
    nonaccrualInterest: money('nonaccrual_interest').notNull().default(0n),
    openedAt: day('opened_at').notNull(),
    firstDrawAt: day('first_draw_at'),
    lastEffectiveAt: day('last_effective_at').notNull(),
    accruedThrough: day('accrued_through'),
    entryCount: integer('entry_count').notNull().default(0),
    lastActivityAt: instant('last_activity_at').notNull(),
    successorLoanId: uuid('successor_loan_id'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.loanId] })],
);

export const events = pgTable(
  'events',
  {
    tenantId: uuid('tenant_id').notNull(),
    eventId: uuid('event_id').notNull(),
    kind: text('kind').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    fingerprint: bytea('fingerprint').notNull(),
    request: jsonb('request').notNull(),
    response: text('response').notNull(),
    actor: text('actor').notNull(),
    loanId: uuid('loan_id'),
    subjectEventId: uuid('subject_event_id'),
    postedAt: instant('posted_at').notNull(),
    position: money('position').notNull(),
    entryIds: uuid('entry_ids').array().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.eventId] }),
    unique().on(table.tenantId, table.idempotencyKey),
    unique().on(table.tenantId, table.position),
  ],
);

export const journalEntries = pgTable(
  'journal_entries',
  {
    tenantId: uuid('tenant_id').notNull(),
    journalEntryId: uuid('journal_entry_id').notNull(),
    eventId: uuid('event_id').notNull(),
    eventType: text('event_type').notNull(),
    currency: text('currency').notNull(),
    effectiveAt: day('effective_at').notNull(),
    accountingDate: day('accounting_date').notNull(),
    postedAt: instant('posted_at').notNull(),
    correlationId: uuid('correlation_id'),
    reversesEntryId: uuid('reverses_entry_id'),
    description: text('description'),
    actor: text('actor').notNull(),
    programVersion: integer('program_version'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.journalEntryId] })],
);

/** The partitioned table; its months are made as postings need them. */
export const postings = pgTable(
  'postings',
  {
    tenantId: uuid('tenant_id').notNull(),
    journalEntryId: uuid('journal_entry_id').notNull(),
    sequence: integer('sequence').notNull(),
    debit: smallint('debit').notNull(),
    credit: smallint('credit').notNull(),
    amount: money('amount').notNull(),
    currency: text('currency').notNull(),
    layer: layer('layer').notNull(),
    loanId: uuid('loan_id'),
    borrowerId: uuid('borrower_id'),
    loanOrdinal: integer('loan_ordinal'),
    externalRef: text('external_ref'),
    effectiveAt: day('effective_at').notNull(),
    sourceEventId: uuid('source_event_id'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.journalEntryId, table.sequence, table.effectiveAt] })],
);

export const zeroAccruals = pgTable(
  'zero_accruals',
  {
    tenantId: uuid('tenant_id').notNull(),
    loanId: uuid('loan_id').notNull(),
    accrualDate: day('accrual_date').notNull(),
    journalEntryId: uuid('journal_entry_id').notNull(),
    reversesEntryId: uuid('reverses_entry_id'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.loanId, table.accrualDate, table.journalEntryId] })],
);

export const externalRefs = pgTable(
  'external_refs',
  {
    tenantId: uuid('tenant_id').notNull(),
    sourceMethod: text('source_method').notNull(),
    externalRef: text('external_ref').notNull(),
    eventId: uuid('event_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.sourceMethod, table.externalRef] })],
);

/** Sums are numeric, because many lawful amounts together may pass a bigint; they are read as text. */
export const accountDays = pgTable(
  'account_days',
  {
    tenantId: uuid('tenant_id').notNull(),
    programId: uuid('program_id').notNull(),
    accountCode: smallint('account_code').notNull(),
    currency: text('currency').notNull(),
    layer: layer('layer').notNull(),
    accountingDate: day('accounting_date').notNull(),
    debits: numeric('debits', { precision: 38, scale: 0 }).notNull(),
    credits: numeric('credits', { precision: 38, scale: 0 }).notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.tenantId, table.programId, table.accountCode, table.currency, table.layer, table.accountingDate],
    }),
  ],
);

/** Counts the events of a tenant in the order of their commits. */
export const feeds = pgTable('feeds', {
  tenantId: uuid('tenant_id').primaryKey(),
  lastPosition: bigint('last_position', { mode: 'bigint' }).notNull(),
});

/** Closed accounting periods, each through a day, with what the books held. */
export const periods = pgTable(
  'periods',
  {
    tenantId: uuid('tenant_id').notNull(),
    throughDate: day('through_date').notNull(),
    eventId: uuid('event_id').notNull(),
    closedAt: instant('closed_at').notNull(),
    closedBy: text('closed_by').notNull(),
    totals: jsonb('totals').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.throughDate] })],
);

export const oauthClients = pgTable('oauth_clients', {
  clientId: text('client_id').primaryKey(),
  tenantId: uuid('tenant_id')
    .notNull()
    .references(() => tenants.tenantId),
  scopes: text('scopes').array().notNull(),
  loopbackOnly: boolean('loopback_only').notNull().default(false),
  createdAt: instant('created_at').notNull(),
  revokedAt: instant('revoked_at'),
});

export const oauthClientSecrets = pgTable(
  'oauth_client_secrets',
  {
    clientId: text('client_id')
      .notNull()
      .references(() => oauthClients.clientId),
    secretSha256: bytea('secret_sha256').notNull(),
    createdAt: instant('created_at').notNull(),
    retiredAt: instant('retired_at'),
  },
  (table) => [primaryKey({ columns: [table.clientId, table.secretSha256] })],
);

export const signingKeys = pgTable('signing_keys', {
  kid: text('kid').primaryKey(),
  algorithm: text('algorithm').notNull(),
  publicJwk: jsonb('public_jwk').notNull(),
  privateJwk: jsonb('private_jwk').notNull(),
  createdAt: instant('created_at').notNull(),
  retiredAt: instant('retired_at'),
});

/** What the servers of one database share and nobody else may know, such as the key of page tokens. */
export const serverSecrets = pgTable('server_secrets', {
  name: text('name').primaryKey(),
  secret: bytea('secret').notNull(),
  createdAt: instant('created_at').notNull(),
});
