import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkplace, type Serving, whenPrinted } from './harness/tally.ts';

const LOAN = '11111111-1111-1111-1111-111111111111';
const QUICKSTART = {
  principal_outstanding_minor: '1000000',
  interest_receivable_minor: '10000',
  fees_receivable_minor: '500',
};
const LIMIT = { timeout: 60_000 };

const workplace = openWorkplace();
let first: Serving;
beforeAll(async () => {
  first = await workplace.serve({ DEMO: '1' });
}, 60_000);
afterAll(() => workplace.close(), 60_000);

const curlIn = (printed: string) => /^curl .*$/m.exec(printed)![0];

describe('a server that is ready', LIMIT, () => {
  it('says where it answers, where its docs are and where the books are', async () => {
    expect(first.stdout()).toContain(`Tallystick answers at ${first.url}\n`);
    expect(first.stdout()).toContain(`Docs   ${first.url}/docs\n`);
    expect(first.stdout()).toContain(`Books  embedded PostgreSQL in ${workplace.dataDir}\n`);
    expect(await fetch(`${first.url}/v1/health/ready`)).toMatchObject({ status: 200 });
  });

  it('prints one line that reads the demo loan, in a shell that has curl and sed', async () => {
    const { code, stdout } = await workplace.shell(curlIn(first.stdout()));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ loan_id: LOAN, ...QUICKSTART });
  });

  it('says the same as JSON, so that its whole output is JSON lines; and shares the books with the first', async () => {
    const second = await workplace.serve({ DEMO: '1' }, ['--json']);
    expect(second.url).not.toBe(first.url);
    const lines = second
      .stdout()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const ready = lines.find(({ event }) => event === 'ready');
    expect(ready).toMatchObject({
      url: second.url,
      docs_url: `${second.url}/docs`,
      database: { kind: 'embedded', data_dir: workplace.dataDir },
      demo: { client_id: 'demo', client_secret: 'demo-secret', loan_id: LOAN },
    });
    const read = await workplace.shell(ready.demo.curl);
    expect(JSON.parse(read.stdout)).toMatchObject(QUICKSTART);
    // A token of one passes at the other, because they share the issuer's keys.
    const env = { TALLYSTICK_CLIENT_ID: 'demo', TALLYSTICK_CLIENT_SECRET: 'demo-secret' };
    const token = (await workplace.tally(['token', '--url', second.url], { env })).stdout.trim();
    const across = ['loans', 'balance', LOAN, '--json', '--url', first.url];
    const answer = await workplace.tally(across, { env: { TALLYSTICK_TOKEN: token } });
    expect(JSON.parse(answer.stdout)).toMatchObject(QUICKSTART);
    second.kill('SIGTERM');
    expect(await second.ended).toMatchObject({ code: 0, stderr: '' });
    expect(await fetch(`${first.url}/v1/health/ready`)).toMatchObject({ status: 200 });
  });

  it('leaves the demo as it is when it is opened again beside it', async () => {
    const { code, stdout } = await workplace.tally(['demo'], { env: { TALLYSTICK_BASE_URL: first.url } });
    expect(code).toBe(0);
    expect(JSON.parse((await workplace.shell(curlIn(stdout))).stdout)).toMatchObject(QUICKSTART);
  });
});

describe('a server that cannot start', LIMIT, () => {
  it('names every mistake of its configuration, and exits 78', async () => {
    const env = { PORT: 'eighty', DEMO: 'yes', DATABASE_URL: 'mysql://books' };
    const { code, stdout, stderr } = await workplace.tally(['serve'], { env });
    expect(code).toBe(78);
    expect(stdout).toBe('');
    for (const mistake of ['PORT must', 'DEMO must', 'DATABASE_URL must begin with'])
      expect(stderr).toContain(`\n  ${mistake}`);
    const json = await workplace.tally(['serve', '--json'], { env });
    const { error } = JSON.parse(json.stderr);
    expect(error).toMatchObject({ code: 'configuration', exit_code: 78 });
    expect(error.mistakes).toHaveLength(3);
  });

  it('says in one sentence that its port is in use, and exits 1', async () => {
    const { port } = new URL(first.url);
    const { code, stderr } = await workplace.tally(['serve'], { env: { PORT: port } });
    expect(code).toBe(1);
    expect(stderr).toBe(
      `tally: Port ${port} of 127.0.0.1 is in use: stop what listens there, or choose another, as PORT=${Number(port) + 1}.\n`,
    );
  });

  it('says which database does not answer, without its password', async () => {
    const env = { DATABASE_URL: 'postgres://ledger:hidden@127.0.0.1:1/books' };
    for (const command of ['serve', 'verify']) {
      const { code, stderr } = await workplace.tally([command], { env });
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: 'tally: Database books on PostgreSQL at 127.0.0.1:1 does not answer: is it running? (ECONNREFUSED)\n',
      });
    }
  });
});

describe('a server that is asked to stop', LIMIT, () => {
  it('exits 0 when it is asked while it starts', async () => {
    const starting = workplace.start(['serve']);
    await whenPrinted(starting, /"msg":"PostgreSQL|answers at/).catch(() => undefined);
    starting.kill('SIGINT');
    expect((await starting.ended).code).toBe(0);
  });

  it('takes two signals at once for one, and exits 0', async () => {
    const server = await workplace.serve();
    server.kill('SIGHUP');
    await sleep(50);
    server.kill('SIGINT');
    expect((await server.ended).code).toBe(0);
  });

  it('waits for a request under way, and exits at once when it is asked again', async () => {
    const server = await workplace.serve();
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(
      'POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\na',
    );
    await sleep(100);
    const asked = performance.now();
    server.kill('SIGTERM');
    await sleep(800);
    expect(await Promise.race([server.ended, 'still there'])).toBe('still there');
    server.kill('SIGTERM');
    expect((await server.ended).code).toBe(128 + 15);
    expect(performance.now() - asked).toBeLessThan(5_000);
    socket.destroy();
  });
});
