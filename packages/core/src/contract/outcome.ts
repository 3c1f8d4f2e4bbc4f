import { z } from 'zod';
import { Amount, CalendarDate, Uuid } from './wire.ts';

/** What the answers to posts share: where an event leaves a loan, and what it leaves behind beside its entries. */

/** Where a loan stands in its life. */
export const LoanStatus = z
  .enum(['pending', 'active', 'paid_off', 'charged_off', 'refinanced', 'cancelled'])
  .describe('Where the loan stands in its life.');

/** A note on something unusual that was booked all the same. */
export const WarningItem = z.object({ code: z.string(), detail: z.string(), loan_id: Uuid.optional() });

/** The notes on one event. */
export const Warnings = z.array(WarningItem).describe('What is unusual though booked.');

const StaleAccrual = z
  .object({
    accrual_date: CalendarDate,
    principal_minor: Amount.describe('The principal at the close of the date, as it is in force now.'),
    interest_minor: Amount.describe('The interest that is booked for the date.'),
  })
  .meta({ id: 'StaleAccrual', description: 'An accrual that was computed on a principal which has changed since.' });

const ADVICE =
  'The accruals whose principal this event changed. Reverse them and post them anew, or let them stand: the ledger computes no interest. Absent when there are none.';

/** The accruals of the event's loan that it made stale. */
export const StaleAccruals = z.array(StaleAccrual).optional().describe(ADVICE);

/** The accruals that an event of more than one loan made stale. */
export const StaleAccrualsOfLoans = z
  .array(
    StaleAccrual.extend({ loan_id: Uuid }).meta({
      id: 'StaleAccrualOfLoan',
      description: 'An accrual of one of several loans that was computed on a principal which has changed since.',
    }),
  )
  .optional()
  .describe(ADVICE);

/** What was charged off and is still claimed, bucket by bucket. */
export const Claims = z
  .object({ principal_minor: Amount, interest_minor: Amount, fees_minor: Amount })
  .describe('What was charged off and is still claimed.');
