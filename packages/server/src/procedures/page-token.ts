import { createHmac, timingSafeEqual } from 'node:crypto';

/** Makes and reads page tokens: opaque, bound to what was asked, and authenticated, so that an edited one is refused. */
export interface PageTokens {
  /** The token of the page that begins after a place: an ordinal, a position, an id. At most 300 bytes of text. */
  write(asked: string, after: string | number): string;
  /** The place in a token, or undefined when it was not written for this question. */
  read(asked: string, token: string): string | undefined;
}

const TOKEN = /^([A-Za-z0-9_-]{1,400})\.([A-Za-z0-9_-]{22})$/;
const MAC_BYTES = 16;

/** Page tokens under a secret that the servers of one database share. `asked` names tenant, list and filters. */
export function createPageTokens(secret: Uint8Array): PageTokens {
  const mac = (asked: string, place: string) =>
    createHmac('sha256', secret).update(`${place}\n${asked}`).digest().subarray(0, MAC_BYTES).toString('base64url');
  return {
    write(asked, after) {
      const place = Buffer.from(String(after)).toString('base64url');
      return `${place}.${mac(asked, place)}`;
    },
    read(asked, token) {
      const match = TOKEN.exec(token);
      if (match === null) return undefined;
      const [, place, sent] = match as unknown as [string, string, string];
      // Compared as text: base64url has spellings that decode alike, and only the one we wrote is ours.
      if (!timingSafeEqual(Buffer.from(mac(asked, place)), Buffer.from(sent))) return undefined;
      return Buffer.from(place, 'base64url').toString();
    },
  };
}
