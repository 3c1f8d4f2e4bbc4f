import { readFile } from 'node:fs/promises';
import type { Carry } from '@tallystick/core';
import { codeIn, usage } from './failure.ts';
import { writeWhole } from './whole-file.ts';

/**
 * What rounding left over, loan by loan, from one accrual date to the next. The ledger keeps none, and it cannot be
 * derived from what was posted when rates change, so it is kept in a file beside it.
 *
 * The file is written before the interest is posted, with the carry before and after the date. Which of the two holds is
 * the ledger's to say, by the last date that has an accrual, so a crash between file and posting loses nothing.
 */
export interface Carries {
  readonly program_id: string;
  readonly loans: Readonly<Record<string, CarriedLoan>>;
}

/** The last date that was computed for a loan, and what was carried into it and out of it, as `numerator/denominator`. */
export interface CarriedLoan {
  readonly date: string;
  readonly before: string;
  readonly after: string;
}

/** What a loan carries into a date on which it has no accrual. */
export type CarryInto = (loan: { readonly loan_id: string; readonly last_accrual_date?: string | undefined }) => Carry;

const NONE: Carry = { numerator: 0n, denominator: 1n };

/**
 * Reads what each loan carries into a date. What was computed holds once its own date has an accrual; until then what
 * was carried before it does.
 *
 * @throws Failure, as it is asked for a loan whose carry is of a later date: the days have to be accrued in order.
 */
export function carryInto({ loans }: Carries, date: string): CarryInto {
  return ({ loan_id: id, last_accrual_date: last = '' }) => {
    const carried = loans[id];
    if (carried === undefined) return NONE;
    if (carried.date > date) {
      throw usage(
        `The carry of loan ${id} is already that of ${carried.date}, past ${date}. Book this date by \`tally accrue post\`, or run it without --carry.`,
      );
    }
    return readCarry(carried.date <= last ? carried.after : carried.before);
  };
}

/**
 * The carries in a file; none yet where the file does not exist.
 *
 * @throws Failure when it holds something else, or the carries of another program.
 */
export async function readCarries(file: string, programId: string): Promise<Carries> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeIn(error) === 'ENOENT') return undefined;
    throw usage(`${file} cannot be read (${codeIn(error)}).`);
  });
  if (text === undefined) return { program_id: programId, loans: {} };
  const carries = parsed(text);
  if (carries === undefined) throw usage(`${file} holds no carries: name the file that an earlier run wrote.`);
  if (carries.program_id === programId) return carries;
  throw usage(`${file} holds the carries of program ${carries.program_id}.`);
}

/** Puts new carries beside those that are there, the whole file at once or not at all. */
export function writeCarries(file: string, before: Carries, changed: Carries['loans']): Promise<void> {
  return writeWhole(file, `${JSON.stringify({ ...before, loans: { ...before.loans, ...changed } })}\n`);
}

/** A carry as the file has it. */
export const writtenCarry = ({ numerator, denominator }: Carry): string => `${numerator}/${denominator}`;

const CARRY = /^-?[0-9]{1,100}\/[1-9][0-9]{0,99}$/;

function readCarry(text: string): Carry {
  const [numerator = '', denominator = ''] = text.split('/');
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
}

function parsed(text: string): Carries | undefined {
  try {
    const { program_id: programId, loans } = JSON.parse(text) as Carries;
    const isCarried = (one: CarriedLoan) =>
      /^\d{4}-\d\d-\d\d$/.test(one.date) && CARRY.test(one.before) && CARRY.test(one.after);
    if (typeof programId === 'string' && Object.values(loans).every(isCarried)) return { program_id: programId, loans };
  } catch {
    // Said by the caller, in the same words.
  }
  return undefined;
}
