import type { Balance, EventType, JournalPage } from '@tallystick/sdk';
import type { Command } from 'commander';
import { address, count, instant, uuid } from '../arguments.ts';
import { usage } from '../failure.ts';
import { examples, URL_OPTION } from '../help.ts';
import { askLedger } from '../ledger.ts';
import type { Terminal } from '../terminal.ts';

const NOTE = `
It asks a running server, as the client of TALLYSTICK_CLIENT_ID and
TALLYSTICK_CLIENT_SECRET, or with TALLYSTICK_TOKEN. JSON has amounts in minor
units, as the API answers them.`;

/** `tally loans …`: what a loan owes, and how it came to. */
export function addLoans(program: Command, terminal: Terminal): void {
  const loans = program
    .command('loans')
    .description('read the balance and the journal of a loan')
    .addHelpText('after', examples('tally loans balance 1111…', 'tally loans journal 1111…'));
  loans
    .command('balance')
    .description('print what a loan owes')
    .argument('<loan_id>', 'the loan', uuid)
    .option('--as-of <date>', 'at the end of this effective day')
    .option('--known-at <instant>', 'as the books stood at this instant', instant)
    .option(...URL_OPTION, address)
    .addHelpText('after', NOTE)
    .addHelpText(
      'after',
      examples(
        'tally loans balance 1111…',
        'tally loans balance 1111… --as-of 2026-04-30 --known-at 2026-05-02T12:00:00Z',
      ),
    )
    .action((loanId: string, options: BalanceOptions) => balance(loanId, options, terminal));
  loans
    .command('journal')
    .description('print the journal entries of a loan, oldest posted first')
    .argument('<loan_id>', 'the loan', uuid)
    .option('--from <date>', 'from this effective day')
    .option('--to <date>', 'to this effective day')
    .option('--type <type>', 'only entries of this type')
    .option('--limit <n>', 'how many entries at most', count, 50)
    .option(...URL_OPTION, address)
    .addHelpText('after', NOTE)
    .addHelpText(
      'after',
      examples(
        'tally loans journal 1111…',
        'tally loans journal 1111… --type payment_received --from 2026-05-01 --json',
      ),
    )
    .action((loanId: string, options: JournalOptions) => journal(loanId, options, terminal));
}

interface BalanceOptions {
  readonly asOf?: string;
  readonly knownAt?: string;
  readonly url?: string;
}

async function balance(loanId: string, { asOf, knownAt, url }: BalanceOptions, terminal: Terminal): Promise<void> {
  await requireDay('--as-of', asOf);
  const answer = await askLedger(terminal, url, (ledger) => ledger.loans.balance(loanId, { asOf, knownAt }));
  const { describeBalance } = await import('../statement.ts');
  terminal.answer(answer, describeBalance(answer satisfies Balance));
}

interface JournalOptions {
  readonly from?: string;
  readonly to?: string;
  readonly type?: string;
  readonly limit: number;
  readonly url?: string;
}

/** The most entries that a page of the API holds. */
const PAGE_LIMIT = 500;

async function journal(loanId: string, options: JournalOptions, terminal: Terminal): Promise<void> {
  const { from, to, limit, url } = options;
  await requireDay('--from', from);
  await requireDay('--to', to);
  const filters = { from, to, eventType: await eventType(options.type), pageSize: Math.min(limit, PAGE_LIMIT) };
  const page = await askLedger(terminal, url, async (ledger) => {
    const listing = ledger.loans.journalEntries(loanId, filters);
    let gathered: JournalPage = await listing.page();
    while (gathered.next_page_token !== undefined && gathered.items.length < limit) {
      const next = await listing.page(gathered.next_page_token);
      gathered = { ...next, items: [...gathered.items, ...next.items] };
    }
    return gathered;
  });
  // A page may end beyond the limit; its token would then skip what is cut off here, so it goes too.
  const cut = page.items.length > limit;
  const answer: JournalPage = cut ? { items: page.items.slice(0, limit) } : page;
  const { describeJournal } = await import('../statement.ts');
  terminal.answer(answer, describeJournal(answer));
  if (cut || page.next_page_token !== undefined) terminal.note('There are more entries: raise --limit.');
}

/** Refuses what is no day. Checked here and not by commander, because the calendar is the core's, and loads with it. */
async function requireDay(option: string, text: string | undefined): Promise<void> {
  if (text === undefined) return;
  const { parseDate } = await import('@tallystick/core');
  if (parseDate(text) === undefined)
    throw usage(`${option} must be a day of the calendar, as 2026-05-01, not '${text}'.`);
}

async function eventType(text: string | undefined): Promise<EventType | undefined> {
  if (text === undefined) return undefined;
  const { EVENT_TYPES } = await import('@tallystick/core');
  const known = EVENT_TYPES.find((type) => type === text);
  if (known === undefined) throw usage(`--type '${text}' is none of the entry types: ${EVENT_TYPES.join(', ')}.`);
  return known;
}
