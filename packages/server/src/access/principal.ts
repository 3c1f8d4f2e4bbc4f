import type { Scope } from '@tallystick/core/contract';

/** Who acts, in which tenant, and what they may do: all that the rest of the server learns from a token. */
export interface Principal {
  /** Lower-case UUID. */
  readonly tenantId: string;
  /** Those of the closed list; scopes the token names beyond it are left out. */
  readonly scopes: ReadonlySet<Scope>;
  /** The token's subject (for a client's own token, the client), as the journal will name it. */
  readonly actor: string;
}
