import type { Verification } from '@tallystick/server';
import type { Command } from 'commander';
import { written } from '../answer.ts';
import { withBooks } from '../books.ts';
import { CSV_OPTION } from '../csv-option.ts';
import { EXIT } from '../exit.ts';
import { DATABASE_NOTE, examples } from '../help.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

/** `tally verify`: whether what is stored is what the postings say. */
export function addVerify(program: Command, terminal: Terminal): void {
  program
    .command('verify')
    .description('derive every balance and total again from the postings, and report every difference')
    .option(...CSV_OPTION)
    .addHelpText('after', `${DATABASE_NOTE}\nIt changes no entry, and ends with 6 when it finds something.`)
    .addHelpText('after', examples('tally verify', 'tally verify --json || echo "the books are not in order"'))
    .action(() => verify(terminal));
}

async function verify(terminal: Terminal): Promise<void> {
  const verification = await withBooks(terminal.env, ({ server, connections }) =>
    server.verifyBooks(connections.operatorSql),
  );
  const { ok, findings, counts } = verification;
  const rows = findings.map(({ check, tenantId, detail }) => ({ check, tenant_id: tenantId, detail }));
  terminal.answer(
    { ok, findings: rows, counts },
    await written(
      terminal,
      () => rows,
      () => describe(verification),
    ),
  );
  if (!ok) terminal.leaveWith(EXIT.findings);
}

function describe({ ok, findings, counts }: Verification): string {
  const looked = table(
    [{ title: 'LOOKED AT' }, { title: 'ROWS', align: 'right' }],
    Object.entries(counts).map(([name, rows]) => [name.replaceAll('_', ' '), String(rows)]),
  );
  if (ok) return `${looked}\n\nThe books are in order.`;
  const found = table(
    [{ title: 'CHECK' }, { title: 'TENANT' }, { title: 'FINDING' }],
    findings.map(({ check, tenantId, detail }) => [check, tenantId, detail]),
  );
  const total = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
  return `${looked}\n\n${found}\n\n${total}: the books are not in order.`;
}
