import type { WithAmounts } from './amounts.ts';
import { type Posted, posted } from './answer.ts';
import { checkedKey } from './idempotency-key.ts';
import type { Ledger, PostOptions } from './ledger.ts';
import { type Api, apiOver } from './link.ts';
import { listing } from './listing.ts';
import { type ClientOptions, settingsOf } from './options.ts';

/**
 * Makes a client of a ledger. It opens nothing: the first call does. Make one for each tenant and keep it, since it
 * keeps the token.
 *
 * @throws TypeError naming every mistake in the options, when there are any.
 */
export function createClient(options: ClientOptions = {}): Ledger {
  const api = apiOver(settingsOf(options));
  return {
    disbursements: {
      create: (body, options) => post(api.disbursements.create, { body }, options),
      settle: async (id, body, options) =>
        post(api.disbursements.settle, { params: { id: segment(id) }, body }, options),
    },
    payments: { create: (body, options) => post(api.payments.create, { body }, options) },
    fees: { assess: (body, options) => post(api.fees.assess, { body }, options) },
    accruals: { postBatch: (body, options) => post(api.accruals.postBatch, { body }, options) },
    loans: loansOf(api),
    health: {
      live: async (options) => (await api.health.live(undefined, { context: { options } })).body,
      ready: async (options) => (await api.health.ready(undefined, { context: { options } })).body,
    },
  };
}

function loansOf(api: Api): Ledger['loans'] {
  return {
    balance: async (loanId, { asOf, knownAt, ...options } = {}) => {
      const input = { params: { loan_id: segment(loanId) }, query: { as_of_date: asOf, known_at: knownAt } };
      return (await api.loans.balance(input, { context: { options } })).body;
    },
    journalEntries: (loanId, { from, to, eventType, order, pageSize, ...options } = {}) =>
      listing(async (token) => {
        const filters = { from_date: from, to_date: to, event_type: eventType, order, page_size: pageSize };
        const input = { params: { loan_id: segment(loanId) }, query: { ...filters, page_token: token } };
        return (await api.loans.journalEntries(input, { context: { options } })).body;
      }),
  };
}

/** An operation that posts: its wire input has the key among the headers. */
type Posting<Input, Body> = (
  input: Input,
  rest: { context: { options: PostOptions } },
) => Promise<{ status: number; body: Body }>;

async function post<Input extends { headers: unknown }, Body extends object>(
  operation: Posting<Input, Body>,
  input: WithAmounts<Omit<Input, 'headers'>>,
  options: PostOptions,
): Promise<Posted<Body>> {
  const headers = { 'idempotency-key': checkedKey(options?.idempotencyKey) };
  // The crossing to the wire: the link writes each bigint as a string of digits, so what was widened is the wire's.
  const wire = { ...input, headers } as unknown as Input;
  const { status, body } = await operation(wire, { context: { options } });
  return posted(body, status);
}

/** Vouches that an id stays one segment of the path: an empty one, or a dot, would lead to another operation. */
function segment(id: string): string {
  if (typeof id === 'string' && id !== '' && id !== '.' && id !== '..') return id;
  throw new RangeError('An id must be a UUID.');
}
