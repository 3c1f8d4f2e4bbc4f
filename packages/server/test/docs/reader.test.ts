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
const SHOTS = process.env['DOCS_SCREENSHOTS'];
const executable = installedBrowser();

it.runIf(executable === undefined)('finds no Chromium in PATH, so nobody has seen the docs page', (context) => {
  if (process.env['CI'] === 'true') throw new Error('CI needs a Chromium in PATH: the docs page must be seen.');
  context.skip('no chromium, chromium-browser or google-chrome in PATH');
});

describe.runIf(executable !== undefined)('a reader without a network', () => {
  let browser: Browser;
  let server: ServerType;
  let origin: string;
  const asked: { method: string; path: string; authorization: string | undefined }[] = [];

  beforeAll(async () => {
    const app = new Hono();
    app.route('/', docsRoutes(FACTS));
    app.get('/v1/health/live', (c) => {
      asked.push({ method: 'GET', path: c.req.path, authorization: c.req.header('authorization') });
      return c.json({ status: 'ok', version: '0.1.0', git_sha: 'seen-by-the-reader' });
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
      if (/^(https?|wss?):/.test(request.url()) && !request.url().startsWith(`${origin}/`)) strangers.push(request.url());
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
  ] as const)('can read /docs %s', async (name, options) => {
    const { page, complaints } = await open('/docs', options);
    await page.getByRole('heading', { name: 'Tallystick' }).first().waitFor({ timeout: 20_000 });
    await page.waitForTimeout(500);
    expect(await widerThanItsWindow(page)).toBe(false);
    expect(complaints).toEqual([]);
    await picture(page, `docs-${name}`);
  }, 60_000);

  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
  ] as const)('can read the page of a problem: %s', async (name, options) => {
    const { page, complaints, strangers } = await open('/docs/problems/principal_mismatch', options);
    await page.getByRole('heading', { level: 1, name: "The principal is not the ledger's" }).waitFor();
    for (const section of ['What happened', 'Why', 'What to do', 'Example']) {
      await page.getByRole('heading', { level: 2, name: section, exact: true }).waitFor();
    }
    expect(await page.evaluate('getComputedStyle(document.body).maxWidth'), 'the style was not applied').toBe('736px');
    expect(await widerThanItsWindow(page)).toBe(false);
    await picture(page, `problem-${name}`);
    await page.getByRole('link', { name: 'Problems' }).click();
    await page.getByRole('link', { name: 'loan_not_found' }).waitFor();
    expect(await widerThanItsWindow(page)).toBe(false);
    await picture(page, `problems-${name}`);
    expect(complaints).toEqual([]);
    expect(strangers).toEqual([]);
  }, 60_000);

  const widerThanItsWindow = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
});
