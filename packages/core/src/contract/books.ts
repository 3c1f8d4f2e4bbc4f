import { z } from 'zod';
import { EVENT_TYPES } from '../ledger/entry.ts';
import { AccountClass, AccountCode, GlCode } from './accounts.ts';
import { BucketName } from './allocation.ts';
import { Layer } from './journal.ts';
import { reading } from './operation.ts';
import { closePeriod, periods } from './periods.ts';
import { CalendarDate, CalendarMonth, CurrencyCode, KnownAt, SignedTotal, Total, UtcInstant, Uuid } from './wire.ts';

const AccountTotals = z
  .object({
    account_code: AccountCode,
    name: z.string(),
    class: AccountClass,
    gl_code: GlCode.optional().describe('Its number in your own general ledger, where you mapped it.'),
    layer: Layer,
    debits_minor: Total,
    credits_minor: Total,
    balance_minor: Total,
    balance_side: z.enum(['DR', 'CR']).describe('The side on which the balance stands; the normal one when it is 0.'),
  })
  .meta({ id: 'AccountTotals', description: 'What one account has seen, in one layer.' });

const TrialBalance = z
  .object({
    as_of_date: CalendarDate,
    known_at: UtcInstant.optional().describe('Present when it was asked for.'),
    program_id: Uuid.optional().describe('Present when it was asked for.'),
    currency: CurrencyCode,
    accounts: z.array(AccountTotals).describe('Every account with lines, in the order of their codes.'),
    memo: z.array(AccountTotals).describe('The memo accounts, which stand outside the balance sheet.'),
    totals: z
      .object({ debits_minor: Total, credits_minor: Total })
      .describe('The sums over the accounts, memo apart. They are equal.'),
  })
  .meta({ id: 'TrialBalance', description: 'The books on one date.' });

const TieOut = z
  .object({
    accounts: z.array(
      z.object({
        account_code: AccountCode,
        currency: CurrencyCode,
        ledger_minor: SignedTotal.describe('The balance of the account by its lines, on its normal side.'),
        loans_minor: SignedTotal.describe('What the loans say, added up.'),
        difference_minor: SignedTotal,
      }),
    ),
    balanced: z.boolean().describe('Whether every difference is 0.'),
  })
  .meta({ id: 'TieOut', description: 'The loans against the accounts that control them.' });

const RollForward = z
  .object({
    month: CalendarMonth,
    currency: CurrencyCode,
    program_id: Uuid.optional().describe('Present when it was asked for.'),
    buckets: z.array(
      z.object({
        bucket: BucketName,
        opening_minor: SignedTotal,
        movements: z.array(z.object({ event_type: z.enum(EVENT_TYPES), increase_minor: Total, decrease_minor: Total })),
        closing_minor: SignedTotal.describe('The opening, and every increase, less every decrease.'),
      }),
    ),
  })
  .meta({ id: 'RollForward', description: 'How each bucket of all loans came from one month end to the next.' });

/** The books as a whole. */
export const books = {
  trialBalance: reading({
    path: '/trial-balance',
    operationId: 'getTrialBalance',
    tag: 'Books',
    summary: 'The trial balance',
    description:
      'Answers the debits, credits and balance of every account by accounting date. Debits equal credits; memo accounts balance among themselves and are shown apart.',
    scope: 'hpts:ledger:read',
    input: {
      query: z
        .strictObject({
          as_of_date: CalendarDate.optional().describe(
            'The last accounting date that counts. Default: everything posted.',
          ),
          program_id: Uuid.optional().describe(
            'Only lines of loans of this program. Lines without a loan are in the default program.',
          ),
          currency: CurrencyCode.optional().describe(
            'Default: the currency of the books. Needed when they have more than one, or none yet.',
          ),
          known_at: KnownAt,
        })
        .default({}),
    },
    answers: 'The trial balance.',
    answer: TrialBalance,
    refusals: ['program_not_found'],
  }),
  closePeriod,
  periods,
  tieOut: reading({
    path: '/tie-out',
    operationId: 'getTieOut',
    tag: 'Books',
    summary: 'The loans against their control accounts',
    description:
      'Answers, for every account that belongs to loans, its balance by its lines and by the loans themselves. They are the same, and here is the proof.',
    scope: 'hpts:ledger:read',
    input: {
      query: z.strictObject({ currency: CurrencyCode.optional().describe('Default: every currency.') }).default({}),
    },
    answers: 'The proof.',
    answer: TieOut,
    refusals: [],
  }),
  rollForward: reading({
    path: '/roll-forward',
    operationId: 'getRollForward',
    tag: 'Books',
    summary: 'How the buckets moved in a month',
    description:
      'Answers, for each bucket of all loans, what stood at the start of a month, what each type of event added and took, and what stood at its end, by accounting date.',
    scope: 'hpts:ledger:read',
    input: {
      query: z.strictObject({
        month: CalendarMonth,
        currency: CurrencyCode,
        program_id: Uuid.optional().describe('Only loans of this program.'),
      }),
    },
    answers: 'The roll-forward.',
    answer: RollForward,
    refusals: ['program_not_found'],
  }),
};
