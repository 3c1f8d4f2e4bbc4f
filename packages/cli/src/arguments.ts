import { InvalidArgumentError } from 'commander';

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
