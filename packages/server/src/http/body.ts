import type { IncomingMessage } from 'node:http';

/** The body passed the limit of its operation. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** Whether a request declares a JSON body: `application/json`, UTF-8 if a charset is named, and not compressed. */
export function declaresJson(request: IncomingMessage): boolean {
  const [type, ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  if (type!.trim() !== 'application/json') return false;
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='));
  const encoding = request.headers['content-encoding'] ?? 'identity';
  return (charset === undefined || /^charset="?utf-8"?$/.test(charset)) && encoding === 'identity';
}

/** Whether a request says by itself that its body passes the limit. */
export const declaresTooLarge = (request: IncomingMessage, limit: number): boolean =>
  Number(request.headers['content-length'] ?? 0) > limit;

/**
 * Reads a body whole, counting as it comes: a body that is sent in chunks declares no length.
 *
 * @throws BodyTooLarge as soon as the limit is passed.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
}
