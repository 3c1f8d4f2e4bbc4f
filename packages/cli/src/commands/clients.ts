import type { ClientSummary, IssuedClient } from '@tallystick/server';
import type { Command } from 'commander';
import { written } from '../answer.ts';
import { scopes, uuid } from '../arguments.ts';
import { withBooks } from '../books.ts';
import { CSV_OPTION } from '../csv-option.ts';
import { DATABASE_NOTE, examples } from '../help.ts';
import { list, table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

/** `tally clients …`: who gets tokens for a lender's books. */
export function addClients(program: Command, terminal: Terminal): void {
  const clients = program
    .command('clients')
    .description('register, rotate, revoke and list the clients that get tokens')
    .addHelpText('after', examples('tally clients create --tenant 0198…', 'tally clients list'));
  clients
    .command('create')
    .description('register a client; its secret is shown this once')
    .requiredOption('--tenant <uuid>', 'the lender whose books it works on', uuid)
    .option('--scope <scopes>', 'what it may do, separated by spaces (default: everything)', scopes)
    .addHelpText('after', DATABASE_NOTE)
    .addHelpText(
      'after',
      examples(
        'tally clients create --tenant 0198…',
        'tally clients create --tenant 0198… --scope "hpts:balances:read" --json',
      ),
    )
    .action((options: CreateOptions) => create(options, terminal));
  clients
    .command('rotate')
    .description('give a client a new secret; the one before works until the next rotation')
    .argument('<client_id>')
    .addHelpText('after', DATABASE_NOTE)
    .addHelpText('after', examples('tally clients rotate tc_8dFq…', 'tally clients rotate tc_8dFq… --json'))
    .action((clientId: string) => rotate(clientId, terminal));
  clients
    .command('revoke')
    .description('stop a client for good; tokens it has live out their hour')
    .argument('<client_id>')
    .addHelpText('after', DATABASE_NOTE)
    .addHelpText('after', examples('tally clients revoke tc_8dFq…', 'tally clients revoke tc_8dFq… --json'))
    .action((clientId: string) => revoke(clientId, terminal));
  clients
    .command('list')
    .description('list clients, oldest first, the revoked ones too')
    .option('--tenant <uuid>', 'only those of one lender', uuid)
    .option(...CSV_OPTION)
    .addHelpText('after', DATABASE_NOTE)
    .addHelpText('after', examples('tally clients list', 'tally clients list --tenant 0198… --json'))
    .action((options: { readonly tenant?: string }) => listAll(options.tenant, terminal));
}

interface CreateOptions {
  readonly tenant: string;
  readonly scope?: readonly string[];
}

async function create({ tenant, scope }: CreateOptions, terminal: Terminal): Promise<void> {
  const wanted = { tenantId: tenant, ...(scope === undefined ? {} : { scopes: scope }) };
  tellSecret(
    await withBooks(terminal.env, ({ server, connections }) =>
      server.createClient(connections.operator, wanted, server.SYSTEM),
    ),
    terminal,
  );
}

async function rotate(clientId: string, terminal: Terminal): Promise<void> {
  tellSecret(
    await withBooks(terminal.env, ({ server, connections }) =>
      server.rotateSecret(connections.operator, clientId, server.SYSTEM),
    ),
    terminal,
  );
}

function tellSecret({ clientId, clientSecret, scopes: granted }: IssuedClient, terminal: Terminal): void {
  const facts = list([
    ['Client id', clientId],
    ['Client secret', clientSecret],
    ['Scopes', granted.join(' ')],
  ]);
  terminal.answer({ client_id: clientId, client_secret: clientSecret, scopes: granted }, facts);
  terminal.note('Keep the secret now: only its hash is stored.');
}

async function revoke(clientId: string, terminal: Terminal): Promise<void> {
  await withBooks(terminal.env, ({ server, connections }) =>
    server.revokeClient(connections.operator, clientId, server.SYSTEM),
  );
  terminal.answer({ client_id: clientId, revoked: true }, `${clientId} gets no more tokens.`);
}

async function listAll(tenant: string | undefined, terminal: Terminal): Promise<void> {
  const clients = await withBooks(terminal.env, ({ server, connections }) =>
    server.listClients(connections.operator, tenant),
  );
  const columns = ['CLIENT', 'TENANT', 'SECRETS', 'CREATED', 'STATE', 'SCOPES'].map((title) => ({ title }));
  const plain = () => (clients.length === 0 ? 'There is no client yet.' : table(columns, clients.map(cellsOf)));
  const rows = clients.map(inJson);
  terminal.answer({ clients: rows }, await written(terminal, () => rows, plain));
}

function cellsOf(client: ClientSummary): readonly string[] {
  const state = client.revokedAt !== null ? 'revoked' : client.loopbackOnly ? 'loopback only' : 'active';
  const { clientId, tenantId, liveSecrets, createdAt, scopes: granted } = client;
  return [clientId, tenantId, String(liveSecrets), createdAt.slice(0, 10), state, String(granted.length)];
}

function inJson(client: ClientSummary): object {
  return {
    client_id: client.clientId,
    tenant_id: client.tenantId,
    scopes: client.scopes,
    loopback_only: client.loopbackOnly,
    created_at: client.createdAt,
    revoked_at: client.revokedAt,
    live_secrets: client.liveSecrets,
  };
}
