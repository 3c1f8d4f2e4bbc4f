import type { WithAmounts } from './amounts.ts';
import { type Posted, posted } from './answer.ts';
import { checkedKey } from './idempotency-key.ts';
import type { CallOptions } from './link.ts';

/** The three kinds of call: a post, which has a key; a put, which needs none; and a read. */

/** What a post needs beside its body. */
export interface PostOptions extends CallOptions {
  /**
   * The key under which the post is booked once, however often it is sent; see `idempotencyKey`. Derive it from the
   * event: a random key protects against nothing once the process that made it is gone.
   */
  readonly idempotencyKey: string;
}

/** An operation of the contract as a function of its wire input. */
type Operation<Input, Body, Options extends CallOptions = CallOptions> = (
  input: Input,
  rest: { context: { options: Options } },
) => Promise<{ status: number; body: Body }>;

/** Posts under a key, and says whether the answer is a replay. The wire input has the key among the headers. */
export async function post<Input extends { headers: unknown }, Body extends object>(
  operation: Operation<Input, Body, PostOptions>,
  input: WithAmounts<Omit<Input, 'headers'>>,
  options: PostOptions,
): Promise<Posted<Body>> {
  const headers = { 'idempotency-key': checkedKey(options?.idempotencyKey) };
  // The crossing to the wire: the link writes each bigint as a string of digits, so what was widened is the wire's.
  const wire = { ...input, headers } as unknown as Input;
  const { status, body } = await operation(wire, { context: { options } });
  return posted(body, status);
}

/** Puts something in place. A second time changes nothing, so a retry needs no key to be safe. */
export async function put<Input, Body>(
  operation: Operation<Input, Body>,
  input: WithAmounts<Input>,
  options: CallOptions,
): Promise<Body> {
  // The same crossing as that of a post.
  return (await operation(input as unknown as Input, { context: { options } })).body;
}

/** Reads. */
export async function read<Input, Body>(
  operation: Operation<Input, Body>,
  input: Input,
  options: CallOptions,
): Promise<Body> {
  return (await operation(input, { context: { options } })).body;
}

/** Vouches that an id stays one segment of the path: an empty one, or a dot, would lead to another operation. */
export function segment(id: string): string {
  if (typeof id === 'string' && id !== '' && id !== '.' && id !== '..') return id;
  throw new RangeError('An id must be a UUID, and the code of an account its digits.');
}
