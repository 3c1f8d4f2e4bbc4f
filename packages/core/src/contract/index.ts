/** The API as data: every operation, its shapes, its scope and its problems. Server, SDK and documents derive from it. */
import { accruals } from './accruals.ts';
import { disbursements } from './disbursements.ts';
import { fees } from './fees.ts';
import { health } from './health.ts';
import { loans } from './loans.ts';
import { payments } from './payments.ts';

/** Every operation, by noun and verb. */
export const contract = { health, disbursements, payments, fees, accruals, loans };

/** The type of the contract. */
export type Contract = typeof contract;

export { AccrualItem, MOST_ACCRUALS } from './accruals.ts';
export { BATCH_BODY_LIMIT, BODY_LIMIT, type OperationMeta } from './operation.ts';
export * from './problem.ts';
export * from './scopes.ts';
export * from './wire.ts';
