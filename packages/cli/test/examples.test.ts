import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withBooks } from '../src/books.ts';
import { openWorkplace } from './harness/tally.ts';

/** Each program of `examples/` runs as a reader would run it, on the books of a lender of its own. */

const FOLDER = path.resolve(import.meta.dirname, '../../../examples');
const PROGRAMS = readdirSync(FOLDER).filter((file) => /^\d\d-.*\.ts$/.test(file));
const run = promisify(execFile);

const workplace = openWorkplace();
const environments = new Map<string, Record<string, string>>();

beforeAll(async () => {
  const { url } = await workplace.serve();
  await withBooks({ DATA_DIR: workplace.dataDir }, async ({ server, connections: { operator } }) => {
    for (const name of PROGRAMS) {
      const { tenantId } = await server.createTenant(operator, { ...server.starterSet(), name }, server.SYSTEM);
      const { clientId, clientSecret } = await server.createClient(operator, { tenantId }, server.SYSTEM);
      environments.set(name, {
        TALLYSTICK_BASE_URL: url,
        TALLYSTICK_CLIENT_ID: clientId,
        TALLYSTICK_CLIENT_SECRET: clientSecret,
      });
    }
  });
}, 120_000);
afterAll(() => workplace.close(), 60_000);

const PRINTS = /(?<=\n\/\/ prints:\n)(?:\/\/ .*\n)*$/;

it('there are ten', () => expect(PROGRAMS).toHaveLength(10));

it.each(PROGRAMS)(
  '%s prints what its end says: `vitest run --update` writes it anew',
  { timeout: 60_000 },
  async (file) => {
    const program = path.join(FOLDER, file);
    const env = { ...environments.get(file), PATH: '' };
    const { stdout } = await run(process.execPath, ['--conditions=@tallystick/source', program], { env, cwd: FOLDER });
    const source = readFileSync(program, 'utf8');
    expect(source).toMatch(PRINTS);
    await expect(source.replace(PRINTS, () => stdout.replaceAll(/^(?=.)/gm, '// '))).toMatchFileSnapshot(program);
  },
);
