import { createHash, timingSafeEqual } from 'node:crypto';
import type { Sources } from './sources.ts';

/** Begins every secret, so that a scanner of source code or logs can tell one. */
export const SECRET_PREFIX = 'tsk_';

/** A client may have two secrets at a time, so that one can be rotated while the other is in use. */
export const LIVE_SECRETS = 2;

/** Makes a secret of 256 random bits. It is shown once; only its hash is kept. */
export function makeSecret(sources: Pick<Sources, 'random'>): string {
  return `${SECRET_PREFIX}${Buffer.from(sources.random(32)).toString('base64url')}`;
}

/** The SHA-256 of a secret. A slow hash would add nothing: 256 random bits cannot be guessed. */
export function hashSecret(secret: string): Uint8Array {
  return createHash('sha256').update(secret, 'utf8').digest();
}

/** Stands in for a hash that is not there; nothing is known that hashes to it. */
const NOTHING = new Uint8Array(32);

/** Whether the secret is one of those hashed, in a time that tells neither which, nor how many there are, nor if any. */
export function matchesSecret(secret: string, hashes: readonly Uint8Array[]): boolean {
  const given = hashSecret(secret);
  let found = false;
  for (let place = 0; place < LIVE_SECRETS; place += 1) {
    const known = hashes[place];
    const equal = timingSafeEqual(given, known ?? NOTHING);
    found = (equal && known !== undefined) || found;
  }
  return found;
}
