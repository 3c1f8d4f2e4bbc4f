import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { ALL_PROBLEM_CODES, PROBLEMS } from '@tallystick/core/contract';
import { describe, expect, it } from 'vitest';
import { docsRoutes } from '../../src/docs/docs-page.ts';
import { escapeHtml, marked } from '../../src/docs/html-page.ts';
import { preferredEncoding } from '../../src/docs/page-asset.ts';

const app = docsRoutes({ version: '0.1.0', tokenUrl: '/oauth2/token' });
const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });

const SCRIPT = '/docs/scalar.js?v=';
const scriptPath = async () => {
  const html = await (await get('/docs')).text();
  return html.slice(html.indexOf(SCRIPT), html.indexOf('"', html.indexOf(SCRIPT)));
};

describe('every answer is guarded', () => {
  it.each([
    ['/docs', "script-src 'self'"],
    ['/docs/scalar.js', "default-src 'none'"],
    ['/docs/problems', "default-src 'none'"],
    ['/docs/problems/loan_not_found', "default-src 'none'"],
    ['/docs/problems/nonsense', "default-src 'none'"],
    ['/v1/openapi.json', "default-src 'none'"],
  ])('%s', async (path, policy) => {
    const { headers } = await get(path);
    expect(headers.get('content-security-policy')).toContain(policy);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it.each([
    ['/oauth2/token', "connect-src 'self';"],
    ['https://issuer.example/tenant/token', "connect-src 'self' https://issuer.example;"],
  ])('and /docs speaks to us, and to the issuer at %s', async (tokenUrl, policy) => {
    const { headers } = await docsRoutes({ version: '0.1.0', tokenUrl }).request('/docs');
    expect(headers.get('content-security-policy')).toContain(policy);
  });

  it('and a route of somebody else is left alone', async () => {
    const { headers, status } = await get('/v1/payments');
    expect(status).toBe(404);
    expect(headers.get('content-security-policy')).toBeNull();
  });
});

describe('the document is sent again only when it has changed', () => {
  it('answers 304 to the ETag it gave', async () => {
    const first = await get('/v1/openapi.json');
    expect(first.headers.get('content-type')).toBe('application/json');
    expect(await first.json()).toMatchObject({ info: { title: 'Tallystick', version: '0.1.0' } });
    const etag = first.headers.get('etag') ?? '';
    for (const tag of [etag, `"other", ${etag}`, etag.replace('W/', ''), '*']) {
      const again = await get('/v1/openapi.json', { 'if-none-match': tag });
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
    }
    expect((await get('/v1/openapi.json', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('has another ETag when its facts differ', async () => {
    const other = docsRoutes({ version: '0.2.0', tokenUrl: '/oauth2/token' });
    const [mine, theirs] = [await get('/v1/openapi.json'), await other.request('/v1/openapi.json')];
    expect(theirs.headers.get('etag')).not.toBe(mine.headers.get('etag'));
  });
});

describe('the bundle is served from here, for good, and as small as the reader takes it', () => {
  it('is cached for a year under its version, and asked for again under none', async () => {
    expect((await get(await scriptPath())).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await get('/docs/scalar.js')).headers.get('cache-control')).toBe('no-cache');
    expect((await get('/docs/scalar.js?v=0')).headers.get('cache-control')).toBe('no-cache');
  });

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('is the same script in %s, a third as long', async (encoding, unpack) => {
    const plain = Buffer.from(await (await get('/docs/scalar.js')).arrayBuffer());
    const packed = await get('/docs/scalar.js', { 'accept-encoding': encoding });
    expect(packed.headers.get('content-encoding')).toBe(encoding);
    expect(packed.headers.get('vary')).toBe('Accept-Encoding');
    const bytes = Buffer.from(await packed.arrayBuffer());
    expect(bytes.length).toBeLessThan(plain.length / 3);
    expect(unpack(bytes).equals(plain)).toBe(true);
  });

  it.each([
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['BR', 'br'],
    ['br;q=x', undefined],
  ] as const)('reads Accept-Encoding %s as %s', (header, encoding) => {
    expect(preferredEncoding(header)).toBe(encoding);
  });
});

describe('the pages of problems', () => {
  it.each(ALL_PROBLEM_CODES)('%s is served with its title, status and advice', async (code) => {
    const response = await get(`/docs/problems/${code}`);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html).toContain(`<h1>${escapeHtml(PROBLEMS[code].title)}</h1>`);
    expect(html).toContain(`HTTP ${PROBLEMS[code].status}`);
    expect(html).not.toMatch(/<script|style=|undefined|\[object/);
  });

  it('are all linked from the list', async () => {
    const html = await (await get('/docs/problems')).text();
    for (const code of ALL_PROBLEM_CODES) expect(html).toContain(`href="/docs/problems/${code}"`);
  });

  it.each(['nonsense', '__proto__', 'constructor', '%3Cscript%3E'])(
    'are 404 for %s, which is not quoted back',
    async (code) => {
      const response = await get(`/docs/problems/${code}`);
      expect(response.status).toBe(404);
      expect(await response.text()).not.toContain(decodeURIComponent(code));
    },
  );

  it('show text as text', () => {
    expect(escapeHtml(`<a href="x">'&'</a>`)).toBe('&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;');
    expect(marked('send `<b>` & go')).toBe('send <code>&lt;b&gt;</code> &amp; go');
  });
});
