import { InvalidArgumentError } from 'commander';
import { usage } from './failure.ts';

/** Readers of arguments: each answers the value or refuses it with what it should have been. */

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A UUID, in lower case. */
export function uuid(text: string): string {
  if (UUID.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('It must be a UUID.');
}

/** An instant in UTC. */
export function instant(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z$/.test(text) && !Number.isNaN(Date.parse(text))) {
    return text;
  }
  throw new InvalidArgumentError('It must be an instant in UTC, as 2026-05-01T12:00:00Z.');
}

/**
 * A day, under the name of what it was given for. The calendar is the core's, and loads with the first day.
 *
 * @throws Failure when there is no such day.
 */
export async function day(name: string, text: string): Promise<string> {
  const { parseDate } = await import('@tallystick/core');
  if (parseDate(text) !== undefined) return text;
  throw usage(`${name} must be a day of the calendar, as 2026-05-01, not '${text}'.`);
}

/** An amount in minor units. */
export function digits(text: string): bigint {
  if (/^(?:0|[1-9]\d{0,18})$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError('It must be digits, without sign, point or leading zero.');
}

/** A key under which something is booked once. */
export function key(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._:-]{7,254}$/.test(text)) return text;
  throw new InvalidArgumentError(
    'It must be 8 to 255 letters, digits, ".", "_", ":" or "-", a letter or digit first, as payment:loan_42:txn_9.',
  );
}

/** A JSON object. */
export function jsonObject(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Said below, in the same words.
  }
  throw new InvalidArgumentError(`It must be a JSON object, as '{"channel":"branch"}'.`);
}

/** Data as JSON has it. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

/** An object as JSON has it. */
export type JsonObject = { [name: string]: Json };

/** How many of something, from 1. */
export function count(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

/** Scopes, separated by spaces; at least one, since none would mean all. */
export function scopes(text: string): readonly string[] {
  const names = text.split(/\s+/).filter((name) => name !== '');
  if (names.length > 0) return names;
  throw new InvalidArgumentError('It must name a scope; leave the option out for all of them.');
}

/** The address of a server. A password in it would end up in logs. */
export function address(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new InvalidArgumentError(
      'It must be an http or https address without user and query, as http://127.0.0.1:8080.',
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '').replace(/\/v1$/, '');
}

/** The address of an issuer's token endpoint. A password in it would end up in logs. */
export function tokenAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username || url.password || url.hash) {
    throw new InvalidArgumentError(
      'It must be an http or https address without user, as https://login.example/oauth2/token.',
    );
  }
  return url.href;
}
