import { isDeepStrictEqual } from 'node:util';
import { type ProgramVersion, type Terms, termsOf } from '@tallystick/core/wire';
import { configuring } from './configure.ts';
import type { Pool } from './pool.ts';
import { reading, type Tx } from './transaction.ts';

/** A program of the list, and when its first version was written: the list's order. */
export interface ListedProgram extends ProgramVersion {
  readonly first_created_at: string;
}

/** The terms that a lender wants a program to have, and who asked for it, when. */
export interface WantedTerms {
  readonly programId: string;
  readonly name: string;
  readonly terms: Terms;
  readonly actor: string;
  readonly at: string;
}

/**
 * Writes the terms of a program as its next version, or leaves it as it is when they and the name are those of the last.
 *
 * Laws: versions count from 1 without a gap and never change; two calls at once leave one version or two, and each is
 * answered with a version that holds what it wanted. The next decision follows the new version: decisions read
 * programs under their own transaction.
 *
 * @returns the version in force, and whether the program is new by it.
 */
export function putProgram(
  writer: Pool,
  tenantId: string,
  wanted: WantedTerms,
): Promise<{ readonly program: ProgramVersion; readonly isNew: boolean }> {
  const { programId, name, terms, actor, at } = wanted;
  return configuring(writer, `${tenantId} program ${programId}`, async (tx) => {
    const [last] = await readVersion(tx, tenantId, programId);
    if (last !== undefined && last.name === name && isDeepStrictEqual(termsOf(last), terms)) {
      return { program: last, isNew: false };
    }
    const [program] = await tx<ProgramVersion[]>`
      insert into programs (tenant_id, program_id, version, name, configuration, created_at, actor)
      values (${tenantId}, ${programId}, ${(last?.version ?? 0) + 1}, ${name}, ${JSON.stringify(terms)}::jsonb, ${at}::timestamptz, ${actor})
      returning program_id, version, name, configuration, created_at,
        program_id = (select default_program_id from tenants where tenant_id = ${tenantId}) as is_default`;
    return { program: program!, isNew: last === undefined };
  });
}

/** Reads a version of a program, the last one unless another is asked for. */
export async function getProgram(
  reader: Pool,
  tenantId: string,
  programId: string,
  version?: number,
): Promise<ProgramVersion | undefined> {
  const [[program]] = await reading(reader, tenantId, (tx) => [readVersion(tx, tenantId, programId, version)]);
  return program;
}

const LAST = 2_147_483_647;

function readVersion(tx: Tx, tenantId: string, programId: string, version?: number) {
  return tx<ProgramVersion[]>`
    select p.program_id, p.version, p.name, p.configuration, p.created_at, p.program_id = t.default_program_id as is_default
    from programs p join tenants t on t.tenant_id = p.tenant_id
    where p.tenant_id = ${tenantId} and p.program_id = ${programId} and p.version between ${version ?? 1} and ${version ?? LAST}
    order by p.version desc limit 1`;
}

/** Where a page of programs begins: after the program of this id, whose first version was written then. */
export interface AfterProgram {
  readonly firstCreatedAt: string;
  readonly programId: string;
}

/** Reads the last versions of up to `most` programs, oldest program first, after the one that is named. */
export async function listPrograms(
  reader: Pool,
  tenantId: string,
  after: AfterProgram | undefined,
  most: number,
): Promise<readonly ListedProgram[]> {
  const [rows] = await reading(reader, tenantId, (tx) => [
    tx<ListedProgram[]>`
      select p.program_id, p.version, p.name, p.configuration, p.created_at, f.created_at as first_created_at,
        p.program_id = t.default_program_id as is_default
      from programs f join tenants t on t.tenant_id = f.tenant_id
      cross join lateral (
        select * from programs l where l.tenant_id = ${tenantId} and l.program_id = f.program_id
        order by l.version desc limit 1) p
      where f.tenant_id = ${tenantId} and f.version = 1
        and (f.created_at, f.program_id) > (${after?.firstCreatedAt ?? '-infinity'}, ${after?.programId ?? NO_PROGRAM})
      order by f.created_at, f.program_id limit ${most}`,
  ]);
  return rows;
}

const NO_PROGRAM = '00000000-0000-0000-0000-000000000000';
