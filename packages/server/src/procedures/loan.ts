import { loanBodyOf } from '@tallystick/core/wire';
import { api } from './implement.ts';
import { problemError } from './problem.ts';

/** What a loan is, read off its row: whose, under which program, and where it stands in its life. */
export const loan = api.loans.get.handler(async ({ input: { params }, context }) => {
  const found = await context.services.loans.look(context.principal!.tenantId, params.loan_id);
  if (found === undefined) throw problemError(context, 'loan_not_found', `no loan ${params.loan_id}`);
  return { status: 200 as const, body: loanBodyOf(found.loan) };
});
