import type { Command } from 'commander';
import { address } from '../arguments.ts';
import { type AddCommand, declare, givenTo } from '../command.ts';
import { confirm } from '../confirmation.ts';
import { EXIT } from '../exit.ts';
import { usage } from '../failure.ts';
import { choice, type Field, flag, number, partOf, record, required, text } from '../field.ts';
import { oneOf } from '../filters.ts';
import { examples, LEDGER_NOTE, URL_OPTION } from '../help.ts';
import type { Imported, ImportPlan, Send } from '../import/import-file.ts';
import { type Ask, UNATTENDED } from '../ledger.ts';
import { progressOf } from '../progress.ts';
import { ledgerOf } from '../question.ts';
import { stopSignal } from '../stop-signal.ts';
import type { Terminal } from '../terminal.ts';

/** `tally import`: books a file of events, line by line. */

const NOTE = `
A line is the body of the API's request, as NDJSON or as CSV with a header, with
the ids of its address beside it: loan_id, or id. An empty cell is left out, and
a field inside another is a column of its own, as opening_balances.fees_minor.

Each line is booked once, under its idempotency_key, or one that is made of the
file and the line's place in it. Lines that are refused are kept in the error
file, with the request to mend. Ctrl-C or a server that is gone stops it; given
again, the same command goes on from the checkpoint. Lines under way together
are booked in any order: where the order matters, say --concurrency 1.`;

const file: Field<string> = (() => {
  const part = partOf('<file>', 'the file: .csv, .ndjson or .jsonl');
  return { parts: [part], read: (given) => String(given.of(part)) };
})();

const asked = record({
  file,
  kind: required(
    oneOf(
      text('--as <kind>', 'what its lines are: payment, disbursement, fee, …'),
      '--as',
      'kinds of event',
      async () => {
        return (await import('@tallystick/core/contract')).EVENT_KINDS;
      },
    ),
  ),
  format: choice('--format <format>', 'how it is written (default: by its name)', ['csv', 'ndjson']),
  concurrency: number('--concurrency <n>', 'how many lines are under way at once (default: 64)'),
  errors: text('--errors <file>', 'where lines go that are refused (default: <file>.errors.ndjson)'),
  checkpoint: text('--checkpoint <file>', 'where it keeps how far it is (default: <file>.import.json)'),
  anew: flag('--anew', 'begin with the first line, whatever the checkpoint says'),
  dryRun: flag('--dry-run', 'hold every line against the contract, and send nothing'),
  yes: flag('--yes', 'do not ask, where the events cannot be taken back'),
});

type Asked = Awaited<ReturnType<typeof asked.read>>;

/** Kinds that a command of their own asks about before it sends one. */
const IRREVERSIBLE: readonly string[] = [
  'chargeoff',
  'refinance',
  'restructure',
  'reversal',
  'approval',
  'period_close',
];

/** Adds `tally import`. */
export const addImport: AddCommand = (program, terminal) => {
  const command = program.command('import').description('book a file of events, each line once');
  declare(command, asked.parts);
  command
    .option(...URL_OPTION, address)
    .addHelpText('after', NOTE + LEDGER_NOTE)
    .addHelpText(
      'after',
      examples(
        'tally import payments.csv --as payment --dry-run',
        'tally import payments.csv --as payment --concurrency 1',
      ),
    )
    .action(() => run(command, terminal));
};

async function run(command: Command, terminal: Terminal): Promise<void> {
  const given = await asked.read(givenTo(command, terminal.stdin));
  const plan = planOf(given);
  const { importFile } = await import('../import/import-file.ts');
  if (IRREVERSIBLE.includes(given.kind) && !given.dryRun && !given.yes) {
    const warning = `Events of the kind ${given.kind} cannot be taken back, and ${given.file} may hold many.`;
    await confirm(terminal, { what: 'the kind', value: given.kind, warning });
  }
  const send = given.dryRun ? async () => ({ isReplay: false }) : sender(ledgerOf(command, terminal, UNATTENDED));
  const [ended, stopped] = [new AbortController(), new AbortController()];
  if (!given.dryRun) {
    void stopSignal(ended.signal).then(() => {
      stopped.abort();
      terminal.note('\nStopping: what is under way is waited for.');
    });
  }
  const progress = progressOf(terminal, 'lines');
  const watch = { step: progress.step, isStopped: () => stopped.signal.aborted };
  const imported = await importFile(plan, send, watch).finally(() => {
    progress.end();
    ended.abort();
  });
  terminal.answer(answered(plan, imported), described(plan, imported));
  if (imported.refused > 0) terminal.leaveWith(EXIT.refused);
}

function planOf({ file, kind, format, concurrency = 64, errors, checkpoint, anew, dryRun }: Asked): ImportPlan {
  const ending = /\.(?:(csv)|ndjson|jsonl)$/i.exec(file);
  const named = ending && (ending[1] === undefined ? 'ndjson' : 'csv');
  if (format === undefined && !named) throw usage(`Say how ${file} is written, as --format csv.`);
  return {
    file,
    kind,
    format: format ?? named!,
    concurrency,
    anew: anew === true,
    errors: errors ?? `${file}.${dryRun ? 'dry-run' : 'errors'}.ndjson`,
    checkpoint: dryRun ? undefined : (checkpoint ?? `${file}.import.json`),
  };
}

const sender =
  (ask: Ask): Send =>
  (request) =>
    ask((ledger) => ledger.request({ method: 'POST', ...request }));

function answered({ file, kind, errors, checkpoint }: ImportPlan, imported: Imported): object {
  const { booked, already_booked, refused, skipped } = imported;
  const [head, tail] = [{ file, kind }, refused > 0 ? { errors } : {}];
  return checkpoint === undefined
    ? { ...head, valid: booked, invalid: refused, ...tail, dry_run: true }
    : { ...head, booked, already_booked, refused, skipped, ...tail };
}

function described({ file, errors, checkpoint }: ImportPlan, imported: Imported): string {
  const { booked, already_booked: before, refused, skipped } = imported;
  const see = refused > 0 ? ` See ${errors}.` : '';
  if (checkpoint === undefined)
    return `${file}: ${booked} lines are valid, ${refused} are not. Nothing was sent.${see}`;
  const done = skipped > 0 ? ` ${skipped} of them were done with by an earlier run.` : '';
  return `${file}: ${booked} booked, ${before} booked before, ${refused} refused.${done}${see}`;
}
