import type { Command } from 'commander';
import { accessOf, type Client, scopeIn, serverAddress } from '../access.ts';
import { address } from '../arguments.ts';
import { usage } from '../failure.ts';
import { requestGrant } from '../grant.ts';
import { examples, URL_OPTION } from '../help.ts';
import type { Terminal } from '../terminal.ts';
import { linesPiped } from '../typed.ts';

const NOTE = `
The secret is that of TALLYSTICK_CLIENT_SECRET, or the first line of stdin.
TALLYSTICK_TOKEN goes before a client of the environment here as everywhere:
where it is set, name the client by --client-id or --profile. There is no option for it: arguments are seen by everybody on the machine, and
stay in the shell's history.`;

/** `tally token`: an access token for a client. */
export function addToken(program: Command, terminal: Terminal): void {
  program
    .command('token')
    .description('get an access token from a running server, good for an hour')
    .option('--client-id <id>', "the client (default: TALLYSTICK_CLIENT_ID, or the profile's)")
    .option(
      '--scope <scopes>',
      'what it should allow, separated by spaces (default: TALLYSTICK_SCOPE, or all the client may)',
    )
    .option(...URL_OPTION, address)
    .addHelpText('after', NOTE)
    .addHelpText(
      'after',
      examples(
        'export TALLYSTICK_TOKEN=$(TALLYSTICK_CLIENT_SECRET=demo-secret tally token --client-id demo)',
        'tally token --client-id demo --json < secret.txt',
      ),
    )
    .action((options: TokenOptions) => token(options, terminal));
}

interface TokenOptions {
  readonly clientId?: string;
  readonly scope?: string;
  readonly url?: string;
}

async function token(options: TokenOptions, terminal: Terminal): Promise<void> {
  const { url, ...client } = await clientFor(options, terminal);
  const grant = await requestGrant(terminal, url, { ...client, scope: options.scope ?? scopeIn(terminal) });
  terminal.answer(grant, grant.access_token);
}

/** The client that is named by an option, the environment or the profile, with its secret and its server. */
async function clientFor(options: TokenOptions, terminal: Terminal): Promise<Client & { readonly url: string }> {
  const { env, profile } = terminal;
  const isOfEnvironment = profile === undefined && !env.TALLYSTICK_TOKEN;
  const clientId = options.clientId ?? (isOfEnvironment ? env.TALLYSTICK_CLIENT_ID : undefined);
  if (!clientId) {
    const { url, credentials } = accessOf(terminal, options.url);
    if ('clientId' in credentials) return { url, ...credentials };
    throw usage('TALLYSTICK_TOKEN is set, and goes before a client: unset it, or name the client with --client-id.');
  }
  const clientSecret = env.TALLYSTICK_CLIENT_SECRET || (await linesPiped(terminal.stdin, 1))[0];
  if (!clientSecret) throw usage('Give the secret in TALLYSTICK_CLIENT_SECRET or on stdin.');
  return { url: serverAddress(terminal, options.url), clientId, clientSecret };
}
