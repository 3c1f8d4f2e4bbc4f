import { z } from 'zod';
import { AMOUNT_PATTERN, Amount, UUID_PATTERN, Uuid } from './wire.ts';

/** One loan of an accrual batch. */
export const AccrualItem = z
  .strictObject({
    loan_id: Uuid,
    outstanding_principal_minor: Amount.describe(
      "The principal at the close of the date that the interest was computed on. It must be the ledger's.",
    ),
    interest_minor: Amount.describe('The day\'s interest. "0" marks the date as covered and posts nothing.'),
  })
  .meta({ id: 'AccrualItem', description: 'What one loan accrued.' });

type Item = z.output<typeof AccrualItem>;

/**
 * The items as `AccrualItem` reads them (ids in lower case, properties in the schema's order), or undefined as soon as one
 * is not what that schema takes.
 */
export function faultlessItems(value: unknown): Item[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = new Array<Item>(value.length);
  for (let index = 0; index < value.length; index++) {
    const item: unknown = value[index];
    if (typeof item !== 'object' || item === null || propertiesOf(item) !== 3) return undefined;
    const { loan_id, outstanding_principal_minor, interest_minor } = item as Record<string, unknown>;
    if (!fits(loan_id, UUID_PATTERN)) return undefined;
    if (!fits(outstanding_principal_minor, AMOUNT_PATTERN) || !fits(interest_minor, AMOUNT_PATTERN)) return undefined;
    items[index] = { loan_id: loan_id.toLowerCase(), outstanding_principal_minor, interest_minor };
  }
  return items;
}

const fits = (value: unknown, pattern: RegExp): value is string => typeof value === 'string' && pattern.test(value);

function propertiesOf(item: object): number {
  let count = 0;
  for (const _ in item) count++;
  return count;
}
