import { type Access, accessOf } from './access.ts';
import { Failure } from './failure.ts';
import { requestGrant } from './grant.ts';
import { ledgerAt } from './ledger.ts';
import type { Terminal } from './terminal.ts';

/**
 * Proves that the server takes who asks, and answers the token that it takes. The issuer of the server proves a client by
 * giving it a token. What comes from elsewhere, a token or an issuer, is proved by a read: that the server answers it, or
 * forbids it for want of a scope, means that it took the token.
 *
 * @throws Failure when it does not.
 */
export async function provedToken(terminal: Terminal, url: string | undefined): Promise<Access & { token: string }> {
  const access = accessOf(terminal, url);
  const { credentials } = access;
  const isOfServer = 'clientId' in credentials && credentials.tokenUrl === undefined;
  const token =
    'token' in credentials ? credentials.token : (await requestGrant(terminal, access.url, credentials)).access_token;
  if (!isOfServer) await ledgerAt(terminal, url)((ledger) => ledger.accounts.list().page()).catch(allowed);
  return { ...access, token };
}

function allowed(error: unknown): void {
  if (!(error instanceof Failure && error.details.status === 403)) throw error;
}
