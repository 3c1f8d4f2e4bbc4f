import type { Readable } from 'node:stream';
import { Argument, Option } from 'commander';
import { count, day as dayNamed, instant, type JsonObject, jsonObject, uuid } from './arguments.ts';
import { usage } from './failure.ts';

/**
 * A field is one thing that a request is made of, as a person writes it at the prompt: an option or an argument, how its
 * text is read, and the type that comes out. Fields make records, records make requests, and the compiler holds a record
 * against the request's own type: a field of the API that has no option does not compile.
 */

/** An argument or an option, as commander declares it. */
export type Part = Argument | Option;

/** What a command was given. */
export interface Given {
  /** What commander read for a part; undefined where it was left out. */
  of(part: Part): unknown;
  /** The currency that amounts in major units are in. */
  currency(): Promise<string>;
  readonly stdin: Readable;
}

/** One field: the parts that it is written with, and the value that is read from them. */
export interface Field<out Value> {
  readonly parts: readonly Part[];
  /** @throws Failure when what was given is no such value. */
  readonly read: (given: Given) => Value | Promise<Value>;
}

/** A field for each name of a type; where the type demands a value, so does the field. */
export type Fields<T> = { readonly [Name in keyof T]-?: Field<T[Name]> };

/** Makes one field of many: an object with the values that were given, under the same names. */
export function record<T extends object>(fields: Fields<T>): Field<T> {
  const entries: readonly (readonly [string, Field<unknown>])[] = Object.entries(fields);
  return {
    parts: entries.flatMap(([, field]) => field.parts),
    async read(given) {
      const values: [string, unknown][] = [];
      // One after the other, so that of several mistakes it is the first that is told.
      for (const [name, field] of entries) values.push([name, await field.read(given)]);
      return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as T;
    },
  };
}

/** A record inside a request that is left out as a whole when none of its parts is given. */
export function group<T extends object>(fields: Fields<T>): Field<T | undefined> {
  const whole = record(fields);
  const isGiven = (given: Given) => whole.parts.some((part) => given.of(part) !== undefined);
  return { parts: whole.parts, read: (given) => (isGiven(given) ? whole.read(given) : undefined) };
}

/** The same field, refused when it is left out. Its help says so. */
export function required<Value>(field: Field<Value | undefined>): Field<Value> {
  const [first] = field.parts;
  for (const part of field.parts) if (part instanceof Option) part.description += ' (required)';
  return {
    parts: field.parts,
    async read(given) {
      const value = await field.read(given);
      if (value !== undefined) return value;
      // The sentence of commander for an option that is mandatory.
      throw usage(`required option '${first instanceof Option ? first.flags : first?.name()}' not specified`);
    },
  };
}

/** Declares a part in commander's own notation: `--name <value>` is an option, `<value>` an argument. */
export function partOf(flags: string, about: string, parse?: (text: string, previous: unknown) => unknown): Part {
  const part = flags.startsWith('-') ? new Option(flags, about) : new Argument(flags, about);
  if (parse === undefined) return part;
  return part instanceof Option ? part.argParser(parse) : part.argParser(parse);
}

function single<Value>(flags: string, about: string, parse: (text: string) => Value): Field<Value | undefined> {
  const part = partOf(flags, about, parse);
  return { parts: [part], read: (given) => given.of(part) as Value | undefined };
}

/** Text as it is. */
export const text = (flags: string, about: string): Field<string | undefined> => single(flags, about, (given) => given);

/** A UUID. */
export const id = (flags: string, about: string): Field<string | undefined> => single(flags, about, uuid);

/** An instant in UTC. */
export const moment = (flags: string, about: string): Field<string | undefined> => single(flags, about, instant);

/** How many of something, from 1. */
export const number = (flags: string, about: string): Field<number | undefined> => single(flags, about, count);

/** Free-form data: a JSON object. */
export const data = (flags: string, about: string): Field<JsonObject | undefined> => single(flags, about, jsonObject);

/** A day of the calendar. */
export function day(flags: string, about: string): Field<string | undefined> {
  return checked(text(flags, about), (given) => dayNamed(flags.split(' ')[0]!, given));
}

/** One of a few words. */
export function choice<const Word extends string>(
  flags: string,
  about: string,
  words: readonly Word[],
): Field<Word | undefined> {
  const part = partOf(flags, about);
  if (part instanceof Option) part.choices(words);
  else part.choices(words);
  return { parts: [part], read: (given) => given.of(part) as Word | undefined };
}

/** Something that is so when it is said. */
export function flag(flags: string, about: string): Field<true | undefined> {
  const part = partOf(flags, about);
  return { parts: [part], read: (given) => (given.of(part) === true ? true : undefined) };
}

/** An option that is given as often as there are values. */
export function several<Value>(
  flags: string,
  about: string,
  parse: (text: string) => Value,
): Field<readonly Value[] | undefined> {
  const part = partOf(flags, about, (given, earlier) => [...((earlier as Value[] | undefined) ?? []), parse(given)]);
  return { parts: [part], read: (given) => given.of(part) as Value[] | undefined };
}

/** The same field, its value read on by what only loads when the command runs. */
export function checked<Value, Final>(
  field: Field<Value | undefined>,
  look: (value: Value) => Promise<Final>,
): Field<Final | undefined> {
  return {
    parts: field.parts,
    async read(given) {
      const value = await field.read(given);
      return value === undefined ? undefined : look(value);
    },
  };
}
