import { createHash } from 'node:crypto';

/** The ids of one life: the same life in another run has other tenants, and the same loans. */
export interface Names {
  id(loan: string): string;
  /** Loan, borrower and currency, as requests about a loan carry them. */
  of(loan: string): Readonly<Record<'loan_id' | 'borrower_id' | 'currency', string>>;
}

/** All loans of a life are one borrower's, so that one can refinance another. */
export const namesIn = (life: string): Names => {
  const id = (name: string) => uuidOf(`${life}/${name}`);
  return { id, of: (loan) => ({ loan_id: id(loan), borrower_id: id('borrower'), currency: 'USD' }) };
};

const uuidOf = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
