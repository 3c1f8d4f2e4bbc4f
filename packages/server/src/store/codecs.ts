import postgres from 'postgres';

/** What a column may hold here that the driver would not know: the key names the codec, the value the type in TypeScript. */
export type Kinds = { bigint: bigint; date: string; instant: string; json: string | object };

/** A postgres.js client with this file's codecs. */
export type Sql = postgres.Sql<Kinds>;

/**
 * Answers PostgreSQL's text of an instant (in UTC) as RFC 3339 with `Z`, with at least three digits of a second and as
 * many as were stored: exactly what `Date#toISOString` says of an instant that was written in milliseconds.
 */
export function instantOf(text: string): string {
  const match = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text);
  if (match === null) return text; // infinity, or years before Christ: not ours, so left as it is
  return `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(3, '0')}Z`;
}

/** An array of one dimension as PostgreSQL spells it; a text is one already. */
function arrayText(values: string | readonly unknown[]): string {
  if (typeof values === 'string') return values;
  const quoted = values.map((value) => {
    if (value === undefined)
      throw Object.assign(new TypeError('An array holds undefined.'), { code: 'UNDEFINED_VALUE' });
    if (value === null) return 'null';
    return quote(value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : String(value));
  });
  return `{${quoted.join(',')}}`;
}

/** What JSON escapes in other words than an array of PostgreSQL does: control characters, and halves of a pair. */
const UNLIKE_JSON = /[^\u0020-\ud7ff\ue000-\uffff]/;

/** An element in quotes. Any other text is spelled as in JSON, which the runtime writes three times as fast. */
function quote(text: string): string {
  return UNLIKE_JSON.test(text) ? `"${text.replaceAll(/["\\]/g, '\\$&')}"` : JSON.stringify(text);
}

/**
 * The elements of an array's text that PostgreSQL need not quote: ids, numbers, dates, codes. NULL is the word. A column
 * of a thousand rows that comes as one text is read far faster than a thousand rows.
 */
export const plainElements = (array: string | null): readonly string[] => array?.slice(1, -1).split(',') ?? [];

/**
 * An array as PostgreSQL spells it, of values that need no quotes: ids, numbers, dates, codes. A hundred thousand of them
 * are joined twenty times faster than the driver escapes them one by one.
 */
export const plainArray = (values: readonly (string | number | bigint | boolean | null | undefined)[]): string =>
  `{${values.map((value) => value ?? 'null').join(',')}}`;

const ELEMENT = /"((?:[^"\\]|\\.)*)"|([^,{}]+)/gs;

/** Types of arrays by their numbers in pg_type, and how to read an element. */
const arrays = (from: number[], read: (text: string) => unknown) => ({
  to: from[0]!,
  from,
  serialize: arrayText,
  parse: (text: string) =>
    [...text.matchAll(ELEMENT)].map(([, quoted, plain]) => read(quoted?.replaceAll(/\\(.)/gs, '$1') ?? plain!)),
});

/**
 * The driver's types: int8 is a bigint, a date its text, timestamptz RFC 3339 text, numeric text. Money never becomes a
 * JavaScript number and a day never becomes an instant.
 *
 * A jsonb parameter that is a string is JSON already and goes as it is (postgres.js would quote it a second time);
 * anything else is serialised. An answered array must hold no NULL: one is read as the text 'NULL'.
 *
 * Arrays are told here because the driver, left to find out, asks each new connection and awaits the answer nowhere: a
 * connection that closes under that question would end the process by an unhandled rejection (postgres.js 3.4.9).
 */
export const CODECS = {
  bigint: postgres.BigInt,
  date: { to: 1082, from: [1082], serialize: (date: string) => date, parse: (text: string) => text },
  instant: {
    to: 1184,
    from: [1184],
    serialize: (instant: string | Date) => (instant instanceof Date ? instant.toISOString() : instant),
    parse: instantOf,
  },
  json: {
    to: 3802,
    from: [114, 3802],
    serialize: (value: string | object) => (typeof value === 'string' ? value : JSON.stringify(value)),
    parse: (text: string): unknown => JSON.parse(text),
  },
  texts: arrays([1009, 1015, 2951, 1182, 1231], (text) => text), // text, varchar, uuid, date, numeric
  integers: arrays([1007, 1005], Number),
  bigints: arrays([1016], BigInt),
  booleans: arrays([1000], (text) => text === 't'),
  instants: arrays([1185], instantOf),
  byteas: arrays([1001], (text) => Buffer.from(text.slice(2), 'hex')),
};

/** Settings under which the texts above are what the server sends, whatever its own configuration says. */
export const SESSION = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, YMD',
  default_transaction_isolation: 'read committed',
} as const;
