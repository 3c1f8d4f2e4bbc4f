import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
} from 'jose';
import type { Pool } from '../store/pool.ts';
import { asking, writing } from '../store/transaction.ts';
import { momentOf, type Sources } from './sources.ts';

/** The algorithm of our own tokens: small signatures and keys. What it costs to verify is paid once a token. */
export const SIGNING_ALGORITHM = 'ES256';

/** The key that signs now. */
export interface Signer {
  readonly kid: string;
  readonly key: CryptoKey;
}

/** The built-in issuer's keys. They are in the database, so every server process signs with the same one. */
export interface SigningKeys {
  /** The newest key that is not retired; made when there is none. Read again after a minute, to see a rotation. */
  signer(): Promise<Signer>;
  /** The public half of every key a live token may be signed with, read from the database on each call. */
  publicKeys(): Promise<JSONWebKeySet>;
}

interface Row {
  kid: string;
  public_jwk: JWK;
  private_jwk: JWK;
}

const REREAD_AFTER = 60_000;

/** The keys in the database, read and made in the issuer's role. */
export function createSigningKeys(issuer: Pool, sources: Pick<Sources, 'now'>): SigningKeys {
  let remembered: { signer: Promise<Signer>; until: number } | undefined;
  const load = async (): Promise<Signer> => {
    const { kid, private_jwk } = (await newest(issuer)) ?? (await make(issuer, sources));
    return { kid, key: (await importJWK(private_jwk, SIGNING_ALGORITHM)) as CryptoKey };
  };
  return {
    signer() {
      if (remembered === undefined || remembered.until <= sources.now()) {
        const entry = { signer: load(), until: sources.now() + REREAD_AFTER };
        remembered = entry;
        entry.signer.catch(() => {
          if (remembered === entry) remembered = undefined;
        });
      }
      return remembered.signer;
    },
    async publicKeys() {
      const published = await listPublic(issuer);
      // Made here too: a set read before the first key exists would keep the first tokens out until it is read again.
      if (published.length > 0) return { keys: published };
      await make(issuer, sources);
      return { keys: await listPublic(issuer) };
    },
  };
}

async function newest(issuer: Pool): Promise<Row | undefined> {
  const [row] = await asking(
    issuer,
    (sql) => sql<Row[]>`
      select kid, public_jwk, private_jwk from signing_keys where retired_at is null order by created_at desc, kid limit 1`,
  );
  return row;
}

/** A retired key signs nothing more, and is published until what it signed has expired. */
async function listPublic(issuer: Pool): Promise<JWK[]> {
  const rows = await asking(
    issuer,
    (sql) => sql<Pick<Row, 'public_jwk'>[]>`
      select public_jwk from signing_keys where retired_at is null or retired_at > now() - interval '2 hours'
      order by created_at desc, kid`,
  );
  return rows.map((row) => row.public_jwk);
}

/** Makes the first key, once: processes that start together take turns, and those who come later find it. */
async function make(issuer: Pool, sources: Pick<Sources, 'now'>): Promise<Row> {
  const pair = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
  const jwk = await exportJWK(pair.publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  const made: Row = {
    kid,
    public_jwk: { ...jwk, kid, alg: SIGNING_ALGORITHM, use: 'sig' },
    private_jwk: await exportJWK(pair.privateKey),
  };
  return writing(issuer, async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('tallystick'), hashtext('signing_keys'))`;
    const [existing] = await tx<Row[]>`
      select kid, public_jwk, private_jwk from signing_keys where retired_at is null order by created_at desc, kid limit 1`;
    if (existing !== undefined) return existing;
    await tx`insert into signing_keys (kid, algorithm, public_jwk, private_jwk, created_at)
      values (${kid}, ${SIGNING_ALGORITHM}, ${made.public_jwk}, ${made.private_jwk}, ${momentOf(sources)})`;
    return made;
  });
}
