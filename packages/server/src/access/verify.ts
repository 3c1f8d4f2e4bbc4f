import { type CryptoKey, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { principalOf } from './claims.ts';
import { createKeyring, type Keyring, remoteKeys } from './keyring.ts';
import type { Principal } from './principal.ts';
import { SIGNING_ALGORITHM, type SigningKeys } from './signing-keys.ts';
import { Unauthorized } from './unauthorized.ts';

export { challengeOf, KeysUnavailable, Unauthorized } from './unauthorized.ts';

/** Whose tokens are believed, and how their keys are found. */
export interface VerifierOptions {
  /** What the `iss` claim must be, to the letter. */
  readonly issuer: string;
  /** What the `aud` claim must be or contain. */
  readonly audience: string;
  /** The built-in issuer's keys, or where an outside issuer publishes its own. */
  readonly keys: { readonly builtIn: Pick<SigningKeys, 'publicKeys'> } | { readonly jwksUrl: string };
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Stands in for `fetch` in a test. */
  readonly fetch?: typeof fetch;
}

/** Answers who a request's Authorization header speaks for. */
export interface Verify {
  /** @throws Unauthorized; KeysUnavailable. */
  (authorization: string | undefined): Promise<Principal>;
  /** The same of a header that was believed in the last minute, at once; undefined of any other. */
  remembered(authorization: string | undefined): Principal | undefined;
}

/** Signatures that the public key checks and cannot make. `none` and the HMAC family are not among them. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** How far our clock and the issuer's may differ, in seconds. */
const TOLERANCE = 60;
const TOKEN_LIMIT = 8_192;
/** For so many milliseconds a verified token is believed without being verified again. */
const REMEMBERED_FOR = 60_000;
/** Characters of remembered tokens; only tokens that verified get in, so nobody can fill it with rubbish. */
const MEMORY = 16 * 1024 * 1024;

interface Remembered {
  readonly principal: Principal;
  readonly until: number;
  readonly exp: number;
  readonly nbf: number;
}

/** Makes the check that every request passes before anything else of it is looked at. */
export function createVerifier(options: VerifierOptions): Verify {
  const { keys, now } = options;
  const builtIn = 'builtIn' in keys;
  const keyring = createKeyring(
    builtIn ? () => keys.builtIn.publicKeys() : remoteKeys(keys.jwksUrl, options.fetch),
    now,
  );
  const remembered = new LRUCache<string, Remembered>({ maxSize: MEMORY, sizeCalculation: (_, token) => token.length });

  const recall = (token: string): Principal | undefined => {
    const hit = remembered.get(token);
    if (hit === undefined) return undefined;
    const seconds = Math.floor(now() / 1000);
    const current = hit.exp > seconds - TOLERANCE && hit.nbf <= seconds + TOLERANCE;
    if (current && hit.until > now()) return hit.principal;
    remembered.delete(token);
    return undefined;
  };
  const verify = async (authorization: string | undefined): Promise<Principal> => {
    const token = bearerOf(authorization);
    const known = recall(token);
    if (known !== undefined) return known;
    const claims = await claimsOf(token, { ...options, builtIn, keyring });
    const principal = principalOf(claims);
    const { exp = 0, nbf = Number.NEGATIVE_INFINITY } = claims;
    remembered.set(token, { principal, until: now() + REMEMBERED_FOR, exp, nbf });
    return principal;
  };
  return Object.assign(verify, {
    remembered: (authorization: string | undefined) => recall(BEARER.exec(authorization ?? '')?.[1] ?? ''),
  });
}

const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** Takes the token out of the header; its alphabet is that of RFC 6750, so two headers joined into one do not pass. */
function bearerOf(authorization: string | undefined): string {
  if (authorization === undefined || authorization === '') {
    throw new Unauthorized('A bearer token is needed.', { missing: true });
  }
  if (authorization.length > TOKEN_LIMIT + 16) throw new Unauthorized('The token is too long.');
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) throw new Unauthorized("The Authorization header must be 'Bearer' and a token.");
  if (token.length > TOKEN_LIMIT) throw new Unauthorized('The token is too long.');
  return token;
}

interface Checks extends Pick<VerifierOptions, 'issuer' | 'audience' | 'now'> {
  readonly builtIn: boolean;
  readonly keyring: Keyring;
}

async function claimsOf(token: string, checks: Checks): Promise<JWTPayload> {
  const key = await checks.keyring.find(headerOf(token, checks.builtIn));
  return signedBy(key, token, checks);
}

function headerOf(token: string, builtIn: boolean): { alg: string; kid?: string } {
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    throw new Unauthorized('The token is malformed.');
  }
  const { alg, kid, typ, crit } = header;
  const algorithms = builtIn ? [SIGNING_ALGORITHM] : ALGORITHMS;
  if (typeof alg !== 'string' || !algorithms.includes(alg))
    throw new Unauthorized("The token's algorithm is not accepted.");
  if (crit !== undefined) throw new Unauthorized('The token demands an extension that is not known here.');
  if (!isAccessTokenType(typ, builtIn)) throw new Unauthorized('The token is not an access token.');
  if (kid === undefined) {
    if (builtIn) throw new Unauthorized('The token does not say which key signed it.');
    return { alg };
  }
  if (typeof kid !== 'string') throw new Unauthorized('The token is malformed.');
  return { alg, kid };
}

/** RFC 9068 says `at+jwt`; outside issuers are met that say `JWT`, or nothing. */
function isAccessTokenType(typ: unknown, builtIn: boolean): boolean {
  if (builtIn) return typ === 'at+jwt';
  if (typ === undefined) return true;
  return typeof typ === 'string' && ['at+jwt', 'application/at+jwt', 'jwt'].includes(typ.toLowerCase());
}

async function signedBy(key: CryptoKey, token: string, checks: Checks): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: checks.builtIn ? [SIGNING_ALGORITHM] : ALGORITHMS,
      issuer: checks.issuer,
      audience: checks.audience,
      clockTolerance: TOLERANCE,
      currentDate: new Date(checks.now()),
      requiredClaims: ['exp'],
    });
    return payload;
  } catch (error) {
    throw new Unauthorized(reasonOf(error));
  }
}

/** Says in our own words what jose found; its messages may quote the token. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'nbf' && error.reason === 'check_failed') return 'The token is not valid yet.';
    const claim = ['iss', 'aud', 'exp', 'nbf', 'iat'].find((name) => name === error.claim);
    return claim === undefined ? "A claim of the token's is not accepted." : `The claim ${claim} is not accepted.`;
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The signature is wrong.';
  return 'The token is malformed.';
}
