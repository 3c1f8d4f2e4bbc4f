import { createHash } from 'node:crypto';

/** Hexadecimal digits of a digest that a key carries: 128 bits tell any two requests apart. */
const DIGEST_LENGTH = 32;

/**
 * Derives the key of an act from what it is: `<kind>:<subject>:<digest of the request>`.
 *
 * Laws: the same command makes the same key, on every machine and in every release, so that it can be sent again after
 * a crash and books nothing twice; a request that differs in anything makes another. A dry run has the key of the act
 * that it tries.
 */
export async function derivedKey(kind: string, subject: string, request: object): Promise<string> {
  const { idempotencyKey } = await import('@tallystick/sdk');
  const { dry_run: _, ...said } = request as { dry_run?: boolean };
  const digest = createHash('sha256').update(canonical(said)).digest('hex').slice(0, DIGEST_LENGTH);
  return idempotencyKey(kind, subject, digest);
}

/** JSON with the names of each object in order, and amounts as the API writes them. */
function canonical(value: object): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return String(part);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
