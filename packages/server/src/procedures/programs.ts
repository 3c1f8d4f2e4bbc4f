import { programBodyOf, refusedBy, refuseTerms } from '@tallystick/core/wire';
import { getProgram, listPrograms, putProgram } from '../store/programs.ts';
import { api } from './implement.ts';
import { beginningOf, pageOf } from './page.ts';
import { failingAs, problemError } from './problem.ts';

const put = api.programs.put.handler(async ({ input: { params, body }, context }) => {
  const { tenantId, actor } = context.principal!;
  const { name, ...terms } = body;
  const refusal = refuseTerms(terms);
  if (refusal !== undefined) throw failingAs(context, refusedBy(refusal));
  const wanted = { programId: params.program_id, name, terms, actor, at: context.services.now().toISOString() };
  const { program, isNew } = await putProgram(context.services.writer, tenantId, wanted);
  return { status: isNew ? (201 as const) : (200 as const), body: programBodyOf(program) };
});

const get = api.programs.get.handler(async ({ input: { params, query }, context }) => {
  const { program_id: id } = params;
  const version = query.version === undefined ? undefined : Number(query.version);
  const program = await getProgram(context.services.reader, context.principal!.tenantId, id, version);
  if (program === undefined) {
    const which = version === undefined ? `no program ${id}` : `no version ${version} of a program ${id}`;
    throw problemError(context, 'program_not_found', which);
  }
  return { status: 200 as const, body: programBodyOf(program) };
});

const list = api.programs.list.handler(async ({ input: { query }, context }) => {
  const { tenantId } = context.principal!;
  const asked = JSON.stringify([tenantId, 'programs']);
  const [firstCreatedAt, programId] = beginningOf(context, asked, query.page_token)?.split(' ') ?? [];
  const after = firstCreatedAt === undefined || programId === undefined ? undefined : { firstCreatedAt, programId };
  const found = await listPrograms(context.services.reader, tenantId, after, query.page_size + 1);
  const { rows, next } = pageOf(context, asked, found, query.page_size, (last) =>
    [last.first_created_at, last.program_id].join(' '),
  );
  return { status: 200 as const, body: { items: rows.map(programBodyOf), ...next } };
});

/** The terms under which loans are kept. */
export const programs = { put, get, list };
