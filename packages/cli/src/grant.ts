import { toldFetch } from './debug.ts';
import { EXIT } from './exit.ts';
import { Failure } from './failure.ts';
import { exitOfProblem } from './failure-of.ts';
import { unreachable } from './ledger.ts';
import type { Terminal } from './terminal.ts';

/** A token that a server gave to a client, in the words of its endpoint. */
export interface Grant {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly scope: string;
}

/** The client that asks for a token, and for what. */
interface Asking {
  readonly clientId: string;
  readonly clientSecret: string;
  /** All that the client may, where it is left out. */
  readonly scope?: string | undefined;
}

/** Milliseconds for which a server may think about a token. */
const PATIENCE = 15_000;

/** Asks the token endpoint, and answers in its words. The SDK keeps its tokens to itself, so it is asked directly. */
export async function requestGrant(terminal: Terminal, baseUrl: string, client: Asking): Promise<Grant> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client.clientId,
    client_secret: client.clientSecret,
  });
  if (client.scope !== undefined) form.set('scope', client.scope);
  const { status, body } = await ask(terminal, baseUrl, form);
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

async function ask(
  terminal: Terminal,
  baseUrl: string,
  form: URLSearchParams,
): Promise<{ status: number; body: Record<string, unknown> }> {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const init = { method: 'POST', body: form, redirect: 'manual', signal } as const;
    const response = await toldFetch(terminal, 'token', `${baseUrl}/oauth2/token`, init);
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : {} };
  } catch (error) {
    if (error instanceof SyntaxError) return { status: 0, body: {} };
    throw unreachable(baseUrl, error);
  }
}
