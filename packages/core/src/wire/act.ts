import type { Contract } from '../contract/index.ts';
import type { AnswerTo, Command, CommandOf } from '../events/decide.ts';
import type { EventId } from '../ledger/identity.ts';
import type { LedgerEntry } from './journal.ts';

/** A noun of the contract, and a verb of it. */
export type Noun = keyof Contract;
export type VerbOf<N extends Noun> = keyof Contract[N];

type Schemas<N extends Noun, V extends VerbOf<N>> = Contract[N][V] extends { '~orpc': infer Described }
  ? Described
  : never;

/** The input of an operation as the contract has read it: defaults filled in, ids in lower case. */
export type Asked<N extends Noun, V extends VerbOf<N>> =
  Schemas<N, V> extends { inputSchema?: infer S }
    ? NonNullable<S> extends { _zod: { output: infer Read } }
      ? Read
      : never
    : never;

/** The body of an operation's answer. */
export type Answered<N extends Noun, V extends VerbOf<N>> =
  Schemas<N, V> extends { outputSchema?: infer S }
    ? NonNullable<S> extends { _zod: { input: { body: infer Body } } }
      ? Body
      : never
    : never;

/**
 * Where an operation that posts crosses from the wire to the ledger and back: the command in a request, and the body of
 * the answer. Whoever keeps the books decides the command in between.
 */
export interface Act<N extends Noun, V extends VerbOf<N>, Kind extends Command['kind']> {
  readonly commandOf: (asked: Asked<N, V>) => CommandOf<Kind>;
  readonly bodyOf: (answer: AnswerTo<CommandOf<Kind>>, eventId: EventId, asked: Asked<N, V>) => Answered<N, V>;
}

/** What every request to post has: its key, its path's parameters, where it has any, and its body. */
export interface AskedPost {
  readonly headers: { readonly 'idempotency-key': string };
  readonly params?: object;
  readonly body: object;
}

/**
 * What a key is used for, beside the operation: path parameters and body as the contract read them. The same key with
 * anything else is another request.
 */
export const requestOf = ({ params, body }: AskedPost): Readonly<Record<string, unknown>> => ({ ...params, ...body });

/** What of a request is kept with its event: all but the loans of a batch, which its entries name. */
export function recordOf(request: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { loans: _items, loan_ids: _loans, ...record } = request;
  return record;
}

/** Whether a request only asks what would be booked. */
export const isRehearsal = ({ body }: AskedPost): boolean => 'dry_run' in body && body.dry_run === true;

/** The answer to such a request: what it would have been, and the entries that would have been posted. */
export const rehearsed = (body: object, entries: readonly LedgerEntry[]) => ({
  ...body,
  dry_run: true as const,
  entries,
});
