import process from 'node:process';
import { contract } from '@tallystick/core/contract';
import { createVerifier, traceOf, traceResponse } from '@tallystick/server';
import type { Bench } from '../bench.ts';
import type { Reading } from '../figure.ts';
import { requestsOf } from '../load/request.ts';
import type { ServerProcess, Tenant } from '../stage.ts';
import { paying } from './payments.ts';

const TIMES = 200_000;

/** What of P11 no request goes without, run alone: microseconds of processor time for each, in a warm loop. */
export async function takeAlone(bench: Bench, server: ServerProcess, tenant: Tenant): Promise<Reading[]> {
  const token = await server.token(tenant);
  const authorization = `Bearer ${token}`;
  const { iss: issuer, aud: audience } = claimsOf(token);
  const keys = { jwksUrl: `${server.url}/.well-known/jwks.json` };
  const verify = createVerifier({ issuer, audience, keys, now: Date.now });
  const validate = contract.payments.create['~orpc'].inputSchema!['~standard'].validate;
  const request = requestsOf(paying([{ token }], 1, 'alone'), 'localhost')(1);
  const body: unknown = JSON.parse(request.slice(request.indexOf('\r\n\r\n')));
  const payment = { headers: { 'idempotency-key': 'payment:alone_1' }, params: {}, query: {}, body };
  const judged = await validate(payment);
  if (judged.issues !== undefined) throw new Error(`the payment is refused: ${JSON.stringify(judged.issues)}`);
  return [
    await alone(bench, 'P11e', 'the check of a remembered token', () => verify(authorization)),
    await alone(bench, 'P11f', 'validation of a payment', () => validate(payment)),
    await alone(bench, 'P11g', 'tracing: a trace of our own, and its header', () => traceResponse(traceOf(undefined))),
  ];
}

function claimsOf(token: string): { iss: string; aud: string } {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
}

async function alone(bench: Bench, id: string, measure: string, run: () => unknown): Promise<Reading> {
  const rounds: number[] = [];
  for (let round = 0; round <= bench.rounds(3); round++) {
    const before = process.cpuUsage();
    for (let time = 0; time < TIMES; time++) await run();
    const { user, system } = process.cpuUsage(before);
    if (round > 0) rounds.push((user + system) / TIMES); // the first one warms up
  }
  return { id, measure, ours: { unit: 'us', rounds }, notes: [`${TIMES} times alone, in a warm loop`] };
}
