import { createHash, hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/**
 * The SHA-256 of what was asked, in hexadecimal: the operation, the parameters of the path and the body, after the
 * contract has read them. Key order, white space and the case of a UUID do not matter; anything else does.
 *
 * A batch's items are hashed as the schema built them, in the schema's order of properties: canonical already, and a
 * hundred thousand of them need no second walk.
 */
export function fingerprintOf(operation: string, request: Readonly<Record<string, unknown>>): string {
  const { loans, ...rest } = request;
  const asked = `${operation}\n${canonicalize(rest)!}`;
  if (loans === undefined) return hash('sha256', asked, 'hex');
  return createHash('sha256').update(`${asked}\n`).update(JSON.stringify(loans)).digest('hex');
}
