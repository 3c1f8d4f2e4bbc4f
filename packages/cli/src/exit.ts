/** How `tally` ends, for scripts: what each exit code means. Scripts rely on the numbers, so they never change. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  auth: 4,
  refused: 5,
  findings: 6,
  outcomeUnknown: 7,
  /** `EX_CONFIG` of sysexits.h: a supervisor need not try again before somebody has changed something. */
  configuration: 78,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The codes as `tally --help` prints them. */
export const EXIT_CODES = `
Exit codes:
  0  done             3  not found     6   findings
  1  failed           4  not allowed   7   outcome unknown: send it again
  2  wrong arguments  5  refused       78  wrong configuration`;
