import { median } from './statistics.ts';

/** One side of a measure: what was read in each round, in one unit. */
export interface Series {
  readonly unit: string;
  readonly rounds: readonly number[];
}

/** What a figure must reach: its ratio, or our side alone where there is nothing to divide by. */
export interface Target {
  readonly of: 'ratio' | 'ours';
  readonly bound: 'least' | 'most';
  readonly value: number;
}

/** A line of the table. */
export interface Figure {
  /** `P1`, or `P1b` for a second line of it. */
  readonly id: string;
  readonly measure: string;
  readonly ours: Series;
  readonly baseline?: Series & { readonly name: string };
  /** Ours over the baseline of the same round. */
  readonly ratios?: readonly number[];
  readonly target?: Target;
  readonly met?: boolean;
  /** What a reader must know to understand the figure: what it cost, what was left out. */
  readonly notes: readonly string[];
}

/** What a measure hands over; ratios and judgement are worked out here. */
export interface Reading {
  readonly id: string;
  readonly measure: string;
  readonly ours: Series;
  readonly baseline?: Series & { readonly name: string };
  readonly target?: Target;
  readonly notes?: readonly string[];
}

/** Divides round by round, so that what disturbs the machine for a while disturbs both sides, and judges the median. */
export function figureOf(reading: Reading): Figure {
  const { baseline, ours, target, notes = [] } = reading;
  const ratios =
    baseline !== undefined && baseline.rounds.length === ours.rounds.length
      ? ours.rounds.map((value, round) => value / baseline.rounds[round]!)
      : undefined;
  const judged = target?.of === 'ratio' ? ratios : ours.rounds;
  return {
    ...reading,
    notes,
    ...(ratios === undefined ? {} : { ratios }),
    ...(target === undefined || judged === undefined ? {} : { met: meets(median(judged), target) }),
  };
}

function meets(value: number, { bound, value: limit }: Target): boolean {
  return bound === 'least' ? value >= limit : value <= limit;
}

/** A figure that could not be taken, and why. */
export interface Skipped {
  readonly id: string;
  readonly why: string;
}
