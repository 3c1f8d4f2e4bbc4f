import { CHART, DEFAULT_TERMS } from '@tallystick/core';
import { ALL_SCOPES, DEFAULT_PROGRAM_TERMS } from '@tallystick/core/contract';
import { AccessError } from './access/access-error.ts';
import { createClient } from './access/clients.ts';
import { SYSTEM } from './access/sources.ts';
import { createTenant, type NewTenant } from './access/tenants.ts';
import { OPERATIONS } from './http/operations.ts';
import type { Services } from './procedures/context.ts';
import type { Operator } from './store/connections.ts';

/** The tenant, client and loan of the quickstart. The client works from this machine only. */
export const DEMO = {
  tenantId: '01980000-0000-7000-8000-0000000000de',
  clientId: 'demo',
  clientSecret: 'demo-secret',
  loanId: '11111111-1111-1111-1111-111111111111',
  borrowerId: '22222222-2222-2222-2222-222222222222',
} as const;

/** What every tenant starts with: the default chart and the default program. */
export const starterSet = (): Pick<NewTenant, 'chart' | 'program'> => ({
  chart: CHART,
  program: { name: DEFAULT_TERMS.name, configuration: DEFAULT_PROGRAM_TERMS },
});

/**
 * Opens the demo tenant with the quickstart's loan: principal 1,000,000, interest 10,000 and fees 500. Whatever of it
 * is there already stays as it is: each step has its own key, so opening it again books nothing.
 */
export async function openDemo(operator: Operator, services: Services): Promise<void> {
  await unlessThere(
    'tenant_exists',
    createTenant(operator, { ...starterSet(), name: 'Demo lender', tenantId: DEMO.tenantId }, SYSTEM),
  );
  await unlessThere(
    'client_exists',
    createClient(
      operator,
      { tenantId: DEMO.tenantId, clientId: DEMO.clientId, secret: DEMO.clientSecret, loopbackOnly: true },
      SYSTEM,
    ),
  );
  const loan = { loan_id: DEMO.loanId, borrower_id: DEMO.borrowerId, currency: 'USD' };
  const draw = {
    ...loan,
    amount_minor: '1000000',
    effective_at: '2026-04-01',
    method: 'wire',
    destination_ref: 'demo account',
  };
  const booked = await post(services, 'disbursements.create', 'demo:disbursement:1', draw);
  const id = (booked as { disbursement_event_id: string }).disbursement_event_id;
  await post(services, 'disbursements.settle', 'demo:settlement:1', { effective_at: '2026-04-02' }, { id });
  await post(services, 'accruals.postBatch', 'demo:accrual:2026-04-30', {
    program_id: DEMO.tenantId,
    accrual_date: '2026-04-30',
    day_count_convention: 'ACT_365',
    loans: [{ loan_id: DEMO.loanId, outstanding_principal_minor: '1000000', interest_minor: '10000' }],
  });
  const fee = { ...loan, amount_minor: '500', effective_at: '2026-04-30', fee_type: 'servicing' };
  await post(services, 'fees.assess', 'demo:fee:1', fee);
}

async function unlessThere(code: string, made: Promise<unknown>): Promise<void> {
  try {
    await made;
  } catch (error) {
    if (!(error instanceof AccessError) || error.code !== code) throw error;
  }
}

/** Posts through the same operation as a caller of the API would. */
async function post(
  services: Services,
  name: string,
  key: string,
  body: object,
  params: object = {},
): Promise<unknown> {
  const operation = OPERATIONS.find((candidate) => candidate.name === name)!;
  const principal = { tenantId: DEMO.tenantId, scopes: new Set(ALL_SCOPES), actor: 'demo' };
  const context = { services, principal, instance: '/demo', traceId: '0'.repeat(32) };
  const { body: answer } = await operation.call({ headers: { 'idempotency-key': key }, params, body }, context);
  return answer;
}
