import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createApp } from '../../src/http/app.ts';
import { createRequestLog } from '../../src/http/log.ts';

it('what fails while a problem is put together is answered as a defect, and logged', async () => {
  const lines: string[] = [];
  const log = createRequestLog(pino({ base: null }, { write: (line) => lines.push(line) }));
  const odd = new Proxy(new Error('odd'), {
    getPrototypeOf() {
      throw new Error('a secret');
    },
  });
  const verify = Object.assign(() => Promise.reject(odd), { remembered: () => undefined });
  const app = createApp({ services: {} as never, verify }, log, []);
  const incoming = { method: 'GET', url: '/v1/accounts', headers: { authorization: 'Bearer a.b.c' } };

  const response = await app.request('/v1/accounts', {}, { incoming } as never);

  expect(response.status).toBe(500);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = (await response.json()) as { readonly trace_id: string };
  expect(problem).toMatchObject({ code: 'internal', instance: '/v1/accounts' });
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({ status: 500, code: 'internal', trace_id: problem.trace_id });
  expect(lines[0]).not.toContain('secret');
});
