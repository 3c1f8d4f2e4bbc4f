import type { AccrualBatch, AccrualBatchRequest } from '@tallystick/sdk';
import type { Command } from 'commander';
import { address } from '../arguments.ts';
import { type AddCommand, declare, givenTo } from '../command.ts';
import { failureOf } from '../failure-of.ts';
import { day, flag, id, record, required, text } from '../field.ts';
import { examples, LEDGER_NOTE, URL_OPTION } from '../help.ts';
import { derivedKey } from '../key.ts';
import { type Ask, UNATTENDED } from '../ledger.ts';
import { ledgerOf } from '../question.ts';
import { tellRemarks } from '../remarks.ts';
import type { Terminal } from '../terminal.ts';

/** `tally accrue run`: computes a day's interest for the loans of a program that have none, and books it. */

const NOTE = `
Each loan accrues on its principal at the close of the date, by the day count of
the program. Days are rounded half-even, and what is left over is carried into
the next day by the --carry file; without one each day begins at zero. Loans
that have an accrual for the date are left out, so a run that was cut short is
run again and goes on.`;

const asked = record({
  programId: required(id('--program <uuid>', 'the program whose loans accrue')),
  date: required(day('--date <date>', 'the day that is accrued')),
  rate: text('--rate <percent>', 'the annual rate of all loans, as 18.25'),
  rates: text('--rates <file>', 'a CSV file with the columns loan_id and rate'),
  carry: text('--carry <file>', 'where the left-overs of rounding are kept from day to day'),
  dryRun: flag('--dry-run', 'show and check every loan, and book nothing'),
});

type Asked = Awaited<ReturnType<typeof asked.read>>;

/** A run's answer: one batch for every 100,000 loans, and none where every loan had its accrual. */
interface AccrualRun {
  readonly program_id: string;
  readonly accrual_date: string;
  readonly loan_count: number;
  readonly total_interest_minor: string;
  readonly batches: readonly (AccrualBatch & { readonly idempotency_key: string; readonly replayed?: true })[];
  /** Of a dry run: what each loan would accrue. */
  readonly loans?: AccrualBatchRequest['loans'];
  readonly dry_run?: true;
}

/** Adds `tally accrue run`. */
export const accrueRun: AddCommand = (program, terminal) => {
  const command = program
    .command('run')
    .description('compute a day of interest for all active loans of a program, and book it');
  declare(command, asked.parts);
  command
    .option(...URL_OPTION, address)
    .addHelpText('after', NOTE + LEDGER_NOTE)
    .addHelpText(
      'after',
      examples(
        'tally accrue run --program 4444… --date 2026-05-01 --rate 18.25 --carry carry.json --dry-run',
        'tally accrue run --program 4444… --date 2026-05-01 --rates rates.csv --carry carry.json --json',
      ),
    )
    .action(() => run(command, terminal));
};

async function run(command: Command, terminal: Terminal): Promise<void> {
  const given = await asked.read(givenTo(command, terminal.stdin));
  const ask = ledgerOf(command, terminal, UNATTENDED);
  const computed = await compute(given, ask);
  const { accruals, requests, currency, keep } = computed;
  const { describeRun, totalOf } = await import('../accrual-run.ts');
  const whole = {
    program_id: given.programId,
    accrual_date: given.date,
    loan_count: accruals.length,
    total_interest_minor: String(totalOf(accruals, 'interest')),
  };
  if (accruals.length === 0) {
    terminal.answer({ ...whole, batches: [] }, `Every active loan with principal has an accrual for ${given.date}.`);
    return;
  }
  terminal.note(`${describeRun(accruals, currency)}\n`);
  if (given.carry === undefined)
    terminal.note('Without --carry the left-overs of rounding begin at zero, and are lost.');
  if (!given.dryRun) await keep();
  const batches: AccrualRun['batches'][number][] = [];
  for (const request of requests) batches.push(await post(request, given, ask, terminal));
  const loans = given.dryRun && { loans: requests.flatMap((request) => request.loans), dry_run: true as const };
  const answer: AccrualRun = { ...whole, batches, ...loans };
  terminal.answer(writable(answer), described(answer));
}

/** Reads what has to accrue, and computes it. `keep` writes the carries down, where a file for them is named. */
async function compute({ programId, date, rate, rates, carry }: Asked, ask: Ask) {
  const { ratesOf } = await import('../interest-rates.ts');
  const { carryInto, readCarries, writeCarries } = await import('../carry-file.ts');
  const { accrue, batchesOf } = await import('../accrual-run.ts');
  const known = await ratesOf({ rate, rates });
  const carries = carry === undefined ? { program_id: programId, loans: {} } : await readCarries(carry, programId);
  const program = await ask((ledger) => ledger.programs.get(programId));
  const uncovered = await ask((ledger) =>
    ledger.accruals.coverage({ date, programId, pageSize: 500 }).toArray({ limit: Number.POSITIVE_INFINITY }),
  );
  const accruals = accrue(uncovered, date, program, known, carryInto(carries, date));
  const changed = Object.fromEntries(accruals.map(({ loan_id: id, carried }) => [id, carried]));
  return {
    accruals,
    requests: batchesOf(program, date, accruals),
    currency: program.currency ?? undefined,
    keep: async () => void (carry !== undefined && (await writeCarries(carry, carries, changed))),
  };
}

/** Posts a batch under the key that the same batch always has. */
async function post(request: AccrualBatchRequest, { dryRun }: Asked, ask: Ask, terminal: Terminal) {
  const key = await derivedKey('accrual', `${request.program_id}_${request.accrual_date}`, request);
  terminal.note(`Key: ${key}`);
  const body = { ...request, ...(dryRun && { dry_run: true }) };
  const answer = await ask((ledger) => ledger.accruals.postBatch(body, { idempotencyKey: key })).catch(
    (error: unknown) => {
      throw failureOf(error).under(key);
    },
  );
  tellRemarks(answer, terminal);
  return { ...answer, idempotency_key: key, ...(answer.isReplay && { replayed: true as const }) };
}

const described = ({ batches, loan_count: count, accrual_date: date, dry_run: isDry }: AccrualRun): string => {
  const entries = batches.map(({ journal_entry_id: entry }) => entry).join(', ');
  return isDry
    ? `A dry run: ${count} accruals of ${date} are in order, and nothing was booked.`
    : `Booked ${count} accruals of ${date}: entry ${entries}.`;
};

/** JSON has amounts as strings of digits. */
const writable = (answer: object): object =>
  JSON.parse(JSON.stringify(answer, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
