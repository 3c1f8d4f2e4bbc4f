import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';

// The least that the same framework can do: one route with a parameter, which answers a constant as JSON. The constant
// is as long as a balance.
const BALANCE = {
  loan_id: '0198f000-0000-7000-8000-000000000001',
  currency: 'USD',
  as_of_date: '2026-05-01',
  principal_outstanding_minor: '1000000000',
  interest_receivable_minor: '1000000',
  fees_receivable_minor: '1000000',
  total_exposure_minor: '1002000000',
  last_activity_at: '2026-05-01T12:00:00.000Z',
  suspense_minor: '0',
  charged_off: { principal_minor: '0', interest_minor: '0', fees_minor: '0' },
  nonaccrual_interest_minor: '0',
  status: 'active',
};

const app = new Hono();
app.get('/v1/loans/:loan_id/balance', (c) => c.json(BALANCE));
const http = createAdaptorServer({ fetch: app.fetch });
http.listen(0, '127.0.0.1', () => process.send!({ url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` }));
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(1));
