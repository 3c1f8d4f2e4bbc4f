import type { Command } from 'commander';
import { profileName, scopeIn, serverAddress } from '../access.ts';
import { address, tokenAddress } from '../arguments.ts';
import { usage } from '../failure.ts';
import { requestGrant } from '../grant.ts';
import { examples, URL_OPTION } from '../help.ts';
import { forgetProfile, keepProfile } from '../profile.ts';
import { provedToken } from '../proof.ts';
import { list } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { linesPiped } from '../typed.ts';

/** `tally login`, `logout` and `whoami`: the client that this person's commands ask as. */

const LOGIN_NOTE = `
It asks for the client's id and secret on the terminal, or reads them from the
first two lines of stdin; what TALLYSTICK_CLIENT_ID, TALLYSTICK_CLIENT_SECRET or
--client-id say is not asked for. It gets a token with them, and keeps them in
$XDG_CONFIG_HOME/tallystick/profiles.json, which only you can read. There is no
option for a secret: arguments are seen by everybody on the machine. With
--token-url the tokens come from your own issuer, and the secret goes there.`;

/** Adds the three to the program. */
export function addLogin(program: Command, terminal: Terminal): void {
  program
    .command('login')
    .description('keep a client as a profile, once the server has taken its secret')
    .option('--client-id <id>', 'the client (default: it is asked for)')
    .option('--token-url <url>', "your own issuer's token endpoint (default: the server's)", tokenAddress)
    .option(...URL_OPTION, address)
    .addHelpText('after', LOGIN_NOTE)
    .addHelpText(
      'after',
      examples(
        'tally login --url https://ledger.example',
        'tally login --profile audit --token-url https://login.example/token < client.txt',
      ),
    )
    .action((options: LoginOptions) => login(options, terminal));
  program
    .command('logout')
    .description('forget a profile, secret and all')
    .addHelpText('after', '\nThe client stays as it is: `tally clients revoke` ends it.')
    .addHelpText('after', examples('tally logout', 'tally logout --profile audit'))
    .action(() => logout(terminal));
  program
    .command('whoami')
    .description('tell which server is asked, as which client of which lender, and what it may')
    .option(...URL_OPTION, address)
    .addHelpText('after', examples('tally whoami', 'tally whoami --profile audit --json'))
    .action(({ url }: { readonly url?: string }) => tellWho(url, terminal));
}

interface LoginOptions {
  readonly clientId?: string;
  readonly tokenUrl?: string;
  readonly url?: string;
}

async function login(options: LoginOptions, terminal: Terminal): Promise<void> {
  const profile = profileName(terminal);
  const url = serverAddress(terminal, options.url);
  const { clientId, clientSecret } = await credentialsFor(options, terminal);
  if (clientId === '' || clientSecret === '') throw usage('The id of a client and its secret are needed to log in.');
  const { tokenUrl } = options;
  const { scope } = await requestGrant(terminal, url, { clientId, clientSecret, scope: scopeIn(terminal), tokenUrl });
  const place = { url, ...(tokenUrl === undefined ? {} : { token_url: tokenUrl }), client_id: clientId };
  const kept = keepProfile(terminal.env, profile, { ...place, client_secret: clientSecret });
  terminal.answer(
    { profile, ...place, scopes: scope?.split(' ') ?? [], file: kept },
    `Logged in to ${url} as ${clientId}: profile '${profile}' of ${kept}.`,
  );
}

/** The client and its secret, each from the environment, a person, or stdin; empty where none of them has it. */
async function credentialsFor({ clientId: given }: LoginOptions, { env, ...terminal }: Terminal) {
  const told = { clientId: given ?? env.TALLYSTICK_CLIENT_ID, clientSecret: env.TALLYSTICK_CLIENT_SECRET };
  const missing = [
    ...(told.clientId ? [] : [{ question: 'Client id: ' }]),
    ...(told.clientSecret ? [] : [{ question: 'Client secret: ', isSecret: true }]),
  ];
  const lines =
    missing.length === 0
      ? []
      : terminal.isInteractive
        ? await terminal.askAll(missing)
        : await linesPiped(terminal.stdin, missing.length);
  const answers = lines.values();
  const next = () => answers.next().value ?? '';
  return { clientId: told.clientId || next(), clientSecret: told.clientSecret || next() };
}

function logout(terminal: Terminal): void {
  const profile = profileName(terminal);
  const forgotten = forgetProfile(terminal.env, profile);
  terminal.answer(
    { profile, forgotten },
    forgotten ? `The profile '${profile}' is forgotten.` : `There is no profile '${profile}'.`,
  );
}

async function tellWho(given: string | undefined, terminal: Terminal): Promise<void> {
  const { url, profile, token } = await provedToken(terminal, given);
  const { sub, client_id: client, tenant_id: tenant, scope, exp } = claimsOf(token);
  const expires = typeof exp === 'number' ? new Date(exp * 1000).toISOString() : undefined;
  const who = { url, profile, client_id: client ?? sub, tenant_id: tenant, scopes: String(scope ?? '').split(' ') };
  terminal.answer(
    { ...who, token_expires_at: expires },
    list([
      ['Server', url],
      ['Client', String(who.client_id)],
      ['Tenant', String(tenant)],
      ['Scopes', who.scopes.join(' ')],
      ['From', profile === undefined ? 'the environment' : `profile '${profile}'`],
      ['Token until', expires ?? 'not told'],
    ]),
  );
}

/** What a token says of itself. It is told, and nothing is decided by it: the server checks the signature. */
function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    throw usage('TALLYSTICK_TOKEN is no token of an issuer that Tallystick knows: it is not a JWT.');
  }
}
