import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApiDocument } from '../../src/docs/openapi.ts';

const redocly = join(dirname(createRequire(import.meta.url).resolve('@redocly/cli/package.json')), 'bin', 'cli.js');

/** All of Redocly's strict rules but one: what is open to anybody has no 4xx to show. Every example must fit its schema. */
const RULES = `extends: [recommended-strict]
telemetry: "off"
rules:
  operation-4xx-response: off
  no-invalid-media-type-examples: error
  no-invalid-schema-examples: error
  no-invalid-parameter-examples: error
`;

/** Loaded into the linter: a linter that wants to talk to somebody ends with 99 instead. */
const NO_NETWORK = `data:text/javascript,${encodeURIComponent(
  "import net from 'node:net'; net.Socket.prototype.connect = () => { process.exit(99); };",
)}`;

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tallystick-lint-'));
  await writeFile(join(home, 'redocly.yaml'), RULES);
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function lint(document: unknown): Promise<{ code: number; output: string }> {
  const file = join(home, 'openapi.json');
  await writeFile(file, JSON.stringify(document, null, 1));
  const run = ['--import', NO_NETWORK, redocly, 'lint', '--config', join(home, 'redocly.yaml'), file];
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NODE_OPTIONS: '' };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, run, { env, cwd: home });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

const facts = { version: '0.1.0', tokenUrl: '/oauth2/token' };

it('passes every strict rule, every example included, without a word to the network', async () => {
  const { code, output } = await lint(await openApiDocument(facts));
  expect(output).toContain('valid');
  expect(output).not.toMatch(/warning/i);
  expect(code).toBe(0);
}, 60_000);

it('would not pass with an amount that is a number', async () => {
  const broken = JSON.parse(
    JSON.stringify(await openApiDocument(facts)).replace('"amount_minor":"88849"', '"amount_minor":88849'),
  );
  const { code, output } = await lint(broken);
  expect(output).toContain('`amount_minor` property type must be string');
  expect(code).toBe(1);
}, 60_000);
