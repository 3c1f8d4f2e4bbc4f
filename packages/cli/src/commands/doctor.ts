import type { Command } from 'commander';
import { written } from '../answer.ts';
import { address } from '../arguments.ts';
import { CSV_OPTION } from '../csv-option.ts';
import { examples, URL_OPTION } from '../help.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

const NOTE = `
It changes nothing, and looks at the database only where DATABASE_URL names one
or DATA_DIR holds one. It ends with the code of the first thing that is wrong.`;

/** `tally doctor`: whether commands would work here, and why not. */
export function addDoctor(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description('look at configuration, server, proxy, clock, credentials and database')
    .option(...URL_OPTION, address)
    .option(...CSV_OPTION)
    .addHelpText('after', NOTE)
    .addHelpText('after', examples('tally doctor', 'tally doctor --profile audit --json'))
    .action(({ url }: { readonly url?: string }) => tellHealth(terminal, url));
}

async function tellHealth(terminal: Terminal, url: string | undefined): Promise<void> {
  const checks = await (await import('../doctor.ts')).examine(terminal, url);
  const failed = checks.find(({ state }) => state === 'failed');
  const plain = () =>
    table(
      ['CHECK', 'STATE', 'DETAIL'].map((title) => ({ title })),
      checks.map(({ check, state, detail }) => [check, state === 'failed' ? 'FAILED' : state, detail]),
    );
  terminal.answer({ ok: failed === undefined, checks }, await written(terminal, () => checks, plain));
  if (failed !== undefined) terminal.leaveWith(failed.exit_code);
}
