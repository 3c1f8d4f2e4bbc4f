/**
 * Where the wire and the ledger meet, for whoever keeps books behind the contract: requests become commands here, and
 * what was booked or read becomes the bodies of answers and problems. Nothing here reads a clock, a row or a socket.
 */
export {
  type Act,
  type Answered,
  type Asked,
  type AskedPost,
  isRehearsal,
  type Noun,
  recordOf,
  rehearsed,
  requestOf,
  type VerbOf,
} from './act.ts';
export { acts } from './acts.ts';
export { instructionOf } from './allocation.ts';
export { type AdjustmentRequest, adjustmentBodyOf, adjustOf } from './corrections.ts';
export * from './general-ledger.ts';
export * from './journal.ts';
export * from './loan.ts';
export { type PeriodTotal, periodTotalOf } from './periods.ts';
export * from './problem.ts';
export * from './program-terms.ts';
