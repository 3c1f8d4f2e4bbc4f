import { isScope, type Scope } from '@tallystick/core/contract';
import type { JWTPayload } from 'jose';
import type { Principal } from './principal.ts';
import { Unauthorized } from './unauthorized.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** What PostgreSQL cannot store, or what would break a line of a log. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/**
 * Reads from verified claims who acts.
 *
 * The actor is the subject, which for a client's own token is the client, and for a token that a person got through a
 * client is the person: two of them may not pass for one when an adjustment needs a second pair of eyes.
 *
 * @throws Unauthorized when a claim we need is absent or is not what it should be.
 */
export function principalOf(claims: JWTPayload): Principal {
  const { tenant_id: tenant, sub, client_id: client } = claims;
  if (typeof tenant !== 'string' || !UUID.test(tenant)) throw new Unauthorized('The claim tenant_id must be a UUID.');
  const actor = sub ?? client;
  if (typeof actor !== 'string' || actor === '' || actor.length > 255 || CONTROL.test(actor) || !actor.isWellFormed()) {
    throw new Unauthorized('The claim sub must name who acts.');
  }
  return { tenantId: tenant.toLowerCase(), scopes: scopesOf(claims), actor };
}

/** Reads the `scope` claim of RFC 9068, or `scp` as other issuers write it: text with spaces, or a list. */
function scopesOf(claims: JWTPayload): ReadonlySet<Scope> {
  const claim = claims.scope ?? claims.scp ?? '';
  const names: unknown = typeof claim === 'string' ? claim.split(' ') : claim;
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
    throw new Unauthorized('The claim scope must be text.');
  }
  return new Set(names.filter(isScope));
}
