import { isScope, type Scope } from '@tallystick/core/contract';
import type { Pool } from '../store/pool.ts';
import { asking } from '../store/transaction.ts';
import { LIVE_SECRETS } from './secret.ts';

/** A client as the token endpoint sees it. */
export interface RegisteredClient {
  readonly clientId: string;
  readonly tenantId: string;
  readonly scopes: readonly Scope[];
  readonly loopbackOnly: boolean;
  /** SHA-256 of each live secret, newest first. */
  readonly secrets: readonly Uint8Array[];
}

/** Finds clients by the name they give. */
export interface ClientStore {
  /** Undefined when there is none, or when it was revoked. */
  find(clientId: string): Promise<RegisteredClient | undefined>;
}

interface Row {
  tenant_id: string;
  scopes: string[];
  loopback_only: boolean;
  secrets: Uint8Array[];
}

/** The clients in the database, read in the issuer's role. One query for a client that exists and one that does not. */
export function createClientStore(issuer: Pool): ClientStore {
  return {
    async find(clientId) {
      const [row] = await asking(
        issuer,
        (sql) => sql<Row[]>`
          select tenant_id, scopes, loopback_only, array(
            select secret_sha256 from oauth_client_secrets s
            where s.client_id = c.client_id and retired_at is null order by created_at desc limit ${LIVE_SECRETS}::int
          ) as secrets
          from oauth_clients c where client_id = ${clientId} and revoked_at is null`,
      );
      if (row === undefined) return undefined;
      const { tenant_id: tenantId, scopes, loopback_only: loopbackOnly, secrets } = row;
      return { clientId, tenantId, scopes: scopes.filter(isScope), loopbackOnly, secrets };
    },
  };
}
