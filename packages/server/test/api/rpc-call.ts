import type { Answer } from '../harness/server.ts';
import type { Sample } from './samples.ts';
import { send } from './stage.ts';

/** What an RPC call is made of: the operation's name, its input, and the token if any. */
export interface RpcCall {
  readonly name: string;
  readonly input: unknown;
  readonly token?: string;
  /** How the envelope says what JSON cannot, as oRPC's serializer writes it. */
  readonly meta?: unknown;
}

/** Calls an operation over oRPC's wire. The body of the answer is what was in its envelope. */
export async function rpc(url: string, { name, input, token, meta }: RpcCall): Promise<Answer> {
  const envelope = meta === undefined ? { json: input } : { json: input, meta };
  const answer = await send(url, {
    path: `/rpc/${name.replaceAll('.', '/')}`,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(envelope),
  });
  return { ...answer, body: answer.body.json };
}

/** A sample as RPC sends it: headers, parameters, query and body in one input. */
export const inputOf = (sample: Sample, key: string) => ({
  headers: { 'idempotency-key': key },
  params: sample.params ?? {},
  query: sample.query ?? {},
  ...(sample.body === undefined ? {} : { body: sample.body }),
});
