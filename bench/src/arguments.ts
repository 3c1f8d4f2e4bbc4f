import { parseArgs } from 'node:util';

/** What a run of the bench was asked for. */
export interface Arguments {
  /** The measures to take, by id; all of them when it is empty. */
  readonly only: readonly string[];
  /** Smaller books and shorter rounds: to see whether it works, not to quote. */
  readonly quick: boolean;
  /** A superuser's URL of the PostgreSQL to measure on; undefined for the embedded one. */
  readonly database: string | undefined;
  /** Where the figures are written as JSON. */
  readonly json: string | undefined;
  /** How often each side of a ratio is measured; undefined for the measure's own number. */
  readonly rounds: number | undefined;
}

export const USAGE = `npm run bench -- [--only P1,P3] [--quick] [--rounds 5] [--database URL] [--json FILE]

Takes each measure beside its baseline and prints one table. Without --database (or DATABASE_URL) it measures on the
embedded PostgreSQL, in a directory of its own that is removed at the end. A given server gets a database of its own,
which is dropped again; the login must be a superuser.`;

/** Reads the command line. @throws TypeError for an option that is not one. */
export function readArguments(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Arguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', default: '' },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      database: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds >= 1 && rounds <= 50)) {
    throw new TypeError('--rounds is a whole number from 1 to 50');
  }
  const ids = values.only.split(',').map((id) => id.trim().toUpperCase());
  return {
    only: ids.filter((id) => id !== ''),
    quick: values.quick,
    database: values.database ?? (env.DATABASE_URL || undefined),
    json: values.json,
    rounds,
  };
}
