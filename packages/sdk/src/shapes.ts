/** The requests and answers of the ledger by name, derived from its contract. */
export type * from './book-shapes.ts';
export type * from './loan-shapes.ts';
export type * from './money-shapes.ts';
