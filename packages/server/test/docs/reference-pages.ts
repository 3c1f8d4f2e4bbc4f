import { expect } from 'vitest';

/**
 * What the five pages of the API that we implement say of each field, in the words of JSON Schema. A field is written
 * as where it stands: `body.amount_minor`, `answer.items[].lines[].layer`, `query.page_size`, `header.Idempotency-Key`.
 */
export interface ReferencePage {
  readonly operation: string;
  readonly fields: Readonly<Record<string, Readonly<Record<string, unknown>> & { readonly required: boolean }>>;
}

const needed = { required: true };
const optional = { required: false };

const uuid = {
  type: 'string',
  format: 'uuid',
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
};
const amount = { type: 'string', minLength: 1, maxLength: 19, pattern: '^(0|[1-9][0-9]{0,18})$' };
const currency = { type: 'string', minLength: 3, maxLength: 3, pattern: '^[A-Z]{3}$' };
const date = { type: 'string', format: 'date' };
const instant = { type: 'string', format: 'date-time' };

const traceId = { 'header.X-Trace-Id': { ...optional, type: 'string', pattern: '^[A-Za-z0-9\\-]{8,128}$' } };
const posting = {
  'header.Idempotency-Key': {
    ...needed,
    type: 'string',
    minLength: 8,
    maxLength: 255,
    pattern: '^[A-Za-z0-9][A-Za-z0-9._:\\-]{7,254}$',
  },
  ...traceId,
  'header.traceparent': { ...optional, type: 'string', pattern: '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$' },
  'header.tracestate': { ...optional, type: 'string' },
};

/** The event types that the reference names. A client of its pages must find them all; ours stand beside them. */
const EVENT_TYPES: readonly string[] = expect.arrayContaining([
  ...['disbursement', 'disbursement_settled', 'accrual', 'payment_received', 'payment_allocated', 'payment_returned'],
  ...['fee_assessed', 'fee_waived', 'chargeoff', 'recovery', 'refinance', 'restructure', 'reversal'],
  'manual_adjustment',
]);

/** The five pages: four of operations, and the quickstart with its payment, health and token. */
export const REFERENCE_PAGES: readonly ReferencePage[] = [
  {
    operation: 'post /disbursements',
    fields: {
      ...posting,
      'body.loan_id': { ...needed, ...uuid },
      'body.borrower_id': { ...needed, ...uuid },
      'body.amount_minor': { ...needed, ...amount },
      'body.currency': { ...needed, ...currency },
      'body.effective_at': { ...needed, ...date },
      'body.method': { ...needed, type: 'string', enum: ['ach', 'wire', 'card_push', 'internal_transfer'] },
      'body.destination_ref': { ...optional, type: 'string', minLength: 1, maxLength: 255 },
      'body.metadata': {
        ...optional,
        type: 'object',
        propertyNames: { type: 'string', pattern: '^[a-zA-Z][a-zA-Z0-9_]*$' },
      },
      'answer.disbursement_event_id': { ...needed, ...uuid },
      'answer.journal_entry_id': { ...needed, ...uuid },
      'answer.posted_at': { ...needed, ...instant },
    },
  },
  {
    operation: 'post /accruals/batch',
    fields: {
      ...posting,
      'body.program_id': { ...needed, ...uuid },
      'body.accrual_date': { ...needed, ...date },
      'body.day_count_convention': { ...needed, type: 'string', enum: ['ACT_365', 'ACT_360', '30_360'] },
      'body.loans': { ...needed, type: 'array', minItems: 1, maxItems: 100_000 },
      'body.loans[].loan_id': { ...needed, ...uuid },
      'body.loans[].outstanding_principal_minor': { ...needed, ...amount },
      'body.loans[].interest_minor': { ...needed, ...amount },
      'answer.accrual_event_id': { ...needed, ...uuid },
      'answer.journal_entry_id': { ...needed, ...uuid },
      'answer.loan_count': { ...needed, type: 'integer', minimum: 1 },
      'answer.total_accrued_minor': { ...needed, ...amount },
      'answer.posted_at': { ...needed, ...instant },
    },
  },
  {
    operation: 'get /loans/{loan_id}/balance',
    fields: {
      ...traceId,
      'path.loan_id': { ...needed, ...uuid },
      'query.as_of_date': { ...optional, ...date },
      'answer.loan_id': { ...needed, ...uuid },
      'answer.currency': { ...needed, ...currency },
      'answer.as_of_date': { ...needed, ...date },
      'answer.principal_outstanding_minor': { ...needed, ...amount },
      'answer.interest_receivable_minor': { ...needed, ...amount },
      'answer.fees_receivable_minor': { ...needed, ...amount },
      'answer.total_exposure_minor': { ...needed, ...amount },
      'answer.last_activity_at': { ...optional, ...instant },
    },
  },
  {
    operation: 'get /loans/{loan_id}/journal-entries',
    fields: {
      'path.loan_id': { ...needed, ...uuid },
      'query.from_date': { ...optional, ...date },
      'query.to_date': { ...optional, ...date },
      'query.event_type': { ...optional, type: 'string', enum: EVENT_TYPES },
      'query.page_size': { ...optional, type: 'integer', minimum: 1, maximum: 500, default: 50 },
      'query.page_token': { ...optional, type: 'string', maxLength: 512 },
      'answer.items': { ...needed, type: 'array' },
      'answer.next_page_token': { ...optional, type: 'string' },
      'answer.items[].journal_entry_id': { ...needed, ...uuid },
      'answer.items[].event_type': { ...needed, type: 'string', enum: EVENT_TYPES },
      'answer.items[].effective_at': { ...needed, ...date },
      'answer.items[].posted_at': { ...needed, ...instant },
      'answer.items[].lines': { ...needed, type: 'array' },
      'answer.items[].correlation_id': { ...optional, ...uuid },
      'answer.items[].reverses_entry_id': { ...optional, ...uuid },
      'answer.items[].description': { ...optional, type: 'string' },
      'answer.items[].actor': { ...optional, type: 'string' },
      'answer.items[].lines[].sequence': { ...needed, type: 'integer' },
      'answer.items[].lines[].account_code': { ...needed, type: 'string' },
      'answer.items[].lines[].direction': { ...needed, type: 'string', enum: ['DR', 'CR'] },
      'answer.items[].lines[].amount_minor': { ...needed, ...amount },
      'answer.items[].lines[].currency': { ...needed, ...currency },
      'answer.items[].lines[].layer': { ...needed, type: 'string', enum: ['SETTLED', 'PENDING', 'ENCUMBRANCE'] },
      'answer.items[].lines[].loan_id': { ...optional, ...uuid },
      'answer.items[].lines[].borrower_id': { ...optional, ...uuid },
      'answer.items[].lines[].external_ref': { ...optional, type: 'string' },
    },
  },
  {
    operation: 'post /payments',
    fields: {
      'header.Idempotency-Key': posting['header.Idempotency-Key'],
      'body.loan_id': { ...needed, ...uuid },
      'body.borrower_id': { ...needed, ...uuid },
      'body.amount_minor': { ...needed, ...amount },
      'body.currency': { ...needed, ...currency },
      'body.effective_at': { ...needed, ...date },
      'body.source_method': { ...needed, type: 'string' },
      'body.external_ref': { ...optional, type: 'string' },
      'answer.payment_event_id': { ...needed, ...uuid },
      'answer.journal_entry_id': { ...needed, ...uuid },
      'answer.allocation': { ...needed, type: 'object' },
      'answer.allocation.fees_minor': { ...needed, ...amount },
      'answer.allocation.interest_minor': { ...needed, ...amount },
      'answer.allocation.principal_minor': { ...needed, ...amount },
      'answer.allocation.suspense_minor': { ...needed, ...amount },
      'answer.posted_at': { ...needed, ...instant },
    },
  },
  {
    operation: 'get /health/live',
    fields: {
      'answer.status': { ...needed, const: 'ok' },
      'answer.version': { ...needed, type: 'string' },
      'answer.git_sha': { ...needed, type: 'string' },
    },
  },
  {
    operation: 'post /oauth2/token',
    fields: {
      'answer.access_token': { ...needed, type: 'string' },
      'answer.token_type': { ...needed, type: 'string' },
      'answer.expires_in': { ...needed, type: 'integer' },
    },
  },
];
