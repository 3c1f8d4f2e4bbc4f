import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { AccrualItem, faultlessItems } from './accrual-item.ts';

const schema = z.array(AccrualItem);
const amount = fc.oneof(
  fc.bigInt(0n, 10n ** 19n).map(String),
  fc.constantFrom('0', '00', '-1', '1.5', ' 1', '1\n', '', 5, null, undefined, '٣'),
);
const id = fc.oneof(
  fc.uuid(),
  fc.uuid().map((text) => text.toUpperCase()),
  fc.constantFrom('', '11111111-1111-1111-1111-11111111111', '11111111111111111111111111111111', 7, null, ['a']),
);
const item = fc
  .tuple(
    fc.record({ loan_id: id, outstanding_principal_minor: amount, interest_minor: amount }, { requiredKeys: [] }),
    fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.constant({ currency: 'USD' }) }),
    fc.boolean(),
  )
  .map(([properties, more, reversed]) => {
    const pairs = Object.entries({ ...properties, ...more });
    return Object.fromEntries(reversed ? pairs.reverse() : pairs);
  });
const good = fc.record({
  loan_id: fc.uuid(),
  outstanding_principal_minor: fc.constant('5'),
  interest_minor: fc.constant('0'),
});
const anything = fc.oneof(
  fc.array(item, { maxLength: 3 }),
  fc.array(good, { maxLength: 20 }),
  fc.array(fc.oneof(good, fc.constantFrom(null, 'loan', 1, []))),
  fc.constantFrom<unknown>(undefined, null, 'loans', {}, { length: 0 }, [undefined]),
);

it('takes the items that the schema takes, and reads them to the byte as it does', () => {
  let taken = 0;
  fc.assert(
    fc.property(anything, (value) => {
      const meant = schema.safeParse(value);
      const found = faultlessItems(value);
      if (found !== undefined) taken++;
      expect(JSON.stringify(found)).toBe(JSON.stringify(meant.data));
    }),
    { numRuns: 2_000 },
  );
  expect(taken).toBeGreaterThan(500);
});
