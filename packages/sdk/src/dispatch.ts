import type { CallOptions } from './call-options.ts';
import { type Delivery, deliver } from './delivery.ts';
import type { Answered } from './exchange.ts';
import { ATTEMPT_TIMEOUT_MS, type Settings } from './options.ts';
import { tokenSource } from './token.ts';

/** A call with everything but the patience, the token and the headers that its client adds. */
export interface Outbound {
  /** The operation, as its noun and verb: `payments.create`. */
  readonly operation: string;
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** What is to be sent as JSON; undefined for nothing. */
  readonly body: unknown;
  readonly idempotencyKey: string | undefined;
  readonly needsToken: boolean;
  /** Whether the body is so large that one attempt may take the whole time of the call. */
  readonly isLarge: boolean;
  readonly options: CallOptions;
}

/** Sends calls and returns the answers of success; throws as `deliver` does. */
export type Dispatch = (outbound: Outbound) => Promise<Answered>;

/** The way out of a client, which every call takes: options, headers, token, the key shown, and then delivery. */
export function dispatchOver(settings: Settings): Dispatch {
  const tokens = tokenSource(settings.credentials, settings);
  return async (outbound) => {
    const delivery = deliveryOf(outbound, settings);
    const { idempotencyKey, operation, method, url, body = '' } = delivery;
    if (idempotencyKey) {
      const path = url.slice(settings.apiUrl.length);
      await settings.onKey?.({ operation, method, path, body, idempotencyKey });
    }
    return deliver(delivery, settings, outbound.needsToken ? tokens : undefined);
  };
}

function deliveryOf({ options, url, ...outbound }: Outbound, settings: Settings): Delivery {
  for (const [name, value] of Object.entries(options.extraQuery ?? {})) url.searchParams.set(name, value);
  const body = withExtra(outbound.body, options.extraBody);
  const { operation, method, idempotencyKey } = outbound;
  const timeoutMs = options.timeoutMs ?? settings.timeoutMs;
  const own = { accept: 'application/json, application/problem+json', ...outbound.headers };
  return {
    operation,
    method,
    url: url.href,
    headers: {
      ...lowerCased(settings.headers),
      ...lowerCased(options.headers ?? {}),
      ...own,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    body: body === undefined ? undefined : JSON.stringify(body, asDigits),
    idempotencyKey,
    timeoutMs,
    attemptTimeoutMs:
      options.attemptTimeoutMs ?? settings.attemptTimeoutMs ?? (outbound.isLarge ? timeoutMs : ATTEMPT_TIMEOUT_MS),
    maxRetries: options.maxRetries ?? settings.maxRetries,
    signal: options.signal,
  };
}

const withExtra = (body: unknown, extra: CallOptions['extraBody']): unknown =>
  extra === undefined ? body : { ...(body as object | undefined), ...extra };

/** JSON has no bigint, and its numbers lose cents: an amount is a string of digits. */
const asDigits = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
