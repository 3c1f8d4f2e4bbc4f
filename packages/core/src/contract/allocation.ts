import { z } from 'zod';
import { Amount } from './wire.ts';

/** How money is applied to what a loan owes: the instruction that goes in, and the split that comes out. */

const CustomAllocation = z
  .strictObject({ fees_minor: Amount, interest_minor: Amount, principal_minor: Amount })
  .describe('How the payer wants the money applied. The parts add up to the amount.');

/** The fields by which a request says how to apply money. */
export const AllocationInstruction = {
  allocation_mode: z
    .enum(['waterfall', 'principal_only', 'interest_only', 'fees_only', 'custom'])
    .default('waterfall')
    .describe('How to apply the money. What does not fit goes to suspense.'),
  custom_allocation: CustomAllocation.optional(),
};

/** That the custom parts come with the mode `custom`, and only with it. */
export const isInstructionWhole = (body: { allocation_mode: string; custom_allocation?: unknown }): boolean =>
  (body.allocation_mode === 'custom') === (body.custom_allocation !== undefined);

/** What to answer where `isInstructionWhole` does not hold. */
export const INSTRUCTION_MISTAKE = {
  path: ['custom_allocation'],
  message: 'goes with allocation_mode custom, and only with it',
};

/** How money was split. */
export const AllocationSplit = z.object({
  fees_minor: Amount.describe('Late charges count as fees.'),
  interest_minor: Amount,
  principal_minor: Amount,
  suspense_minor: Amount.describe('What was not applied.'),
  recovery_minor: Amount.optional().describe('What paid a claim that was charged off. Present when a claim was paid.'),
});

/** The buckets of a loan by the names that answers give them, in the order of the chart of accounts. */
export const BUCKET_NAMES = [
  'principal',
  'interest',
  'fees',
  'late_charges',
  'suspense',
  'charged_off_principal',
  'charged_off_interest',
  'charged_off_fees',
  'nonaccrual_interest',
] as const;

/** One bucket of a loan. */
export const BucketName = z.enum(BUCKET_NAMES);
