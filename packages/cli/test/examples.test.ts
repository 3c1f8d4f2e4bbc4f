import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorkplace, type Serving } from './harness/tally.ts';

/** Each program of `examples/` runs as a reader would run it, on the books of a lender of its own. */

const FOLDER = path.resolve(import.meta.dirname, '../../../examples');
const PROGRAMS = readdirSync(FOLDER).filter((file) => /^\d\d-.*\.ts$/.test(file));
const run = promisify(execFile);

const workplace = openWorkplace();
let server: Serving;
beforeAll(async () => {
  server = await workplace.serve();
}, 60_000);
afterAll(() => workplace.close(), 60_000);

/** The environment of a lender that is new. */
async function newLender(name: string): Promise<Record<string, string>> {
  const made = async (args: readonly string[]) => {
    const { stdout, stderr, code } = await workplace.tally([...args, '--json']);
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout) as Record<string, string>;
  };
  const { tenant_id: tenant = '' } = await made(['tenants', 'create', '--name', name]);
  const { client_id = '', client_secret = '' } = await made(['clients', 'create', '--tenant', tenant]);
  return {
    TALLYSTICK_BASE_URL: server.url,
    TALLYSTICK_CLIENT_ID: client_id,
    TALLYSTICK_CLIENT_SECRET: client_secret,
  };
}

const PRINTS = /(?<=\n\/\/ prints:\n)(?:\/\/ .*\n)*$/;

it('there are ten', () => expect(PROGRAMS).toHaveLength(10));

it.each(PROGRAMS)(
  '%s prints what its end says: `vitest run --update` writes it anew',
  { timeout: 60_000 },
  async (file) => {
    const program = path.join(FOLDER, file);
    const env = { ...(await newLender(file)), PATH: '' };
    const { stdout } = await run(process.execPath, ['--conditions=@tallystick/source', program], { env, cwd: FOLDER });
    const source = readFileSync(program, 'utf8');
    expect(source).toMatch(PRINTS);
    await expect(source.replace(PRINTS, () => stdout.replaceAll(/^(?=.)/gm, '// '))).toMatchFileSnapshot(program);
  },
);
