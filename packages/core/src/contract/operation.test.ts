import { describe, expect, it } from 'vitest';
import { EVENT_TYPES } from '../ledger/entry.ts';
import type { RefusalCode } from '../loan/refusal.ts';
import { BATCH_BODY_LIMIT, BODY_LIMIT, contract, GUARDED, POSTED, type ProblemCode } from './index.ts';
import { ALL_SCOPES, isScope, SCOPES } from './scopes.ts';

const operations = Object.entries(contract).flatMap(([noun, verbs]) =>
  Object.entries(verbs).map(([verb, procedure]) => ({ name: `${noun}.${verb}`, ...procedure['~orpc'] })),
);
type Operation = (typeof operations)[number];
const guarded = operations.filter(({ name }) => !name.startsWith('health.'));
const posts = operations.filter(({ route }) => route.method === 'POST');
const declared = (operation: Operation) => Object.keys(operation.errorMap) as ProblemCode[];

it('the contract is these operations, those of the reference on its own paths under /v1', () => {
  expect(operations.map(({ name, route }) => `${name}: ${route.method} ${route.path}`)).toEqual([
    'health.live: GET /health/live',
    'health.ready: GET /health/ready',
    'disbursements.create: POST /disbursements',
    'disbursements.settle: POST /disbursements/{id}/settle',
    'payments.create: POST /payments',
    'fees.assess: POST /fees',
    'accruals.postBatch: POST /accruals/batch',
    'loans.balance: GET /loans/{loan_id}/balance',
    'loans.journalEntries: GET /loans/{loan_id}/journal-entries',
  ]);
});

describe('every operation', () => {
  it.each(operations)('$name has an id, a summary, a description and a tag', ({ route }) => {
    expect(route.operationId).toMatch(/^[a-z][A-Za-z]+$/);
    expect(route.summary?.length).toBeGreaterThan(5);
    expect(route.description?.length).toBeGreaterThan(10);
    expect(route.tags).toHaveLength(1);
  });

  it('has an id and a path of its own', () => {
    expect(new Set(operations.map(({ route }) => route.operationId)).size).toBe(operations.length);
    expect(new Set(operations.map(({ route }) => `${route.method} ${route.path}`)).size).toBe(operations.length);
  });

  it.each(operations)('$name declares what it answers, and may fail with a defect', (operation) => {
    expect(operation.outputSchema).toBeDefined();
    expect(declared(operation)).toContain('internal');
  });
});

describe('every operation but health', () => {
  it.each(guarded)('$name names at least one scope of the closed list', ({ meta }) => {
    expect(meta.scopes.length).toBeGreaterThan(0);
    for (const scope of meta.scopes) expect(isScope(scope)).toBe(true);
  });

  it.each(guarded)('$name declares what any guarded operation may answer', (operation) => {
    expect(declared(operation)).toEqual(expect.arrayContaining([...GUARDED]));
  });

  it.each(operations.filter(({ name }) => name.startsWith('health.')))('and $name is open', ({ meta }) => {
    expect(meta.scopes).toEqual([]);
  });
});

const KEY = ['headers', 'idempotency-key'];

describe('every POST', () => {
  it.each(posts)('$name declares the common problems', (operation) => {
    expect(declared(operation)).toEqual(expect.arrayContaining([...POSTED]));
  });

  it.each(posts)('$name asks for an Idempotency-Key', (operation) => {
    const result = operation.inputSchema?.['~standard'].validate({ headers: {}, params: {}, body: {} });
    expect(result).toMatchObject({ issues: expect.arrayContaining([expect.objectContaining({ path: KEY })]) });
  });

  it.each(posts)('$name answers 201, and a replay 200', ({ route }) => {
    expect(route).toMatchObject({ successStatus: 201, inputStructure: 'detailed', outputStructure: 'detailed' });
  });
});

/** The refusals that the decision behind an operation can come to: `decide` of each command, by its tests. */
const REFUSED_BY: Record<string, readonly RefusalCode[]> = {
  'disbursements.create': [
    'program_not_found',
    'currency_mismatch',
    'borrower_mismatch',
    'wrong_program',
    'effective_date_in_future',
    'effective_before_first_disbursement',
    'loan_state_forbids',
    'amount_overflow',
  ],
  'disbursements.settle': [
    'event_not_found',
    'already_settled',
    'effective_date_in_future',
    'effective_before_first_disbursement',
  ],
  'payments.create': [
    'loan_not_found',
    'external_ref_conflict',
    'currency_mismatch',
    'borrower_mismatch',
    'effective_date_in_future',
    'effective_before_first_disbursement',
    'allocation_exceeds_owed',
    'custom_allocation_mismatch',
    'amount_overflow',
  ],
  'fees.assess': [
    'loan_not_found',
    'currency_mismatch',
    'borrower_mismatch',
    'effective_date_in_future',
    'effective_before_first_disbursement',
    'loan_state_forbids',
    'amount_overflow',
  ],
  'accruals.postBatch': [
    'program_not_found',
    'accrual_duplicate',
    'effective_date_in_future',
    'convention_mismatch',
    'control_total_mismatch',
    'batch_rejected',
    'amount_overflow',
  ],
};

it.each(posts)('$name declares every refusal of its decision, and none beside', (operation) => {
  const common: readonly string[] = POSTED;
  const own = declared(operation).filter((code) => !common.includes(code));
  const refused = REFUSED_BY[operation.name] ?? [];
  expect(own.sort()).toEqual(refused.filter((code) => !common.includes(code)).sort());
});

it('only an accrual batch may be larger than a body usually is', () => {
  const larger = operations.filter(({ meta }) => meta.bodyLimit !== undefined);
  expect(larger.map(({ name, meta }) => [name, meta.bodyLimit])).toEqual([['accruals.postBatch', 32 * 1024 * 1024]]);
  expect([BODY_LIMIT, BATCH_BODY_LIMIT]).toEqual([1_048_576, 33_554_432]);
});

describe('the scopes', () => {
  it.each(ALL_SCOPES)('%s is written resource:act, and says what it allows', (scope) => {
    expect(scope).toMatch(/^hpts:[a-z]+:(read|write|approve|close)$/);
    expect(SCOPES[scope].length).toBeGreaterThan(5);
  });

  it.each(['', 'hpts:payments', 'hpts:payments:WRITE', 'toString', '__proto__'])('%j is none', (text) => {
    expect(isScope(text)).toBe(false);
  });
});

it('an entry records one of the 14 events of the reference, and no other', () => {
  expect(EVENT_TYPES).toEqual([
    'disbursement',
    'disbursement_settled',
    'accrual',
    'payment_received',
    'payment_allocated',
    'payment_returned',
    'fee_assessed',
    'fee_waived',
    'chargeoff',
    'recovery',
    'refinance',
    'restructure',
    'reversal',
    'manual_adjustment',
  ]);
});
