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
 * Reads a body whole, counting as it comes: a body that is sent in chunks declares no length. By listeners, because an
 * iterator over the stream costs several microseconds of every payment.
 *
 * @throws BodyTooLarge as soon as the limit is passed: what comes after it is let go by. An error when the caller goes
 * away in the middle.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) reject(new BodyTooLarge());
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on('error', reject);
    const closed = () => {
      if (!request.readableEnded) reject(new Error('The body ended early.'));
    };
    if (request.destroyed) closed(); // before anybody listened, so nothing will be said of it any more
    request.on('close', closed);
  });
}
