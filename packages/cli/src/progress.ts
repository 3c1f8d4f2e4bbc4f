import type { Terminal } from './terminal.ts';

/** Milliseconds before a command that takes long says how far it is, and between two times that it says so. */
const [PATIENCE, PAUSE] = [1_000, 200];

/** How far a command is, told on a terminal to whoever waits. */
export interface Progress {
  /** How many were done. */
  readonly count: number;
  /** One more is done; `part` is how much of the whole that makes, from 0 to 1, where the whole is known. */
  readonly step: (part?: number) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** Begins to count. What is counted is named in the plural, as `rows`. */
export function progressOf(
  terminal: Pick<Terminal, 'status'>,
  what: string,
  now: () => number = () => performance.now(),
): Progress {
  const begun = now();
  let [count, told] = [0, begun + PATIENCE - PAUSE];
  return {
    get count() {
      return count;
    },
    step(part) {
      count += 1;
      const at = now();
      if (at - told < PAUSE) return;
      told = at;
      terminal.status(progressLine(what, count, (at - begun) / 1_000, part));
    },
    end: () => terminal.status(''),
  };
}

/** `12345 lines  1200/s  40 %  0:15 to go`. */
export function progressLine(what: string, count: number, seconds: number, part?: number): string {
  const rate = `${Math.round(count / seconds)}/s`;
  if (part === undefined || part <= 0) return `${count} ${what}  ${rate}`;
  const left = Math.ceil((seconds / part) * (1 - part));
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  return `${count} ${what}  ${rate}  ${Math.floor(part * 100)} %  ${clock} to go`;
}
