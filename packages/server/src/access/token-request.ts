import type { Context } from 'hono';

/** Those errors of RFC 6749 section 5.2 that a client credentials grant can meet. */
export type TokenErrorCode = 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope';

/** A token request that is refused. The description is ours and quotes nothing of the request. */
export class TokenRefusal extends Error {
  readonly code: TokenErrorCode;
  readonly status: 400 | 401 | 413;

  constructor(
    code: TokenErrorCode,
    description: string,
    status: 400 | 401 | 413 = code === 'invalid_client' ? 401 : 400,
  ) {
    super(description);
    this.name = 'TokenRefusal';
    this.code = code;
    this.status = status;
  }
}

/** What a client gives to show who it is. */
export interface Credentials {
  readonly clientId: string;
  readonly secret: string;
}

const BODY_LIMIT = 8_192;

/**
 * Reads the form of a token request. A parameter without a value counts as absent, as RFC 6749 has it.
 *
 * @throws TokenRefusal when it is no form, too long, or names a parameter twice.
 */
export async function readForm(c: Context): Promise<ReadonlyMap<string, string>> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    throw new TokenRefusal('invalid_request', 'The body must be application/x-www-form-urlencoded.');
  }
  const form = new Map<string, string>();
  const seen = new Set<string>();
  for (const [name, value] of new URLSearchParams(await readBody(c))) {
    if (seen.has(name)) throw new TokenRefusal('invalid_request', 'A parameter is given twice.');
    seen.add(name);
    if (value !== '') form.set(name, value);
  }
  return form;
}

async function readBody(c: Context): Promise<string> {
  const tooLong = () => new TokenRefusal('invalid_request', `The body must not exceed ${BODY_LIMIT} bytes.`, 413);
  if (Number(c.req.header('content-length') ?? 0) > BODY_LIMIT) throw tooLong();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    length += chunk.length;
    if (length > BODY_LIMIT) throw tooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Takes the client's credentials from HTTP Basic or from the form, never from both.
 *
 * @throws TokenRefusal invalid_request for both, invalid_client for none or for a header that is not Basic.
 */
export function credentialsOf(authorization: string | undefined, form: ReadonlyMap<string, string>): Credentials {
  const clientId = form.get('client_id');
  const secret = form.get('client_secret');
  if (authorization === undefined) {
    if (clientId === undefined || secret === undefined) {
      throw new TokenRefusal('invalid_client', 'client_id and client_secret are needed.');
    }
    return { clientId, secret };
  }
  if (secret !== undefined) {
    throw new TokenRefusal(
      'invalid_request',
      'The secret must be in the body or in the Authorization header, not in both.',
    );
  }
  const basic = decodeBasic(authorization);
  if (basic === undefined) throw new TokenRefusal('invalid_client', 'The Authorization header must be HTTP Basic.');
  if (clientId !== undefined && clientId !== basic.clientId) {
    throw new TokenRefusal('invalid_request', 'The body and the Authorization header name two clients.');
  }
  return basic;
}

/** RFC 6749 has both parts form-encoded inside Basic; many clients do not, which for our own ids and secrets is the same. */
function decodeBasic(authorization: string): Credentials | undefined {
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  try {
    const decode = (part: string) => decodeURIComponent(part.replaceAll('+', ' '));
    return { clientId: decode(text.slice(0, colon)), secret: decode(text.slice(colon + 1)) };
  } catch {
    return undefined;
  }
}
