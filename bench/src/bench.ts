import type { BenchDatabase } from './database.ts';
import type { Reading } from './figure.ts';

/** What every measure of a run works with. */
export interface Bench {
  readonly database: BenchDatabase;
  /** Smaller books and shorter rounds. */
  readonly quick: boolean;
  /** The number of rounds asked for, else the measure's own. */
  rounds(own: number): number;
  /** Undefined when this machine has no pgbench: the measures that need it are skipped and say so. */
  readonly pgbench: string | undefined;
  /** Payments a second that P1 reached in this run; measures that load the server in proportion to it need it. */
  peak: number | undefined;
  /** Tells whoever watches what is going on. */
  say(line: string): void;
}

/** Takes one or more lines of the table. */
export interface Measure {
  /** The ids of its lines: the first names the measure. */
  readonly ids: readonly string[];
  /** Whether its baseline is pgbench. */
  readonly pgbench?: true;
  take(bench: Bench): Promise<readonly Reading[]>;
}
