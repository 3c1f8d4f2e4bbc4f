import { openLoan } from '../acts/loans.ts';
import { describeAnswer } from '../answer.ts';
import { groupOf } from '../command.ts';
import { day, record } from '../field.ts';
import * as filter from '../filters.ts';
import { listed } from '../listed.ts';
import { question } from '../question.ts';
import { loan } from '../request-fields.ts';

/** `tally loans …`: what a loan is, what it owes, and how it came to. */

const show = question({
  name: 'show',
  about: 'print whose loan it is, under which program, and where it stands',
  asked: record({ loanId: loan() }),
  ask: (ledger, { loanId }) => ledger.loans.get(loanId),
  describe: describeAnswer,
  rows: (answer) => [answer],
  examples: ['tally loans show 1111…', 'tally loans show 1111… --json'],
});

const balance = question({
  name: 'balance',
  about: 'print what a loan owes',
  asked: record({
    loanId: loan(),
    asOf: day('--as-of <date>', 'at the end of this effective day'),
    knownAt: filter.knownAt(),
  }),
  ask: (ledger, { loanId, ...options }) => ledger.loans.balance(loanId, options),
  describe: async (answer) => (await import('../statement.ts')).describeBalance(answer),
  rows: (answer) => [answer],
  examples: [
    'tally loans balance 1111…',
    'tally loans balance 1111… --as-of 2026-04-30 --known-at 2026-05-02T12:00:00Z',
  ],
});

const journal = listed({
  name: 'journal',
  about: 'print the journal entries of a loan, oldest posted first',
  items: 'entries',
  asked: record({
    loanId: loan(),
    from: filter.from(),
    to: filter.to(),
    eventType: filter.eventType(),
    knownAt: filter.knownAt(),
    order: filter.order(),
  }),
  list: (ledger, { loanId, ...filters }) => ledger.loans.journalEntries(loanId, filters),
  describe: async (page) => (await import('../statement.ts')).describeJournal(page),
  examples: ['tally loans journal 1111…', 'tally loans journal 1111… --type payment_received --from 2026-05-01 --json'],
});

const statement = question({
  name: 'statement',
  about: 'print how a loan came from one day to another: what it owed, what moved it, what it owes',
  note: '\nIt ends with 6 when the entries do not lead from the one balance to the other.',
  asked: record({ loanId: loan(), from: filter.from(), to: filter.to() }),
  ask: async (ledger, { loanId, ...period }) =>
    (await import('../loan-statement.ts')).statementOf(ledger, loanId, period),
  describe: async (answer) => (await import('../loan-statement.ts')).describeStatement(answer),
  rows: ({ entries }) => entries,
  finds: ({ adds_up: addsUp }) => !addsUp,
  examples: ['tally loans statement 1111…', 'tally loans statement 1111… --from 2026-05-01 --to 2026-05-31 --json'],
});

const chart = question({
  name: 'chart',
  about: 'draw what a loan owed over time',
  asked: record({ loanId: loan(), from: filter.from(), to: filter.to() }),
  ask: async (ledger, { loanId, ...period }) => (await import('../loan-chart.ts')).chartOf(ledger, loanId, period),
  describe: async (answer, _, sheet) => (await import('../loan-chart.ts')).describeChart(answer, sheet),
  rows: ({ points }) => points,
  examples: ['tally loans chart 1111…', 'tally loans chart 1111… --from 2026-05-01 --csv'],
});

const suspense = question({
  name: 'suspense',
  about: "draw how old a loan's money in suspense is",
  note: '\nMoney leaves suspense oldest first, as the ledger applies it; what a return took\nback counts as the oldest too.',
  asked: record({ loanId: loan() }),
  ask: async (ledger, { loanId }) => (await import('../suspense-age.ts')).suspenseAgeOf(ledger, loanId),
  describe: async (answer, _, sheet) => (await import('../suspense-age.ts')).describeSuspenseAge(answer, sheet),
  rows: ({ ages }) => ages,
  examples: ['tally loans suspense 1111…', 'tally loans suspense 1111… --json'],
});

/** The loans, one by one. */
export const loans = groupOf({
  name: 'loans',
  about: 'open a loan, and read what it is, what it owes and how it came to',
  examples: ['tally loans balance 1111…', 'tally loans statement 1111… --from 2026-05-01'],
  commands: [openLoan, show, balance, journal, statement, chart, suspense],
});
