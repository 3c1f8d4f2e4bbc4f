/**
 * The rules of a loan ledger as functions: money, calendar, postings, and `decide`, which says what a command books.
 * Nothing here reads a clock, a file or a socket.
 */
export * from './calendar/date.ts';
export * from './calendar/day-count.ts';
export * from './interest/daily-interest.ts';
export * from './ledger/account.ts';
export * from './ledger/entry.ts';
export * from './ledger/identity.ts';
export * from './ledger/lines.ts';
export * from './ledger/posting.ts';
export * from './loan/accrual.ts';
export * from './loan/adjusting-lines.ts';
export * from './loan/adjustment.ts';
export * from './loan/allocation.ts';
export * from './loan/apply.ts';
export * from './loan/book.ts';
export * from './loan/bucket.ts';
export * from './loan/decide.ts';
export * from './loan/dependents.ts';
export * from './loan/disbursement.ts';
export * from './loan/draft.ts';
export * from './loan/fee.ts';
export * from './loan/fee-account.ts';
export * from './loan/history.ts';
export * from './loan/loan.ts';
export * from './loan/mirror.ts';
export * from './loan/money-received.ts';
export * from './loan/needs.ts';
export * from './loan/opening.ts';
export * from './loan/payment.ts';
export * from './loan/period.ts';
export * from './loan/program.ts';
export * from './loan/recover.ts';
export * from './loan/refinance.ts';
export * from './loan/refusal.ts';
export * from './loan/reversal.ts';
export * from './loan/settlement.ts';
export * from './loan/source-method.ts';
export * from './loan/stale-accruals.ts';
export * from './money/currency.ts';
export * from './money/decimal.ts';
export * from './money/minor.ts';
export * from './money/rounding.ts';
