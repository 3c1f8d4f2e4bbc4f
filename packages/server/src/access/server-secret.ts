import type { Pool } from '../store/pool.ts';
import { asking } from '../store/transaction.ts';
import { momentOf, type Sources } from './sources.ts';

/**
 * A secret that all servers of one database share, made by the first that asks: 32 random bytes. What one of them
 * authenticates, the others believe.
 */
export async function serverSecret(issuer: Pool, name: string, sources: Sources): Promise<Uint8Array> {
  const read = () =>
    asking(issuer, (sql) => sql<{ secret: Uint8Array }[]>`select secret from server_secrets where name = ${name}`);
  const [known] = await read();
  if (known !== undefined) return known.secret;
  const fresh = Buffer.from(sources.random(32)).toString('hex');
  await asking(
    issuer,
    (sql) => sql`insert into server_secrets (name, secret, created_at)
      values (${name}, decode(${fresh}, 'hex'), ${momentOf(sources)}) on conflict do nothing`,
  );
  const [agreed] = await read();
  return agreed!.secret;
}
