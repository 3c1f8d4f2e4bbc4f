import { z } from 'zod';
import type { AccountClass as LedgerAccountClass } from '../ledger/account.ts';
import { reading, replacing } from './operation.ts';
import { NoQuery } from './wire.ts';

/** The ledger's own number of an account. */
export const AccountCode = z
  .string()
  .regex(/^[0-9]{4}$/, 'must be the four digits of an account')
  .meta({ description: 'An account of the chart: see `GET /v1/accounts`.', examples: ['1100'] });

/** What an account is on the balance sheet or in the income statement. */
export const AccountClass = z
  .enum([
    'asset',
    'contra_asset',
    'liability',
    'equity',
    'income',
    'contra_income',
    'expense',
    'memo',
  ] satisfies LedgerAccountClass[])
  .describe('What it is on the balance sheet or in the income statement. Memo accounts stand outside both.');

/** The number that the lender's own general ledger gives an account. */
export const GlCode = z.string().min(1, 'must not be empty').max(64, 'must be at most 64 characters');

const Account = z
  .object({
    account_code: AccountCode,
    role: z.string().describe('What the account is for; postings are made by role.'),
    name: z.string(),
    class: AccountClass,
    normal_side: z.enum(['DR', 'CR']).describe('The side on which its balance usually stands.'),
    gl_code: GlCode.optional().describe('Its number in your own general ledger, where you mapped it.'),
  })
  .meta({ id: 'Account', description: 'One account of the chart.' });

const Chart = z
  .object({ items: z.array(Account).describe('In the order of their codes.') })
  .meta({ id: 'Chart', description: 'The chart of accounts.' });

const AccountMapping = z
  .strictObject({ gl_code: GlCode.nullable().describe('Null takes the mapping away.') })
  .meta({ id: 'AccountMapping', description: 'What an account is called in your own general ledger.' });

/** The chart of accounts. */
export const accounts = {
  list: reading({
    path: '/accounts',
    operationId: 'listAccounts',
    tag: 'Books',
    summary: 'The chart of accounts',
    description: 'Answers every account that entries are booked to.',
    scope: 'hpts:ledger:read',
    input: { query: NoQuery },
    answers: 'The chart.',
    answer: Chart,
    refusals: [],
  }),
  map: replacing({
    path: '/accounts/{account_code}',
    operationId: 'mapAccount',
    tag: 'Books',
    summary: 'Map an account to your general ledger',
    description:
      'Keeps the number that your own general ledger gives an account; the chart and the trial balance answer it. Postings are not changed by it.',
    scope: 'hpts:programs:write',
    input: { params: z.object({ account_code: AccountCode }), body: AccountMapping },
    answer: Account,
    refusals: ['account_unknown'],
  }),
};
