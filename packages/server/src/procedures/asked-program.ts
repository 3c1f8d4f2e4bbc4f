import type { Tx } from '../store/transaction.ts';
import type { Context } from './context.ts';
import { problemError } from './problem.ts';

interface ProgramZone {
  readonly time_zone: string;
}

/** Looks for the program that a read is narrowed to, or for the tenant's default one. No row: there is none. */
export const findProgram = (tx: Tx, tenantId: string, programId: string | undefined) => tx<ProgramZone[]>`
  select coalesce(configuration->>'time_zone', 'UTC') as time_zone from programs
  where tenant_id = ${tenantId} and program_id = coalesce(${programId ?? null}::uuid, (
    select default_program_id from tenants where tenant_id = ${tenantId}))
  order by version desc limit 1`;

/**
 * The business date of the program that was found, now or at an instant.
 *
 * @throws program_not_found
 */
export function businessDate(
  context: Context,
  programId: string | undefined,
  found: readonly ProgramZone[],
  at?: string | undefined,
): string {
  const [program] = found;
  if (program === undefined) {
    throw problemError(context, 'program_not_found', `no program ${programId ?? 'of this tenant'}`);
  }
  return context.services.today(program.time_zone, at === undefined ? undefined : new Date(at));
}
