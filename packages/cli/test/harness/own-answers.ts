import { z } from 'zod';
import { bodyOf, printedBy } from './answer-body.ts';

/** What the commands answer that are no operation of the contract, and what every command answers that fails. */

const Day = z.iso.date();
const Instant = z.iso.datetime();
const Digits = z.string().regex(/^-?\d+$/);
const Uuid = z.guid();

const Client = z.strictObject({
  client_id: z.string(),
  client_secret: z.string(),
  scopes: z.array(z.string()),
});

const Written = z.strictObject({ file: z.string(), format: z.string(), row_count: z.int() });

export const OWN_ANSWERS: Readonly<Record<string, z.ZodType>> = {
  'accrue run': z.strictObject({
    program_id: Uuid,
    accrual_date: Day,
    loan_count: z.int(),
    total_interest_minor: Digits,
    batches: z.array(printedBy('accruals.postBatch')),
    loans: z.array(z.looseObject({ loan_id: Uuid })).optional(),
    dry_run: z.literal(true).optional(),
  }),
  api: z.looseObject({}),
  completion: z.strictObject({ shell: z.enum(['bash', 'zsh', 'fish']), script: z.string() }),
  'clients create': Client,
  'clients list': z.strictObject({
    clients: z.array(
      z.strictObject({
        client_id: z.string(),
        tenant_id: Uuid,
        scopes: z.array(z.string()),
        loopback_only: z.boolean(),
        created_at: Instant,
        revoked_at: Instant.nullable(),
        live_secrets: z.int(),
      }),
    ),
  }),
  'clients revoke': z.strictObject({ client_id: z.string(), revoked: z.literal(true) }),
  'clients rotate': Client,
  demo: z.strictObject({
    tenant_id: Uuid,
    client_id: z.string(),
    client_secret: z.string(),
    loan_id: Uuid,
    curl: z.string(),
  }),
  doctor: z.strictObject({
    ok: z.boolean(),
    checks: z.array(
      z.strictObject({
        check: z.string(),
        state: z.enum(['ok', 'remark', 'failed', 'skipped']),
        detail: z.string(),
        exit_code: z.int(),
      }),
    ),
  }),
  'export balances': Written,
  'export entries': Written,
  import: z.union([
    z.strictObject({
      file: z.string(),
      kind: z.string(),
      booked: z.int(),
      already_booked: z.int(),
      refused: z.int(),
      skipped: z.int(),
      errors: z.string().optional(),
    }),
    z.strictObject({
      file: z.string(),
      kind: z.string(),
      valid: z.int(),
      invalid: z.int(),
      errors: z.string().optional(),
      dry_run: z.literal(true),
    }),
  ]),
  'loans chart': z.strictObject({
    loan_id: Uuid,
    currency: z.string(),
    points: z.array(z.strictObject({ date: Day, owed_minor: Digits })),
  }),
  'loans statement': z.strictObject({
    loan: bodyOf('loans.get'),
    from_date: Day,
    to_date: Day,
    opening: bodyOf('loans.balance'),
    entries: z.array(z.looseObject({ journal_entry_id: Uuid })),
    closing: bodyOf('loans.balance'),
    adds_up: z.boolean(),
  }),
  'loans suspense': z.strictObject({
    loan_id: Uuid,
    currency: z.string(),
    as_of_date: Day,
    ages: z.array(z.strictObject({ from_days: z.int(), to_days: z.int().nullable(), suspense_minor: Digits })),
    suspense_minor: Digits,
    available_suspense_minor: Digits,
  }),
  login: z.strictObject({
    profile: z.string(),
    url: z.url(),
    token_url: z.url().optional(),
    client_id: z.string(),
    scopes: z.array(z.string()),
    file: z.string(),
  }),
  logout: z.strictObject({ profile: z.string(), forgotten: z.boolean() }),
  'migrate status': z.strictObject({ current: z.boolean(), pending: z.int() }),
  'migrate up': z.strictObject({ applied: z.int() }),
  'tenants create': z.strictObject({ tenant_id: Uuid, name: z.string(), default_program_id: Uuid }),
  'tenants list': z.strictObject({ tenants: z.array(z.strictObject({ tenant_id: Uuid, name: z.string() })) }),
  token: z.looseObject({
    access_token: z.string(),
    token_type: z.string(),
    expires_in: z.int().optional(),
    scope: z.string().optional(),
  }),
  verify: z.strictObject({
    ok: z.boolean(),
    findings: z.array(z.strictObject({ check: z.string(), tenant_id: z.string(), detail: z.string() })),
    counts: z.record(z.string(), z.int()),
  }),
  whoami: z.strictObject({
    url: z.url(),
    profile: z.string().optional(),
    client_id: z.string(),
    tenant_id: Uuid,
    scopes: z.array(z.string()),
    token_expires_at: Instant.optional(),
  }),
};

/** What stands on stderr where a command fails. */
export const ERROR = z.strictObject({
  error: z.looseObject({ code: z.string(), message: z.string(), exit_code: z.int() }),
});
