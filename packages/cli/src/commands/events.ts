import type { Command } from 'commander';
import { address } from '../arguments.ts';
import { type AddCommand, declare, givenTo, groupOf } from '../command.ts';
import { id, number, record, text } from '../field.ts';
import * as filter from '../filters.ts';
import { examples, LEDGER_NOTE, URL_OPTION } from '../help.ts';
import { UNATTENDED } from '../ledger.ts';
import { listed } from '../listed.ts';
import { ledgerOf, question } from '../question.ts';
import { subject } from '../request-fields.ts';
import { stopSignal } from '../stop-signal.ts';
import type { Terminal } from '../terminal.ts';

/** `tally events …`: the feed, up to now or for as long as somebody looks. */

const after = () => text('--after <position>', 'begin after this position of the feed');

const filters = () => ({ kind: filter.eventKind(), loanId: id('--loan <uuid>', 'only events about this loan') });

const list = listed({
  name: 'list',
  about: 'list events in the order in which they were committed, or look one up',
  items: 'events',
  asked: record({
    after: after(),
    ...filters(),
    idempotencyKey: filter.idempotencyKey(),
    subjectEventId: filter.acting(),
    ...filter.processorName(),
  }),
  list: (ledger, asked) => ledger.events.list(asked),
  describe: async (page) => (await import('../feed.ts')).describeEvents(page),
  examples: ['tally events list --after 4711 --all --json', 'tally events list --method card --ref ch_881'],
});

const show = question({
  name: 'show',
  about: 'print one event: what was asked and answered, and what it booked',
  asked: record({ eventId: subject('event_id', 'the event, of any kind') }),
  ask: async (ledger, { eventId }) => ledger.events.get(eventId),
  describe: async (event) => (await import('../event.ts')).describeEvent(event),
  examples: ['tally events show 0198…', 'tally events show 0198… --json'],
});

const NOTE = `
Ctrl-C ends it, and it tells where to go on. With --json each event is one line
of JSON. None is skipped, however commits interleave. A server that is gone is
waited for: it says so once, and once more when it is back.`;

/** Events from before that are shown first, where nobody says how many. */
const BEFORE = 10;

const followed = record({
  after: after(),
  last: number('--last <n>', `begin with the last n (default: ${BEFORE})`),
  ...filters(),
});

const tail: AddCommand = (program, terminal) => {
  const command = program.command('tail').description('print events as they are committed');
  declare(command, followed.parts);
  command
    .option(...URL_OPTION, address)
    .addHelpText('after', NOTE + LEDGER_NOTE)
    .addHelpText('after', examples('tally events tail', 'tally events tail --after 4711 --json >> events.ndjson'))
    .action(() => follow(command, terminal));
};

async function follow(command: Command, terminal: Terminal): Promise<void> {
  const { after: given, last = BEFORE, ...asked } = await followed.read(givenTo(command, terminal.stdin));
  const ask = ledgerOf(command, terminal, UNATTENDED);
  const { eventLine, lastPosition } = await import('../feed.ts');
  const stopped = new AbortController();
  void stopSignal().then(() => stopped.abort());
  let position = given ?? before(await ask(lastPosition), last);
  const watch = {
    signal: stopped.signal,
    onOutage: ({ message }: Error) => terminal.note(`${message} Waiting for it.`),
    onBack: () => terminal.note('The ledger answers again.'),
  };
  try {
    await ask(async (ledger) => {
      for await (const event of ledger.events.follow({ ...asked, ...watch, after: position })) {
        terminal.answer(event, eventLine(event));
        position = event.position;
      }
    });
  } finally {
    terminal.note(`To go on from here: --after ${position}`);
  }
}

const before = (position: string, events: number): string => {
  const begin = BigInt(position) - BigInt(events);
  return String(begin < 0n ? 0n : begin);
};

/** The feed of events. */
export const events = groupOf({
  name: 'events',
  about: 'read everything that happened, as a feed or event by event',
  examples: ['tally events show 0198…', 'tally events tail --json'],
  commands: [list, show, tail],
});
