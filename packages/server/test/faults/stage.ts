import { randomUUID } from 'node:crypto';
import type { Connections } from '../../src/index.ts';
import { createClient, createTenant, openConnections, SYSTEM, starterSet, verifyBooks } from '../../src/index.ts';
import { type Answer, type Lender, lenderOf } from '../harness/server.ts';

/** The day on which the loans of these tests are drawn. */
export const DRAWN = '2025-05-01';

/** A lender's credentials, which are good at every server of its database. */
export interface Credentials {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Opens a tenant with a client that has every scope. */
export async function openLender(connections: Connections): Promise<Credentials> {
  const { tenantId } = await createTenant(connections.operator, { ...starterSet(), name: 'A lender' }, SYSTEM);
  const { clientId, clientSecret } = await createClient(connections.operator, { tenantId }, SYSTEM);
  return { tenantId, clientId, clientSecret };
}

/** The lender at one server. */
export const at = (url: string, { tenantId, clientId, clientSecret }: Credentials): Promise<Lender> =>
  lenderOf(url, tenantId, clientId, clientSecret);

/** A loan of a test. */
export interface TestLoan {
  readonly loan_id: string;
  readonly borrower_id: string;
  readonly currency: string;
}

export const newLoan = (): TestLoan => ({ loan_id: randomUUID(), borrower_id: randomUUID(), currency: 'USD' });

/** The body of a draw of a loan. */
export const draw = (loan: TestLoan, amount: number) => ({
  ...loan,
  amount_minor: String(amount),
  effective_at: DRAWN,
  method: 'internal_transfer',
});

/** The body of a payment to a loan. */
export const payment = (loan: TestLoan, amount: number, more: object = {}) => ({
  ...loan,
  amount_minor: String(amount),
  effective_at: '2025-05-02',
  source_method: 'wire',
  ...more,
});

/** Draws loans and answers them; the draw of the nth is keyed by its id. */
export async function drawLoans(lender: Lender, count: number, amount: number): Promise<TestLoan[]> {
  const loans = Array.from({ length: count }, newLoan);
  const answers = await Promise.all(
    loans.map((loan) => lender.post('/disbursements', draw(loan, amount), `draw:${loan.loan_id}`)),
  );
  const failed = answers.find(({ status }) => status !== 201);
  if (failed !== undefined) throw new Error(`a draw was answered ${failed.status} ${failed.text}`);
  return loans;
}

/** Counts answers by status: `{ 201: 1, 200: 49 }`. */
export function byStatus(answers: readonly Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Everything that `verify` finds wrong with the books of a database. */
export async function findings(databaseUrl: string): Promise<readonly object[]> {
  const connections = openConnections(databaseUrl);
  try {
    return (await verifyBooks(connections.operatorSql)).findings;
  } finally {
    await connections.end();
  }
}
