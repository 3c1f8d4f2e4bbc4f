import { yearZero } from '@tallystick/core/wire';
import type { Context } from './context.ts';
import { failingAs } from './problem.ts';

/** @throws validation_failed for an instant in the year 0. */
export function refuseYearZero(context: Context, instant: string | undefined, parameter = 'known_at'): void {
  const failing = yearZero(instant, parameter);
  if (failing !== undefined) throw failingAs(context, failing);
}
