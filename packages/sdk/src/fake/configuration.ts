import { CHART } from '@tallystick/core';
import { type Answered, type Asked, programBodyOf, refusedBy, refuseTerms } from '@tallystick/core/wire';
import { Failed, found } from './failed.ts';
import { pageOf } from './page.ts';
import type { ReadsOf } from './read.ts';
import type { Tenant } from './tenant.ts';

/** The terms under which loans are kept. */
export const programs: ReadsOf<'programs'> = {
  get: (tenant, { params: { program_id: id }, query: { version } }) => {
    const which = version === undefined ? `no program ${id}` : `no version ${version} of a program ${id}`;
    const number = version === undefined ? undefined : Number(version);
    return programBodyOf(found(tenant.programs.version(id, number), 'program_not_found', which));
  },

  list: (tenant, asked) => {
    const page = pageOf('programs.list', asked, tenant.programs.inForce(), (program) => program.program_id);
    return { items: page.rows.map(programBodyOf), ...page.next };
  },
};

/** Puts a program in place. It is told whether it is new, which its status says. */
export function putProgram(tenant: Tenant, { params, body: { name, ...terms } }: Asked<'programs', 'put'>) {
  const refusal = refuseTerms(terms);
  if (refusal !== undefined) throw new Failed(refusedBy(refusal));
  const { program, isNew } = tenant.programs.write(params.program_id, name, terms, tenant.clock.now().toISOString());
  return { body: programBodyOf(program), isNew };
}

/** The chart of accounts. */
export const accounts: ReadsOf<'accounts'> = {
  list: (tenant) => ({
    items: CHART.toSorted((a, b) => a.code - b.code).map((account) => accountBodyOf(tenant, account)),
  }),
};

/** Maps an account to the lender's own general ledger. */
export function mapAccount(tenant: Tenant, { params, body }: Asked<'accounts', 'map'>): Answered<'accounts', 'map'> {
  const { account_code: code } = params;
  const account = CHART.find((one) => String(one.code) === code);
  const known = found(account, 'account_unknown', `no account ${code}`);
  if (body.gl_code === null) tenant.glCodes.delete(code);
  else tenant.glCodes.set(code, body.gl_code);
  return accountBodyOf(tenant, known);
}

function accountBodyOf({ glCodes }: Tenant, { code, role, name, class: kind, normal }: (typeof CHART)[number]) {
  const glCode = glCodes.get(String(code));
  const account = { account_code: String(code), role, name, class: kind, normal_side: normal };
  return glCode === undefined ? account : { ...account, gl_code: glCode };
}
