import type { EventKind, Ledger, LedgerPage, Posted, PostOptions } from '@tallystick/sdk';
import { type Command, Option } from 'commander';
import { describeAnswer } from './answer.ts';
import { address, key } from './arguments.ts';
import { type AddCommand, declare, givenTo } from './command.ts';
import { confirm } from './confirmation.ts';
import { usage } from './failure.ts';
import { failureOf } from './failure-of.ts';
import type { Field, Given } from './field.ts';
import { AMOUNT_NOTE, examples, KEY_NOTE, LEDGER_NOTE, URL_OPTION } from './help.ts';
import { derivedKey } from './key.ts';
import { type Ask, ledgerAt } from './ledger.ts';
import { tellRemarks } from './remarks.ts';
import type { Terminal } from './terminal.ts';

/** An act of the ledger as a command: what it is called, what it is made of, and how it is posted. */
export interface Act<Request extends object, Answer extends object> {
  readonly name: string;
  /** The kind of event that it books. A derived key begins with it. */
  readonly kind: EventKind;
  readonly about: string;
  /** What help says under the options, beside what it says of every act. */
  readonly note?: string;
  readonly request: Field<Request>;
  /**
   * Where the currency of its amounts comes from when the request itself has none: from the loan, whose id is the first
   * argument; or from the caller, because only the ledger knows which loan it is.
   */
  readonly currency?: 'of the loan' | 'told';
  /** The id or the date of what it happens to: part of its key, and what is typed to confirm it. */
  readonly subject: (request: Request) => string;
  readonly post: (ledger: Ledger, request: Request, options: PostOptions) => Promise<Posted<Answer>>;
  /** Present where the act cannot be taken back, and so is confirmed. */
  readonly irreversible?: {
    /** What the subject is, in words. */
    readonly what: string;
    readonly warning: string;
    /** What is shown before the question. */
    readonly shows?: (ledger: Ledger, request: Request) => Promise<object>;
  };
  readonly examples: readonly [string, string];
}

/** What a request says for itself: whether it is only tried is an option of every act. */
export type Said<Request> = Omit<Request, 'dry_run'>;

/** Options of every act. */
interface Common {
  readonly currency?: string;
  readonly key?: string;
  readonly url?: string;
  readonly yes?: true;
  readonly dryRun?: true;
}

/** Makes the command of an act. */
export function act<Request extends object, Answer extends object>(terms: Act<Request, Answer>): AddCommand {
  const { name, about, note, request, currency, irreversible } = terms;
  return (program, terminal) => {
    const command = program.command(name).description(about);
    declare(command, request.parts);
    if (currency === 'told') command.option('--currency <code>', 'the currency of the amount');
    if (currency === 'of the loan') {
      command.option('--currency <code>', "the loan's currency, to be held against it (default: it is looked up)");
    }
    command.option('--dry-run', 'check it and show the entries that would be posted, and book nothing');
    if (irreversible !== undefined) command.option('--yes', `do it without asking for ${irreversible.what}`);
    command
      .option('--key <key>', 'the key under which it is booked once (default: derived from the arguments)', key)
      .option(...URL_OPTION, address)
      .addHelpText(
        'after',
        [note, takesAmounts(request) && AMOUNT_NOTE, KEY_NOTE, LEDGER_NOTE].filter(Boolean).join('\n'),
      )
      .addHelpText('after', examples(...terms.examples))
      .action(() => perform(terms, command, terminal));
  };
}

const takesAmounts = ({ parts }: Field<unknown>): boolean =>
  parts.some((part) => part instanceof Option && part.hidden && part.long?.endsWith('-minor'));

async function perform<Request extends object, Answer extends object>(
  terms: Act<Request, Answer>,
  command: Command,
  terminal: Terminal,
): Promise<void> {
  const { kind, currency, subject, post } = terms;
  const options: Common = command.opts();
  const ask = ledgerAt(terminal, options.url);
  const told = givenTo(command, terminal.stdin);
  const given = currency === 'of the loan' ? inCurrencyOfLoan(told, command, ask) : told;
  const request = await terms.request.read(given);
  // A currency that was told is held against the loan's even where all amounts are in minor units.
  if (options.currency !== undefined) await given.currency();
  if (!options.yes && !options.dryRun) await confirmed(terms, request, ask, terminal);
  const idempotencyKey = options.key ?? (await derivedKey(kind, subject(request), request));
  // Told before it is sent: whatever happens now, the key to learn the outcome with is there.
  terminal.note(`Key: ${idempotencyKey}`);
  const sent = options.dryRun ? { ...request, dry_run: true } : request;
  const answer = await ask((ledger) => post(ledger, sent, { idempotencyKey })).catch((error: unknown) => {
    throw failureOf(error).under(idempotencyKey);
  });
  const replayed = answer.isReplay ? { replayed: true } : {};
  const plain = terminal.speaksJson ? '' : await described(answer, ask, request);
  terminal.answer({ ...answer, idempotency_key: idempotencyKey, ...replayed }, plain);
  tellRemarks(answer, terminal);
  if (options.dryRun) terminal.note('A dry run: nothing was booked, and the key is free.');
  if (answer.isReplay)
    terminal.note('It was booked before, under this key, and not again. A second one needs another --key.');
}

/** The answer in words, and the journal as it would be after an act that is only tried. */
async function described(answer: Posted<object>, ask: Ask, request: object): Promise<string> {
  const {
    entries,
    dry_run: _,
    ...figures
  }: Posted<object> & { entries?: LedgerPage['items']; dry_run?: true } = answer;
  const told = await describeAnswer(figures, ask, request);
  return entries === undefined ? told : `${told}\n\n${(await import('./statement.ts')).describeRehearsal(entries)}`;
}

async function confirmed<Request extends object>(
  { irreversible, subject }: Pick<Act<Request, never>, 'irreversible' | 'subject'>,
  request: Request,
  ask: Ask,
  terminal: Terminal,
): Promise<void> {
  if (irreversible === undefined) return;
  const { shows, ...asked } = irreversible;
  const shown = shows && (async () => describeAnswer(await ask((ledger) => shows(ledger, request)), ask));
  await confirm(terminal, { ...asked, value: subject(request), shows: shown });
}

/** What a command was given, its amounts in the currency of the loan, with which `--currency` has to agree. */
function inCurrencyOfLoan(given: Given, command: Command, ask: Ask): Given {
  const loanId: string = command.processedArgs[0];
  const { currency: told }: { currency?: string } = command.opts();
  const lookedUp = async () => {
    const { currency } = await ask((ledger) => ledger.loans.get(loanId));
    if (told === undefined || told === currency) return currency;
    throw usage(`The loan is kept in ${currency}, and --currency says ${told}.`);
  };
  let once: Promise<string> | undefined;
  return { ...given, currency: () => (once ??= lookedUp()) };
}
