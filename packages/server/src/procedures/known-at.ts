import type { Context } from './context.ts';
import { problemError } from './problem.ts';

/** An RFC 3339 instant may be in the year 0, which neither PostgreSQL nor our calendar has. */
export function refuseYearZero(context: Context, instant: string | undefined, parameter = 'known_at'): void {
  if (instant === undefined || !instant.startsWith('0000-')) return;
  const pointer = `/query/${parameter}`;
  const detail = `${pointer} must be in the year 1 or later`;
  throw problemError(context, 'validation_failed', detail, [{ pointer, code: 'custom', detail }]);
}
