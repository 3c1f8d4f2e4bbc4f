import type { Command } from 'commander';
import { address } from '../arguments.ts';
import { EXIT } from '../exit.ts';
import { Failure, usage } from '../failure.ts';
import { exitOfProblem } from '../failure-of.ts';
import { examples, URL_OPTION } from '../help.ts';
import { serverAddress, unreachable } from '../ledger.ts';
import type { Terminal } from '../terminal.ts';

const NOTE = `
The secret is that of TALLYSTICK_CLIENT_SECRET, or the first line of stdin.
There is no option for it: arguments are seen by everybody on the machine, and
stay in the shell's history.`;

/** Milliseconds for which a server may think about a token. */
const PATIENCE = 15_000;
/** Milliseconds for which the secret may take to arrive on stdin: a forgotten pipe should not hang for ever. */
const SECRET_PATIENCE = 10_000;

/** `tally token`: an access token for a client. */
export function addToken(program: Command, terminal: Terminal): void {
  program
    .command('token')
    .description('get an access token from a running server, good for an hour')
    .option('--client-id <id>', 'the client (default: TALLYSTICK_CLIENT_ID)')
    .option('--scope <scopes>', 'what it should allow, separated by spaces (default: all the client may)')
    .option(...URL_OPTION, address)
    .addHelpText('after', NOTE)
    .addHelpText(
      'after',
      examples(
        'export TALLYSTICK_TOKEN=$(TALLYSTICK_CLIENT_ID=demo TALLYSTICK_CLIENT_SECRET=demo-secret tally token)',
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
  const baseUrl = serverAddress(terminal.env, options.url);
  const clientId = options.clientId ?? terminal.env.TALLYSTICK_CLIENT_ID;
  if (!clientId) throw usage('Name the client with TALLYSTICK_CLIENT_ID or --client-id.');
  const clientSecret = terminal.env.TALLYSTICK_CLIENT_SECRET || (await secretOn(terminal.stdin));
  if (clientSecret === '') throw usage('Give the secret in TALLYSTICK_CLIENT_SECRET or on stdin.');
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  if (options.scope !== undefined) form.set('scope', options.scope);
  const grant = await requestGrant(baseUrl, form);
  terminal.answer(grant, grant.access_token);
}

/** The first line of stdin; empty when it is a terminal, where a secret would be seen, or when nothing comes. */
async function secretOn(stdin: Terminal['stdin']): Promise<string> {
  if (stdin.isTTY) return '';
  const late = setTimeout(() => stdin.destroy(), SECRET_PATIENCE);
  let text = '';
  try {
    for await (const chunk of stdin.setEncoding('utf8')) {
      text += chunk;
      if (text.includes('\n')) break;
    }
  } catch {
    // Nothing came in time, or stdin is closed: no secret.
  }
  clearTimeout(late);
  return text.split('\n', 1)[0]!.trim();
}

interface Grant {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly scope: string;
}

/** Asks the token endpoint, and answers in its words. The SDK keeps its tokens to itself, so it is asked directly. */
async function requestGrant(baseUrl: string, form: URLSearchParams): Promise<Grant> {
  const { status, body } = await ask(baseUrl, form);
  const { error, error_description: description } = body;
  if (status === 200 && typeof body.access_token === 'string') return body as unknown as Grant;
  if (typeof error !== 'string') {
    const sentence = `What answers at ${baseUrl} gives no tokens (HTTP ${status}): is it a Tallystick server with the built-in issuer?`;
    throw new Failure('not_a_ledger', EXIT.failed, sentence, { status });
  }
  const exit = error === 'invalid_client' || error === 'invalid_scope' ? EXIT.auth : exitOfProblem(error, status);
  throw new Failure(error, exit, typeof description === 'string' ? description : `The server answered ${error}.`, {
    status,
  });
}

async function ask(baseUrl: string, form: URLSearchParams): Promise<{ status: number; body: Record<string, unknown> }> {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(`${baseUrl}/oauth2/token`, { method: 'POST', body: form, redirect: 'manual', signal });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : {} };
  } catch (error) {
    if (error instanceof SyntaxError) return { status: 0, body: {} };
    throw unreachable(baseUrl, error);
  }
}
