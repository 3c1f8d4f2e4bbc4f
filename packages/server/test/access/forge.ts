import { createHmac } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JSONWebKeySet, type JWK, SignJWT } from 'jose';

/** The moment every token here is made at, in seconds: 2026-05-01T12:00:00Z. */
export const NOW = 1_777_636_800;
export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'https://ledger.example';
export const TENANT = '0199a000-0000-7000-8000-00000000000a';

/** What a good token claims. */
export const CLAIMS = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'tc_good',
  client_id: 'tc_good',
  tenant_id: TENANT,
  scope: 'hpts:payments:write hpts:ledger:read',
  iat: NOW,
  nbf: NOW,
  exp: NOW + 3_600,
  jti: 'jti-1',
};

/** A key pair and what the issuer publishes of it. */
export interface Pair {
  readonly alg: string;
  readonly kid: string;
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

/** Makes a pair and names it. */
export async function pair(alg: string, kid: string): Promise<Pair> {
  const made = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, ...made, jwk: { ...(await exportJWK(made.publicKey)), kid, alg, use: 'sig' } };
}

export const keySet = (...pairs: readonly Pair[]): JSONWebKeySet => ({ keys: pairs.map(({ jwk }) => jwk) });

const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Signs a good token, but for what is changed; a claim or parameter that is undefined is left out. */
export function token(by: Pair, claims: object = {}, header: object = {}): Promise<string> {
  const body = JSON.parse(JSON.stringify({ ...CLAIMS, ...claims })) as Record<string, unknown>;
  const head = JSON.parse(JSON.stringify({ alg: by.alg, kid: by.kid, typ: 'at+jwt', ...header })) as { alg: string };
  return new SignJWT(body).setProtectedHeader(head).sign(by.privateKey);
}

/** Puts a token together from parts that no library would sign: claims that are not JSON, parameters nobody allows. */
export async function raw(by: Pair, header: unknown, payload: unknown): Promise<string> {
  const input = `${encode(header)}.${encode(payload)}`;
  const algorithm = by.alg === 'ES256' ? { name: 'ECDSA', hash: 'SHA-256' } : { name: 'RSASSA-PKCS1-v1_5' };
  const signature = await crypto.subtle.sign(algorithm, by.privateKey, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}

/** A token whose signature is an HMAC under a secret that is no secret, such as the public key. */
export function hmac(secret: string | Uint8Array, header: object): string {
  const input = `${encode({ typ: 'at+jwt', ...header })}.${encode(CLAIMS)}`;
  const digest = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' }[(header as { alg: string }).alg] ?? 'sha256';
  return `${input}.${createHmac(digest, secret).update(input).digest('base64url')}`;
}

/** A token with no signature at all. */
export const unsigned = (header: object, claims: object = CLAIMS) => `${encode(header)}.${encode(claims)}.`;
