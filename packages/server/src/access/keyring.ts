import { type CryptoKey, createLocalJWKSet, errors, type JSONWebKeySet } from 'jose';
import { KeysUnavailable, Unauthorized } from './unauthorized.ts';

/** What a token says of the key that signed it. Nothing else of its header is looked at, least of all a key in it. */
export interface KeyName {
  readonly alg: string;
  readonly kid?: string;
}

/** Finds the issuer's public key for a token. */
export interface Keyring {
  /**
   * @throws Unauthorized when the issuer has no such key; KeysUnavailable when its keys cannot be had and none is
   * remembered that fits.
   */
  find(name: KeyName): Promise<CryptoKey>;
}

/** Reads the issuer's current key set, from its URL or from our database. */
export type LoadKeys = () => Promise<JSONWebKeySet>;

/** A token with an unknown key makes us look for it, but nobody can make us look more often than this. */
const LOOK_AGAIN_AFTER = 30_000;
/** While no key is known at all every request fails, so a returned issuer should be found soon. */
const RETRY_AFTER = 1_000;
/** A set this old is read again behind the request that noticed, which is served from the old one. */
const STALE_AFTER = 600_000;

type Find = ReturnType<typeof createLocalJWKSet>;

/**
 * A keyring remembers the issuer's keys. One that was seen goes on serving while the issuer is down; an unknown one is
 * looked for at most once in 30 s, however many tokens name it.
 */
export function createKeyring(load: LoadKeys, now: () => number): Keyring {
  let known: Find | undefined;
  let loadedAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let failure: unknown;
  let loading: Promise<void> | undefined;

  const reload = (): Promise<void> => {
    loading ??= (async () => {
      triedAt = now();
      try {
        known = createLocalJWKSet(await load());
        loadedAt = now();
        failure = undefined;
      } catch (error) {
        failure = error ?? new Error('The key set could not be read.');
      } finally {
        loading = undefined;
      }
    })();
    return loading;
  };
  /** Joins a look that is under way, or starts one unless the last is too recent. */
  const look = async (pause: number): Promise<void> => {
    if (loading !== undefined || now() - triedAt >= pause) await reload();
  };
  const pick = async (name: KeyName): Promise<CryptoKey | undefined> => {
    try {
      return await known?.({ ...name });
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return undefined;
      if (error instanceof errors.JWKSMultipleMatchingKeys)
        throw new Unauthorized('The token does not say which key signed it.');
      throw new Unauthorized("The issuer's key cannot be used with the token's algorithm.");
    }
  };
  return {
    async find(name) {
      if (known === undefined) await look(RETRY_AFTER);
      if (known === undefined) throw new KeysUnavailable(failure);
      const key = await pick(name);
      if (key !== undefined) {
        if (now() - loadedAt >= STALE_AFTER) void look(LOOK_AGAIN_AFTER);
        return key;
      }
      await look(LOOK_AGAIN_AFTER);
      const found = await pick(name);
      if (found !== undefined) return found;
      // The issuer may have made this key since we last heard of it, so the token cannot be called bad.
      if (failure !== undefined) throw new KeysUnavailable(failure);
      throw new Unauthorized('The token is signed with a key the issuer does not have.');
    },
  };
}

/** The longest key set that is read: an issuer has a handful of keys. */
const KEY_SET_LIMIT = 262_144;

/** Reads a key set from its URL, within five seconds and without following a redirect. */
export function remoteKeys(jwksUrl: string, fetcher: typeof fetch = fetch): LoadKeys {
  return async () => {
    const response = await fetcher(jwksUrl, {
      headers: { accept: 'application/jwk-set+json, application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(5_000),
    });
    if (response.status !== 200) throw new Error(`The key set was answered with status ${response.status}.`);
    const text = await response.text();
    if (text.length > KEY_SET_LIMIT) throw new Error('The key set is too long.');
    return JSON.parse(text) as JSONWebKeySet;
  };
}
