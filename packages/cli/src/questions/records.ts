import type { AccountMapping, ProgramRequest } from '@tallystick/sdk';
import { describeAnswer } from '../answer.ts';
import { type AddCommand, groupOf } from '../command.ts';
import { usage } from '../failure.ts';
import { day, type Field, flag, id, number, record, required, text } from '../field.ts';
import * as filter from '../filters.ts';
import { jsonFile } from '../json-file.ts';
import { CUT, listed, pageSizeFor, upTo } from '../listed.ts';
import { question } from '../question.ts';
import { subject } from '../request-fields.ts';

/** What the ledger keeps beside its loans: entries, batches, adjustments, programs, accounts. */

const journal = groupOf({
  name: 'journal',
  about: 'read the journal of all loans',
  examples: ['tally journal list --from 2026-05-01', 'tally journal show 0198…'],
  commands: [
    listed({
      name: 'list',
      about: 'list the entries of all loans, oldest posted first',
      items: 'entries',
      asked: record({
        from: filter.from(),
        to: filter.to(),
        eventType: filter.eventType(),
        postedAfter: filter.postedAfter(),
        knownAt: filter.knownAt(),
        order: filter.order(),
      }),
      list: (ledger, filters) => ledger.journalEntries.list(filters),
      describe: async (page) => (await import('../statement.ts')).describeLedger(page),
      examples: [
        'tally journal list --from 2026-05-01 --to 2026-05-31',
        'tally journal list --type chargeoff --order desc --limit 10 --json',
      ],
    }),
    question({
      name: 'show',
      about: 'print one entry with its lines',
      asked: record({ entryId: subject('journal_entry_id', 'the entry'), limit: upTo('lines', 1000) }),
      ask: async (ledger, { entryId, limit }, tell) => {
        const { next_page_token: _, ...entry } = await ledger.journalEntries.get(entryId, { pageSize: 1 });
        const lines = await ledger.journalEntries.lines(entryId, { pageSize: pageSizeFor(limit) }).toArray({ limit });
        const more = lines.length < entry.line_count;
        if (more) tell(CUT);
        return { ...entry, lines, more };
      },
      describe: async ({ more: _, ...entry }) => (await import('../statement.ts')).describeEntry(entry),
      rows: ({ lines }) => lines,
      examples: ['tally journal show 0198…', 'tally journal show 0198… --all --json'],
    }),
  ],
});

const accruals = groupOf({
  name: 'accruals',
  about: 'read accrual batches, and which loans have none',
  examples: ['tally accruals show 0198…', 'tally accruals coverage --date 2026-05-01'],
  commands: [
    question({
      name: 'show',
      about: 'print the receipt of a batch, and what was reversed of it since',
      asked: record({ eventId: subject('accrual_event_id', 'the batch') }),
      ask: async (ledger, { eventId }) => ledger.accruals.get(eventId),
      describe: describeAnswer,
      examples: ['tally accruals show 0198…', 'tally accruals show 0198… --json'],
    }),
    listed({
      name: 'coverage',
      about: 'list the active loans with principal that have no accrual for a date',
      items: 'loans',
      note: '\nIt ends with 6 when there are any: an empty answer is the proof that the date\nis covered.',
      asked: record({
        date: required(day('--date <date>', 'the date')),
        programId: filter.program(),
        knownAt: filter.knownAt(),
      }),
      list: (ledger, filters) => ledger.accruals.coverage(filters),
      describe: async (page, ask) => {
        const { currenciesOf } = await import('../loan-currency.ts');
        const { describeCoverage } = await import('../books-report.ts');
        return describeCoverage(page, await currenciesOf(page.items, ask));
      },
      finds: true,
      examples: ['tally accruals coverage --date 2026-05-01', 'tally accruals coverage --date 2026-05-01 --all --json'],
    }),
  ],
});

const adjustments = groupOf({
  name: 'adjustments',
  about: 'read adjustments, and what became of them',
  examples: ['tally adjustments list --pending', 'tally adjustments show 0198…'],
  commands: [
    listed({
      name: 'list',
      about: 'list adjustments in the order in which they were asked for',
      items: 'adjustments',
      asked: record({
        status: filter.adjustmentStatus(),
        loanId: id('--loan <uuid>', 'only those with a line of this loan'),
      }),
      list: (ledger, filters) => ledger.adjustments.list(filters),
      describe: async (page) => (await import('../adjustment-list.ts')).describeAdjustments(page),
      examples: ['tally adjustments list --pending', 'tally adjustments list --status rejected --loan 1111… --json'],
    }),
    question({
      name: 'show',
      about: 'print what an adjustment would book, and what became of it',
      asked: record({ eventId: subject('adjustment_event_id', 'the adjustment') }),
      ask: async (ledger, { eventId }) => ledger.adjustments.get(eventId),
      describe: describeAnswer,
      examples: ['tally adjustments show 0198…', 'tally adjustments show 0198… --json'],
    }),
  ],
});

const programs = groupOf({
  name: 'programs',
  about: 'write and read the terms under which loans are kept',
  examples: ['tally programs list', 'tally programs put 4444… terms.json'],
  commands: [
    question({
      name: 'put',
      about: 'write the terms of a program, as a new version where they differ from the last',
      note: '\nWhat the file leaves out is as in the default program. The new terms hold for\nwhat is posted from now on. A second time changes nothing, so it takes no key.',
      asked: record({ programId: subject('program_id', 'the program'), terms: jsonFile<ProgramRequest>('its terms') }),
      ask: async (ledger, { programId, terms }) => ledger.programs.put(programId, terms),
      describe: describeAnswer,
      examples: ['tally programs put 4444… terms.json', 'tally programs put 4444… - --json < terms.json'],
    }),
    question({
      name: 'get',
      about: 'print the terms of a program, in force or of an earlier version',
      asked: record({
        programId: subject('program_id', 'the program'),
        version: number('--at-version <n>', 'the version (default: the last)'),
      }),
      ask: async (ledger, { programId, version }) => ledger.programs.get(programId, { version }),
      describe: describeAnswer,
      examples: ['tally programs get 4444…', 'tally programs get 4444… --at-version 1 --json'],
    }),
    listed({
      name: 'list',
      about: 'list the programs, oldest first',
      items: 'programs',
      asked: record({}),
      list: (ledger, asked) => ledger.programs.list(asked),
      describe: async (page) => (await import('../books-report.ts')).describePrograms(page),
      examples: ['tally programs list', 'tally programs list --json'],
    }),
  ],
});

/** The number of an account in the lender's own general ledger, or that it has none. */
function mapping(): Field<AccountMapping> {
  const code = text('[gl_code]', 'its number in your general ledger');
  const none = flag('--none', 'take the number away');
  return {
    parts: [...code.parts, ...none.parts],
    async read(given) {
      const [number, isNone] = [await code.read(given), await none.read(given)];
      if ((number === undefined) !== (isNone === true)) throw usage('Give the number of the account, or --none.');
      return { gl_code: number ?? null };
    },
  };
}

const accounts = groupOf({
  name: 'accounts',
  about: 'read the chart of accounts, and map it to your general ledger',
  examples: ['tally accounts list', 'tally accounts map 1100 14-2000'],
  commands: [
    question({
      name: 'list',
      about: 'list the chart of accounts',
      asked: record({}),
      ask: (ledger) => ledger.accounts.list().page(),
      describe: async (answer) => (await import('../record.ts')).rowsTable(answer.items),
      rows: ({ items }) => items,
      examples: ['tally accounts list', 'tally accounts list --json'],
    }),
    question({
      name: 'map',
      about: 'keep the number that your own general ledger gives an account',
      note: '\nA second time changes nothing, so it takes no key.',
      asked: record({ code: required(text('<account_code>', 'the account, as 1100')), mapping: mapping() }),
      ask: async (ledger, { code, mapping }) => ledger.accounts.map(code, mapping),
      describe: describeAnswer,
      examples: ['tally accounts map 1100 14-2000', 'tally accounts map 1100 --none'],
    }),
  ],
});

/** What is read of entries, batches and adjustments. */
export const RECORDS: readonly AddCommand[] = [journal, accruals, adjustments];

/** What the tenant is set up with. */
export const SETTINGS: readonly AddCommand[] = [programs, accounts];
