import { close } from '../acts/books.ts';
import type { AddCommand } from '../command.ts';
import { day, record, required, text } from '../field.ts';
import * as filter from '../filters.ts';
import { listed } from '../listed.ts';
import { question } from '../question.ts';
import { currency } from '../request-fields.ts';

/** The books as a whole, and the end of a period. */

const trialBalance = question({
  name: 'trial-balance',
  about: 'print debits, credits and balance of every account',
  asked: record({
    asOf: day('--as-of <date>', 'the last accounting date that counts (default: everything posted)'),
    programId: filter.program(),
    currency: text('--currency <code>', 'needed when the books have more than one'),
    knownAt: filter.knownAt(),
  }),
  ask: (ledger, options) => ledger.books.trialBalance(options),
  describe: async (answer) => (await import('../books-report.ts')).describeTrialBalance(answer),
  rows: ({ accounts, memo }) => [...accounts, ...memo],
  examples: ['tally trial-balance', 'tally trial-balance --as-of 2026-05-31 --currency USD --json'],
});

const tieOut = question({
  name: 'tie-out',
  about: 'hold every control account against the loans that it controls',
  note: '\nIt ends with 6 when there is a difference.',
  asked: record({ currency: text('--currency <code>', 'only this currency') }),
  ask: (ledger, options) => ledger.books.tieOut(options),
  describe: async (answer) => (await import('../books-report.ts')).describeTieOut(answer),
  rows: ({ accounts }) => accounts,
  finds: ({ balanced }) => !balanced,
  examples: ['tally tie-out', 'tally tie-out --currency USD --json'],
});

const rollForward = question({
  name: 'roll-forward',
  about: 'print how each bucket of all loans moved in a month',
  asked: record({
    month: required(text('--month <month>', 'the month, as 2026-05')),
    currency: currency(),
    programId: filter.program(),
  }),
  ask: (ledger, options) => ledger.books.rollForward(options),
  describe: async (answer) => (await import('../books-report.ts')).describeRollForward(answer),
  rows: ({ buckets }) => buckets,
  examples: [
    'tally roll-forward --month 2026-05 --currency USD',
    'tally roll-forward --month 2026-05 --currency USD --json',
  ],
});

const periods = listed({
  name: 'periods',
  about: 'list the periods that are closed, oldest first',
  items: 'periods',
  asked: record({}),
  list: (ledger, asked) => ledger.books.periods(asked),
  describe: async (page) => (await import('../books-report.ts')).describePeriods(page),
  examples: ['tally periods', 'tally periods --json'],
});

/** What is read of the books as a whole, and `tally close`. */
export const BOOKS: readonly AddCommand[] = [trialBalance, tieOut, rollForward, close, periods];
