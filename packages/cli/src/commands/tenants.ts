import type { Command } from 'commander';
import { written } from '../answer.ts';
import { uuid } from '../arguments.ts';
import { withBooks } from '../books.ts';
import { CSV_OPTION } from '../csv-option.ts';
import { DATABASE_NOTE, examples } from '../help.ts';
import { list, table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

/** `tally tenants …`: the lenders that keep their books here. */
export function addTenants(program: Command, terminal: Terminal): void {
  const tenants = program
    .command('tenants')
    .description('open and list lenders')
    .addHelpText('after', examples('tally tenants create --name "Acme Lending"', 'tally tenants list'));
  tenants
    .command('create')
    .description('open a lender with the default chart of accounts and program')
    .requiredOption('--name <name>', 'what to call it, 1 to 255 characters')
    .option('--id <uuid>', 'its id (default: a new one)', uuid)
    .addHelpText('after', DATABASE_NOTE)
    .addHelpText(
      'after',
      examples('tally tenants create --name "Acme Lending"', 'tally tenants create --name Acme --json'),
    )
    .action((options: CreateOptions) => create(options, terminal));
  tenants
    .command('list')
    .description('list all lenders, oldest first')
    .option(...CSV_OPTION)
    .addHelpText('after', DATABASE_NOTE)
    .addHelpText('after', examples('tally tenants list', 'tally tenants list --json'))
    .action(() => listAll(terminal));
}

interface CreateOptions {
  readonly name: string;
  readonly id?: string;
}

async function create({ name, id }: CreateOptions, terminal: Terminal): Promise<void> {
  const { tenantId } = await withBooks(terminal.env, ({ server, connections }) => {
    const wanted = { ...server.starterSet(), name, ...(id === undefined ? {} : { tenantId: id }) };
    return server.createTenant(connections.operator, wanted, server.SYSTEM);
  });
  // The default program has the tenant's id.
  const answer = { tenant_id: tenantId, name, default_program_id: tenantId };
  terminal.answer(
    answer,
    list([
      ['Tenant', tenantId],
      ['Name', name],
      ['Default program', tenantId],
    ]),
  );
  terminal.note(`Next: tally clients create --tenant ${tenantId}`);
}

async function listAll(terminal: Terminal): Promise<void> {
  const tenants = await withBooks(terminal.env, ({ server, connections }) => server.listTenants(connections.operator));
  const rows = tenants.map(({ tenantId, name }) => ({ tenant_id: tenantId, name }));
  const plain = () =>
    table(
      [{ title: 'TENANT' }, { title: 'NAME' }],
      rows.map((row) => [row.tenant_id, row.name]),
    );
  const none = () => 'There is no tenant yet.';
  terminal.answer({ tenants: rows }, await written(terminal, () => rows, rows.length === 0 ? none : plain));
}
