import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type {
  AccrualBatch,
  Disbursement,
  Ledger,
  PaymentRequest,
  Posted,
  ProblemCode,
  ProblemError,
} from '../../src/index.ts';

/** A ledger with the books of one fresh lender, whatever is behind it: a server, or a fake. */
export interface Bench {
  readonly ledger: Ledger;
  /** The same books in the name of somebody else. */
  readonly second: Ledger;
  readonly defaultProgramId: string;
}

/** One thing that every ledger does. */
export interface Behaviour {
  readonly name: string;
  run(bench: Bench): Promise<void>;
}

/** A key that no request has used. */
export const key = () => ({ idempotencyKey: `case:${randomUUID()}` });

/** Whose money it is, as requests name it. */
export interface Owner {
  readonly loan_id: string;
  readonly borrower_id: string;
  readonly currency: 'USD';
}

let borrowers = 0;

/** Somebody who has borrowed nothing yet. Ids count up, so that two runs sort alike. */
export function borrower(): Owner {
  const tail = String(++borrowers).padStart(12, '0');
  return {
    loan_id: `10000000-0000-4000-8000-${tail}`,
    borrower_id: `b0000000-0000-4000-8000-${tail}`,
    currency: 'USD',
  };
}

/** A loan of 1,000,000 by a wire of 2026-04-01, with 10,000 of interest for 2026-04-30 and a fee of 500 where asked. */
export async function lend(
  { ledger, defaultProgramId }: Bench,
  { owing = false, programId = defaultProgramId } = {},
): Promise<{ owner: Owner; draw: Posted<Disbursement> }> {
  const owner = borrower();
  const terms = { effective_at: '2026-04-01', method: 'wire', program_id: programId } as const;
  const draw = await ledger.disbursements.create({ ...owner, amount_minor: 1_000_000n, ...terms }, key());
  if (!owing) return { owner, draw };
  await accrue(ledger, programId, '2026-04-30', [[owner, '10000']]);
  const fee = { ...owner, amount_minor: 500n, effective_at: '2026-04-30', fee_type: 'servicing' } as const;
  await ledger.fees.assess(fee, key());
  return { owner, draw };
}

/** Accrues one day of loans whose principal is 1,000,000. */
export const accrue = (
  ledger: Ledger,
  programId: string,
  date: string,
  items: readonly (readonly [owner: Owner, interest: string])[],
  onDuplicate: 'reject' | 'skip' = 'reject',
): Promise<Posted<AccrualBatch>> =>
  ledger.accruals.postBatch(
    {
      program_id: programId,
      accrual_date: date,
      day_count_convention: 'ACT_365',
      on_duplicate: onDuplicate,
      loans: items.map(([{ loan_id }, interest_minor]) => ({
        loan_id,
        outstanding_principal_minor: 1_000_000n,
        interest_minor,
      })),
    },
    key(),
  );

/** A payment by wire on 2026-05-01. */
export const payment = (owner: Owner, amount: bigint, fields: Partial<PaymentRequest> = {}): PaymentRequest => ({
  ...owner,
  amount_minor: amount,
  effective_at: '2026-05-01',
  source_method: 'wire',
  ...fields,
});

/** The problem that a call ends in. */
export async function problemOf(call: Promise<unknown>): Promise<ProblemError> {
  const ended: unknown = await call.then(
    () => 'it was answered',
    (error: unknown) => error,
  );
  expect(ended).toBeInstanceOf(Error);
  return ended as ProblemError;
}

/** Expects a call to be refused by a code, and under which status. */
export async function refused(call: Promise<unknown>, code: ProblemCode, status: number): Promise<ProblemError> {
  const problem = await problemOf(call);
  expect([problem.code, problem.status], problem.message).toEqual([code, status]);
  return problem;
}

/** What a loan owes and holds: principal, interest, fees, suspense. */
export async function owes(ledger: Ledger, { loan_id }: Owner, asOf?: string): Promise<readonly string[]> {
  const balance = await ledger.loans.balance(loan_id, { asOf });
  return [
    balance.principal_outstanding_minor,
    balance.interest_receivable_minor,
    balance.fees_receivable_minor,
    balance.suspense_minor,
  ];
}
