import { describe, expect, it } from 'vitest';
import { EVENT_TYPES } from '../ledger/entry.ts';
import { BATCH_BODY_LIMIT, BODY_LIMIT, contract, GUARDED, POSTED, type ProblemCode, WRITTEN } from './index.ts';
import { ALL_SCOPES, isScope, SCOPES } from './scopes.ts';

const operations = Object.entries(contract).flatMap(([noun, verbs]) =>
  Object.entries(verbs).map(([verb, procedure]) => ({ name: `${noun}.${verb}`, ...procedure['~orpc'] })),
);
type Operation = (typeof operations)[number];
const guarded = operations.filter(({ name }) => !name.startsWith('health.'));
const posts = operations.filter(({ route }) => route.method === 'POST');
const puts = operations.filter(({ route }) => route.method === 'PUT');
const reads = guarded.filter(({ route }) => route.method === 'GET');
const declared = (operation: Operation) => Object.keys(operation.errorMap) as ProblemCode[];

it('the contract is these operations, those of the reference on its own paths under /v1', () => {
  expect(operations.map(({ name, route }) => `${name}: ${route.method} ${route.path}`)).toEqual([
    'health.live: GET /health/live',
    'health.ready: GET /health/ready',
    'disbursements.create: POST /disbursements',
    'disbursements.settle: POST /disbursements/{id}/settle',
    'payments.create: POST /payments',
    'payments.settle: POST /payments/{id}/settle',
    'payments.return: POST /payments/{id}/return',
    'receipts.create: POST /receipts',
    'fees.assess: POST /fees',
    'fees.waive: POST /fees/{id}/waive',
    'accruals.postBatch: POST /accruals/batch',
    'accruals.coverage: GET /accruals/coverage',
    'accruals.get: GET /accruals/{id}',
    'loans.open: POST /loans',
    'loans.get: GET /loans/{loan_id}',
    'loans.balance: GET /loans/{loan_id}/balance',
    'loans.journalEntries: GET /loans/{loan_id}/journal-entries',
    'loans.allocateSuspense: POST /loans/{loan_id}/allocations',
    'loans.refundSuspense: POST /loans/{loan_id}/refunds',
    'loans.setNonaccrual: POST /loans/{loan_id}/nonaccrual',
    'chargeoffs.create: POST /chargeoffs',
    'recoveries.create: POST /recoveries',
    'refinances.create: POST /refinances',
    'restructures.create: POST /restructures',
    'reversals.create: POST /reversals',
    'adjustments.create: POST /adjustments',
    'adjustments.get: GET /adjustments/{id}',
    'adjustments.list: GET /adjustments',
    'adjustments.approve: POST /adjustments/{id}/approve',
    'adjustments.reject: POST /adjustments/{id}/reject',
    'programs.put: PUT /programs/{program_id}',
    'programs.get: GET /programs/{program_id}',
    'programs.list: GET /programs',
    'accounts.list: GET /accounts',
    'accounts.map: PUT /accounts/{account_code}',
    'journalEntries.get: GET /journal-entries/{id}',
    'journalEntries.list: GET /journal-entries',
    'books.trialBalance: GET /trial-balance',
    'books.closePeriod: POST /periods/close',
    'books.periods: GET /periods',
    'books.tieOut: GET /tie-out',
    'books.rollForward: GET /roll-forward',
    'events.list: GET /events',
    'events.get: GET /events/{id}',
  ]);
});

it('a fixed path stands before the one whose parameter would take its place', () => {
  const paths = operations.map(({ route }) => route.path ?? '');
  for (const [at, path] of paths.entries()) {
    const template = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/{}]+')}$`);
    const late = paths.slice(at + 1).filter((later) => later !== path && template.test(later));
    expect(late, `routers take the first that fits, and ${path} comes first`).toEqual([]);
  }
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

describe('every PUT', () => {
  it.each(puts)('$name takes no key, and declares what any write may answer', (operation) => {
    expect(declared(operation)).toEqual(expect.arrayContaining([...WRITTEN]));
    expect(declared(operation)).not.toContain('idempotency_key_required');
  });
});

describe('every read', () => {
  it.each(reads)('$name refuses a parameter that it does not know', ({ inputSchema }) => {
    const result = inputSchema?.['~standard'].validate({ params: {}, query: { colour: 'red' } });
    expect(result).toMatchObject({ issues: expect.arrayContaining([expect.objectContaining({ path: ['query'] })]) });
  });
});

it('only an accrual batch, and its reversal by loan, may be larger than a body usually is', () => {
  const larger = operations.filter(({ meta }) => meta.bodyLimit !== undefined);
  expect(larger.map(({ name, meta }) => [name, meta.bodyLimit])).toEqual([
    ['accruals.postBatch', 32 * 1024 * 1024],
    ['reversals.create', 32 * 1024 * 1024],
  ]);
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

it('an entry records one of the 14 events of the reference, or one of the three beside them', () => {
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
    'payment_settled',
    'refund',
    'nonaccrual',
  ]);
});
