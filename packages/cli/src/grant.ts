import type { Client } from './access.ts';
import { toldFetch } from './debug.ts';
import { EXIT } from './exit.ts';
import { Failure } from './failure.ts';
import { exitOfProblem } from './failure-of.ts';
import { issuerUnreachable, unreachable } from './ledger.ts';
import type { Terminal } from './terminal.ts';

/** A token that an issuer gave to a client, in the words of its endpoint. */
export interface Grant {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in?: number;
  /** What it allows; an issuer may leave it out. */
  readonly scope?: string;
}

/** Milliseconds for which a server may think about a token. */
const PATIENCE = 15_000;

/**
 * Asks the token endpoint of the server, or of the client's own issuer, and answers in its words. The SDK keeps its tokens
 * to itself, so it is asked directly.
 */
export async function requestGrant(terminal: Terminal, baseUrl: string, client: Client): Promise<Grant> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client.clientId,
    client_secret: client.clientSecret,
  });
  if (client.scope !== undefined) form.set('scope', client.scope);
  const { tokenUrl } = client;
  const { status, body } = await ask(terminal, tokenUrl ?? `${baseUrl}/oauth2/token`, form).catch((error: unknown) => {
    throw tokenUrl === undefined ? unreachable(baseUrl, error) : issuerUnreachable(tokenUrl, error);
  });
  const { error, error_description: description } = body;
  if (status === 200 && typeof body.access_token === 'string') return body as unknown as Grant;
  if (typeof error !== 'string') {
    const what = tokenUrl === undefined ? 'a Tallystick server with the built-in issuer' : 'the token endpoint';
    const sentence = `What answers at ${tokenUrl ?? baseUrl} gives no tokens (HTTP ${status}): is it ${what}?`;
    throw new Failure('not_a_ledger', EXIT.failed, sentence, { status });
  }
  const exit = error === 'invalid_client' || error === 'invalid_scope' ? EXIT.auth : exitOfProblem(error, status);
  const sentence = typeof description === 'string' ? description : `The server answered ${error}.`;
  throw new Failure(error, exit, sentence, { status });
}

async function ask(terminal: Terminal, url: string, form: URLSearchParams) {
  const init = { method: 'POST', body: form, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) } as const;
  const response = await toldFetch(terminal, 'token', url, init);
  return { status: response.status, body: objectOf(await response.text()) };
}

/** What an endpoint answered, where that is a JSON object; else one without fields. */
function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return text.startsWith('{') ? JSON.parse(text) : {};
  } catch {
    return {};
  }
}
