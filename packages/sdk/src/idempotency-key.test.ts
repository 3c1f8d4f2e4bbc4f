import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkedKey, IDEMPOTENCY_KEY_PATTERN, idempotencyKey } from './idempotency-key.ts';

/** Parts that lie close together: plain, empty, of the characters that escapes are made of, of any UTF-16 unit. */
const part = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/),
  fc.string({ unit: fc.constantFrom(':', '-', '.', 'a', '0', '3'), maxLength: 8 }),
  fc.constantFrom('', 'tally', 'sha256', 'é', '\u0000', '\ud800', '😀'),
  fc.string({ unit: 'binary', maxLength: 300 }),
);
const parts = fc.tuple(part, part, fc.array(part, { maxLength: 3 })).map(([a, b, rest]) => [a, b, ...rest] as const);

describe('a key made of parts', () => {
  // These stand for ever: a release that changes one would book events a second time.
  it.each([
    [['payment', 'loan_42', 'proc_txn_abc123'], 'payment:loan_42:proc_txn_abc123'],
    [
      ['accrual', '0195d6a0-0000-7000-8000-000000000042', '2026-05-01'],
      'accrual:0195d6a0-0000-7000-8000-000000000042:2026-05-01',
    ],
    [['payment', 'loan 42', 'txn'], 'payment::loan-002042:txn'],
    [['payment', 'a:b', 'txn'], 'payment::a-003ab:txn'],
    [['payment', 'Crédito-7', 'txn'], 'payment::Cr-00e9dito-002d7:txn'],
    [['payment', '', 'txn'], 'payment::-:txn'],
    [['fee', '1'], 'tally:::fee:1'],
    [['_payment', 'loan_42'], 'tally:::_payment:loan_42'],
    [['día', 'loan_42'], 'tally::::d-00eda:loan_42'],
  ] as const)('is for %j always %s', ([event, subject, ...rest], key) => {
    expect(idempotencyKey(event, subject, ...rest)).toBe(key);
  });

  it('is a hash and its own beginning when it would be too long', () => {
    const key = idempotencyKey('payment', 'loan_42', 'x'.repeat(300));
    expect(key).toHaveLength(255);
    expect(key.slice(0, 105)).toBe(
      'sha256:::fe4f734daf0b65d9017b7c9ddee02255bc0428200bdcd0504598903f60a83cc1:payment:loan_42:xxxxxxxxxxxxxxx',
    );
  });

  it('is one that the ledger takes, whatever the parts', () => {
    fc.assert(
      fc.property(parts, (given) => {
        expect(idempotencyKey(...given)).toMatch(IDEMPOTENCY_KEY_PATTERN);
      }),
    );
  });

  it('is another for other parts', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(idempotencyKey(...one)).not.toBe(idempotencyKey(...other));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is another when a part is split or two are joined', () => {
    fc.assert(
      fc.property(part, part, part, (a, b, c) => {
        const apart = idempotencyKey(a, b, c);
        expect([
          idempotencyKey(a, `${b}:${c}`),
          idempotencyKey(`${a}:${b}`, c),
          idempotencyKey(a, b, '', c),
        ]).not.toContain(apart);
      }),
    );
  });

  it('keeps a pair of long keys apart that begin alike', () => {
    const long = 'x'.repeat(400);
    expect(idempotencyKey('payment', `${long}1`)).not.toBe(idempotencyKey('payment', `${long}2`));
  });
});

describe('a key that a caller wrote', () => {
  it.each(['payment:loan_42:proc_txn_abc123', 'a'.repeat(8), 'a'.repeat(255)])('passes: %s', (key) => {
    expect(checkedKey(key)).toBe(key);
  });

  it.each([
    ['is too short', 'a'.repeat(7)],
    ['is too long', 'a'.repeat(256)],
    ['begins with a colon', ':payment1'],
    ['holds a space', 'payment 42'],
    ['ends with a line break', 'payment:42\n'],
    ['is left out', undefined as unknown as string],
  ])('is refused before anything is sent when it %s', (_, key) => {
    expect(() => checkedKey(key)).toThrow(/^idempotencyKey must be 8 to 255 letters/);
  });
});
