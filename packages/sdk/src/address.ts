/** Where a ledger answers. */
export interface Address {
  /** The base of every operation, without a slash at the end: `https://ledger.example/v1`. */
  readonly api: string;
  /** Where client credentials are exchanged for a token. */
  readonly token: string;
}

/**
 * Derives the addresses of a ledger from its base URL, which may end with `/v1` or not, and with a slash or not: the
 * operations are under `/v1`, the token endpoint is beside it. A path before them is kept.
 *
 * @returns a sentence instead when the text is not an http(s) URL, or carries a user, a query or a fragment. The
 * sentence does not repeat the URL, which may hold a password.
 */
export function addressOf(baseUrl: string): Address | string {
  let url: URL;
  try {
    url = new URL(baseUrl);
  } catch {
    return 'baseUrl is not a URL: write it as https://ledger.example/v1.';
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'baseUrl must begin with https:// or http://.';
  if (url.username || url.password) return 'baseUrl must not carry a user or a password.';
  if (url.search || url.hash) return 'baseUrl must not carry a query or a fragment.';
  const root = `${url.origin}${url.pathname}`.replace(/\/+$/, '').replace(/\/v1$/, '');
  return { api: `${root}/v1`, token: `${root}/oauth2/token` };
}
