import type { InMinorUnits, WithAmounts } from './amounts.ts';
import { type Call, callOf, type Posted, posted } from './answer.ts';
import type { CallOptions, PostOptions } from './call-options.ts';
import { checkedKey } from './idempotency-key.ts';

/** The three kinds of call: a post, which has a key; a put, which needs none; and a read. */

/** An operation of the contract as a function of its wire input. */
type Operation<Input, Body> = (
  input: Input,
  rest: { context: { options: CallOptions } },
) => Promise<{ status: number; body: Body }>;

/** Posts under a key, and says whether the answer is a replay. The wire input has the key among the headers. */
export function post<Input extends { headers: unknown }, Body extends object>(
  operation: Operation<Input, Body>,
  input: WithAmounts<Omit<Input, 'headers'>>,
  options: PostOptions,
): Call<Posted<InMinorUnits<Body>>> {
  const answer = async () => {
    const headers = { 'idempotency-key': checkedKey(options?.idempotencyKey) };
    const { status, body } = await send(operation, { ...input, headers }, options);
    return posted(body, status);
  };
  return callOf(answer());
}

/** Puts something in place. A second time changes nothing, so a retry needs no key to be safe. */
export function put<Input, Body extends object>(
  operation: Operation<Input, Body>,
  input: WithAmounts<Input>,
  options: CallOptions = {},
): Call<InMinorUnits<Body>> {
  return callOf(send(operation, input, options).then(({ body }) => body));
}

/** Reads. */
export function read<Input, Body extends object>(
  operation: Operation<Input, Body>,
  input: Input,
  options: CallOptions = {},
): Call<InMinorUnits<Body>> {
  return callOf(send(operation, input, options).then(({ body }) => body));
}

/** The crossing to the wire and back: the link writes each bigint as digits, and an amount that comes is digits too. */
async function send<Input, Body>(operation: Operation<Input, Body>, input: unknown, options: CallOptions) {
  checkPath(input);
  const { status, body } = await operation(input as Input, { context: { options } });
  return { status, body: body as InMinorUnits<Body> };
}

/** Vouches that each id stays one segment of the path: an empty one, or a dot, would lead to another operation. */
function checkPath(input: unknown): void {
  const { params = {} } = (input ?? {}) as { params?: Readonly<Record<string, unknown>> };
  for (const id of Object.values(params)) {
    if (typeof id === 'string' && id !== '' && id !== '.' && id !== '..') continue;
    throw new RangeError('An id must be a UUID, and the code of an account its digits.');
  }
}
