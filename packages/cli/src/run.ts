import { Command, CommanderError } from 'commander';
import { CORRECTIONS, INTEREST } from './acts/books.ts';
import { LOAN_ACTS } from './acts/loans.ts';
import { MONEY } from './acts/money.ts';
import type { AddCommand } from './command.ts';
import { addApi } from './commands/api.ts';
import { addClients } from './commands/clients.ts';
import { addCompletion } from './commands/completion.ts';
import { addDemo } from './commands/demo.ts';
import { addDoctor } from './commands/doctor.ts';
import { events } from './commands/events.ts';
import { exports } from './commands/export.ts';
import { addImport } from './commands/import.ts';
import { addLogin } from './commands/login.ts';
import { addMigrate } from './commands/migrate.ts';
import { addServe } from './commands/serve.ts';
import { addTenants } from './commands/tenants.ts';
import { addToken } from './commands/token.ts';
import { addVerify } from './commands/verify.ts';
import { EXIT, EXIT_CODES, type ExitCode } from './exit.ts';
import { usage } from './failure.ts';
import { failureOf } from './failure-of.ts';
import { examples } from './help.ts';
import { BOOKS } from './questions/books.ts';
import { loans } from './questions/loans.ts';
import { RECORDS, SETTINGS } from './questions/records.ts';
import type { Terminal } from './terminal.ts';
import { readVersion } from './version.ts';

/** Every command, under the heading at which `tally --help` lists it. */
const COMMANDS: readonly (readonly [heading: string, commands: readonly AddCommand[]])[] = [
  ['A server and its books:', [addServe, addMigrate, addDemo, addVerify, addDoctor]],
  ['Lenders and their clients:', [addTenants, addClients, addLogin, addToken]],
  ['Money out and in:', MONEY],
  ['Loans:', [loans, ...LOAN_ACTS]],
  ['Interest and corrections:', [...INTEREST, ...CORRECTIONS]],
  ['The books:', [...BOOKS, ...RECORDS, events, addImport, exports]],
  ['Terms and accounts:', SETTINGS],
  ['Anything else:', [addApi, addCompletion]],
];

/** Runs one command of `tally` and answers how the process should end. Nothing is thrown. */
export async function runTally(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const program = createProgram(terminal);
  try {
    await program.parseAsync(args, { from: 'user' });
    return terminal.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    // Commander has printed the help already, to people.
    const isBare = error instanceof CommanderError && error.code === 'commander.help';
    const failure = isBare ? usage('A command is missing: `tally --help` lists them.') : failureOf(error);
    terminal.fail(failure);
    return failure.exitCode;
  }
}

/** Every command with its options and help. What a command does is loaded when it runs. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('tally')
    .description('Runs a Tallystick loan ledger, books what happens to its loans, and looks into its books.')
    .version(readVersion(), '--version', 'print the version')
    .option('--json', 'answer in JSON: one value on stdout, or an error on stderr')
    .option('--debug', 'tell each request on stderr (default: TALLYSTICK_DEBUG=1)')
    .option('--profile <name>', 'ask as the client of this profile (default: TALLYSTICK_PROFILE, or default)')
    .on('option:profile', (name: string) => terminal.useProfile(name))
    .hook('preAction', (_, command) => {
      if (command.opts().csv && terminal.speaksJson) throw usage('Choose --json or --csv: an answer has one form.');
    })
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => terminal.help(text, 'stdout'),
      writeErr: (text) => terminal.help(text, 'stderr'),
      // Told by `runTally`, in the same form as every other failure.
      outputError: () => undefined,
    })
    .addHelpText('after', EXIT_CODES)
    .addHelpText('after', examples('tally serve', 'tally verify --json'));
  for (const [heading, commands] of COMMANDS) {
    program.commandsGroup(heading);
    for (const add of commands) add(program, terminal);
  }
  return program;
}
