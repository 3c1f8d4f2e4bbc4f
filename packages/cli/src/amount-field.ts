import { Option } from 'commander';
import { digits } from './arguments.ts';
import { usage } from './failure.ts';
import type { Field, Given } from './field.ts';

/**
 * An amount, as `--amount 888.49` in major units of the command's currency, or as `--amount-minor 88849`. The second is
 * not among the options that help lists: a note under them says it once for all amounts.
 */
export function amount(flag: `--${string}`, about: string): Field<bigint | undefined> {
  const minor = new Option(`${flag}-minor <digits>`, about).argParser(digits).hideHelp();
  const major = new Option(`${flag} <amount>`, about).conflicts(minor.attributeName());
  return {
    parts: [major, minor],
    read(given) {
      const inMajor = given.of(major) as string | undefined;
      return inMajor === undefined ? (given.of(minor) as bigint | undefined) : inMinor(flag, inMajor, given);
    },
  };
}

/** The same, zero when it is left out: a part of a sum whose other parts are given. */
export function part(flag: `--${string}`, about: string): Field<bigint> {
  const optional = amount(flag, about);
  return { parts: optional.parts, read: async (given) => (await optional.read(given)) ?? 0n };
}

/**
 * Reads an amount in major units, by the currency that the command is about.
 *
 * @throws Failure when it is no amount, or finer than the currency.
 */
export async function inMinor(name: string, inMajor: string, given: Given): Promise<bigint> {
  const currency = await given.currency();
  const { toMinor } = await import('@tallystick/core');
  try {
    return toMinor(inMajor, currency);
  } catch (error) {
    if (error instanceof RangeError) throw usage(`${name}: ${error.message}`);
    throw error;
  }
}
