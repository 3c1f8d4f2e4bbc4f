import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docsRoutes } from '../../src/docs/docs-page.ts';
import { openApiDocument } from '../../src/docs/openapi.ts';
import { installedBrowser, openBrowser } from './browser.ts';
import { operationsOf, type ReadDocument } from './reading.ts';

const FACTS = { version: '0.1.0', tokenUrl: '/oauth2/token' };
/** Where to leave pictures of the pages, for somebody to look at. */
const SHOTS = process.env.DOCS_SCREENSHOTS;
const executable = installedBrowser();

it('has a browser to look with', (context) => {
  if (executable !== undefined) return;
  const reason = 'no chromium, chromium-browser or google-chrome in PATH: nobody has seen the docs page';
  if (process.env.CI === 'true') throw new Error(reason);
  console.warn(reason);
  context.skip(reason);
});

describe.runIf(executable !== undefined)('a reader without a network', () => {
  let browser: Browser;
  let server: ServerType;
  let origin: string;

  beforeAll(async () => {
    const app = new Hono();
    app.route('/', docsRoutes(FACTS));
    app.post('/oauth2/token', (c) => {
      const basic = c.req.header('authorization') === `Basic ${btoa('demo:demo-secret')}`;
      return basic ? c.json({ access_token: 'a.b.c', token_type: 'Bearer', expires_in: 3600 }) : c.body(null, 401);
    });
    app.post('/v1/payments', async (c) => {
      const { amount_minor: amount } = await c.req.json<{ amount_minor: string }>();
      const key = c.req.header('idempotency-key');
      return c.json({ booked: `${amount} under ${key} with ${c.req.header('authorization')}` }, 201);
    });
    server = await new Promise<ServerType>((resolve) => {
      const started = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(started));
    });
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await openBrowser(executable ?? '');
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  /** Opens a page, and keeps what it complained of and whom it asked beside us. */
  async function open(path: string, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    const strangers: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (/^(https?|wss?):/.test(request.url()) && !request.url().startsWith(`${origin}/`))
        strangers.push(request.url());
    });
    await page.goto(origin + path);
    return { page, complaints, strangers };
  }

  const picture = async (page: Page, name: string) => {
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png` });
  };

  it('finds every operation on /docs, with no complaint and no request to anybody else', async () => {
    const { page, complaints, strangers } = await open('/docs');
    const document = (await openApiDocument(FACTS)) as ReadDocument;
    for (const { operation } of operationsOf(document)) {
      await page.getByText(operation.summary).first().waitFor({ state: 'attached', timeout: 20_000 });
    }
    await page.getByRole('heading', { name: 'Tallystick' }).first().waitFor();
    await page.waitForTimeout(500);
    expect(complaints).toEqual([]);
    expect(strangers).toEqual([]);
    await picture(page, 'docs-light');
  }, 60_000);

  it.each([
    ['dark', { colorScheme: 'dark' }],
    ['phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
  ] as const)(
    'can read /docs %s',
    async (name, options) => {
      const { page, complaints } = await open('/docs', options);
      await page.getByRole('heading', { name: 'Tallystick' }).first().waitFor({ timeout: 20_000 });
      await page.waitForTimeout(500);
      expect(await widerThanItsWindow(page)).toBe(false);
      expect(complaints).toEqual([]);
      await picture(page, `docs-${name}`);
    },
    60_000,
  );

  it('can get a token and try a payment without leaving /docs', async () => {
    const { page, complaints, strangers } = await open('/docs');
    page.setDefaultTimeout(10_000);
    await page.locator('[data-placeholder="12345"]').first().click();
    await page.keyboard.type('demo');
    await page.locator('[placeholder="XYZ123"], [data-placeholder="XYZ123"]').first().click();
    await page.keyboard.type('demo-secret');
    await page.getByRole('button', { name: 'Select All' }).first().click();
    const token = page.waitForResponse((response) => response.url().endsWith('/oauth2/token'));
    await page.getByRole('button', { name: 'Authorize', exact: true }).first().click();
    expect((await token).status()).toBe(200);

    await page.goto(`${origin}/docs#tag/payments/POST/payments`);
    await page.getByRole('button', { name: 'Test Request (post /payments)', exact: true }).click();
    const payment = page.waitForResponse((response) => response.url().endsWith('/v1/payments'));
    await page.getByRole('button', { name: /^Send/ }).first().click();
    expect(await (await payment).json()).toEqual({
      booked: '88849 under payment:loan_42:proc_txn_abc123 with Bearer a.b.c',
    });
    await page.waitForTimeout(500);
    await picture(page, 'docs-tried');
    expect(complaints).toEqual([]);
    expect(strangers).toEqual([]);
  }, 60_000);

  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
  ] as const)(
    'can read the page of a problem: %s',
    async (name, options) => {
      const { page, complaints, strangers } = await open('/docs/problems/principal_mismatch', options);
      await page.getByRole('heading', { level: 1, name: "The principal is not the ledger's" }).waitFor();
      for (const section of ['What happened', 'Why', 'What to do', 'Example']) {
        await page.getByRole('heading', { level: 2, name: section, exact: true }).waitFor();
      }
      expect(await page.evaluate('getComputedStyle(document.body).maxWidth'), 'the style was not applied').toBe(
        '736px',
      );
      expect(await widerThanItsWindow(page)).toBe(false);
      await picture(page, `problem-${name}`);
      await page.getByRole('link', { name: 'Problems' }).click();
      await page.getByRole('link', { name: 'loan_not_found' }).waitFor();
      expect(await widerThanItsWindow(page)).toBe(false);
      await picture(page, `problems-${name}`);
      expect(complaints).toEqual([]);
      expect(strangers).toEqual([]);
    },
    60_000,
  );

  const widerThanItsWindow = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
});
