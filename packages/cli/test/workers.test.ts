import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkplace, type Serving } from './harness/tally.ts';

/** Several server processes behind one port must look like one server, also when one of them dies. */

const workplace = openWorkplace();
let serving: Serving;
beforeAll(async () => {
  serving = await workplace.serve({ DEMO: '1' }, ['--workers', '2']);
}, 60_000);
afterAll(() => workplace.close(), 60_000);

const ready = async () => (await fetch(`${serving.url}/v1/health/ready`, { headers: { connection: 'close' } })).status;

describe('two workers', { timeout: 60_000 }, () => {
  it('share the port, and each is ready', async () => {
    expect(await Promise.all(Array.from({ length: 20 }, ready))).toEqual(Array(20).fill(200));
  });

  it("believe each other's tokens, and the demo loan is opened once", async () => {
    const answers = Array.from({ length: 8 }, async () => {
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: 'demo',
        client_secret: 'demo-secret',
      });
      const granted = await fetch(`${serving.url}/oauth2/token`, { method: 'POST', body: form });
      const { access_token: token } = (await granted.json()) as { access_token: string };
      const path = '/v1/loans/11111111-1111-1111-1111-111111111111/balance';
      const headers = { authorization: `Bearer ${token}`, connection: 'close' };
      return ((await (await fetch(`${serving.url}${path}`, { headers })).json()) as Record<string, string>)
        .total_exposure_minor;
    });
    expect(await Promise.all(answers)).toEqual(Array(8).fill('1010500'));
  });

  it('refuses a number of workers that is none', async () => {
    const { code, stderr } = await workplace.tally(['serve', '--workers', '0']);
    expect(code).toBe(2);
    expect(stderr).toContain('It must be a number from 1 to 64.');
  });
});
