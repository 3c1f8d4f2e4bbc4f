import { ALL_PROBLEM_CODES } from '@tallystick/core/contract';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { htmlHead } from './html-page.ts';
import { type DocumentFacts, openApiDocument } from './openapi.ts';
import { answerAsset, type PageAsset, pageAsset } from './page-asset.ts';
import { PAGE_STYLE } from './page-style.ts';
import { problemHtml, problemListHtml, unknownProblemHtml } from './problem-html.ts';
import { referenceBundle, referenceVersion } from './reference-bundle.ts';

/** What the pages need to know: what the OpenAPI document needs. */
export type DocsDeps = DocumentFacts;

const REVALIDATED = 'no-cache';
const FOR_GOOD = 'public, max-age=31536000, immutable';

const NOTHING_ELSE = "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * For the API reference: our own scripts and answers only, and the issuer that tokens come from when that is another
 * server. Scalar writes styles into the page as it runs.
 */
const referencePolicy = (tokenUrl: string): string =>
  `default-src 'self'; script-src 'self'; connect-src ${connectable(tokenUrl)}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; worker-src blob:; ${NOTHING_ELSE}`;

const connectable = (tokenUrl: string): string =>
  URL.canParse(tokenUrl) ? `'self' ${new URL(tokenUrl).origin}` : "'self'";

/** For pages of ours: no script at all. */
const PAGE_POLICY = `default-src 'none'; style-src 'self'; img-src data:; ${NOTHING_ELSE}`;

/**
 * Opens the reference on our document. Nothing of it may leave the machine: no fonts from elsewhere, no telemetry, no
 * proxy between the page and the API, no assistant.
 */
const OPEN_REFERENCE = `Scalar.createApiReference('#reference', {
  url: '/v1/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  proxyUrl: '',
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  persistAuth: false,
  defaultOpenAllTags: true,
  authentication: { preferredSecurityScheme: 'oauth2' },
  metaData: { title: 'Tallystick API' },
});
`;

/**
 * The document and the pages to read it by: `/v1/openapi.json`, `/docs`, and one page for each problem code under
 * `/docs/problems`. Open to everybody, the same for every tenant, and complete without a network.
 */
export function docsRoutes(deps: DocsDeps): Hono {
  const app = new Hono();
  app.use('/docs', guarded(referencePolicy(deps.tokenUrl)));
  app.use('/docs/*', guarded(PAGE_POLICY));
  app.use('/v1/openapi.json', guarded(PAGE_POLICY));

  let document: Promise<PageAsset> | undefined;
  app.get('/v1/openapi.json', async (c) => {
    document ??= openApiDocument(deps).then((json) => textAsset('application/json', JSON.stringify(json)));
    return answerAsset(c, await document, REVALIDATED);
  });
  referenceRoutes(app);
  problemRoutes(app);
  return app;
}

function referenceRoutes(app: Hono): void {
  const version = referenceVersion();
  const script = 'text/javascript; charset=utf-8';
  const page = htmlAsset(referenceHtml(version));
  const opening = textAsset(script, OPEN_REFERENCE);
  app.get('/docs', (c) => answerAsset(c, page, REVALIDATED));
  app.get('/docs/open-reference.js', (c) => answerAsset(c, opening, REVALIDATED));
  app.get('/docs/scalar.js', async (c) =>
    answerAsset(c, await referenceBundle(), c.req.query('v') === version ? FOR_GOOD : REVALIDATED),
  );
}

const referenceHtml = (version: string): string => `${htmlHead('API reference')}
</head>
<body>
<div id="reference"></div>
<noscript>The reference needs JavaScript. The document itself is at <a href="/v1/openapi.json">/v1/openapi.json</a>, and the problems are <a href="/docs/problems">here</a>.</noscript>
<script src="/docs/scalar.js?v=${version}"></script>
<script src="/docs/open-reference.js"></script>
</body>
</html>
`;

function problemRoutes(app: Hono): void {
  const style = textAsset('text/css; charset=utf-8', PAGE_STYLE);
  const list = htmlAsset(problemListHtml());
  const pages = new Map<string, PageAsset>(ALL_PROBLEM_CODES.map((code) => [code, htmlAsset(problemHtml(code))]));
  app.get('/docs/page.css', (c) => answerAsset(c, style, REVALIDATED));
  app.get('/docs/problems', (c) => answerAsset(c, list, REVALIDATED));
  app.get('/docs/problems/:code', (c) => {
    const page = pages.get(c.req.param('code'));
    return page === undefined ? unknownProblem(c) : answerAsset(c, page, REVALIDATED);
  });
}

const unknownProblem = (c: Context) => c.html(unknownProblemHtml(), 404);

const textAsset = (type: string, text: string): PageAsset => pageAsset(type, new TextEncoder().encode(text));

const htmlAsset = (html: string): PageAsset => textAsset('text/html; charset=utf-8', html);

/** Adds the headers that keep a page from being framed, sniffed, or talking to anybody else. */
function guarded(policy: string): MiddlewareHandler {
  return async (c, next) => {
    await next();
    c.header('Content-Security-Policy', policy);
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('X-Frame-Options', 'DENY');
    c.header('Referrer-Policy', 'no-referrer');
    c.header('Cross-Origin-Opener-Policy', 'same-origin');
  };
}
