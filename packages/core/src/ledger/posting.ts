import type { Minor } from '../money/minor.ts';
import { ACCOUNTS, type AccountCode, type AccountRole } from './account.ts';
import type { BorrowerId, EventId, LoanId } from './identity.ts';

/**
 * The layer of an amount: SETTLED is final, PENDING is authorised and may still vanish, ENCUMBRANCE is planned. Each
 * layer balances by itself; a loan's balance is read from SETTLED.
 */
export type Layer = 'SETTLED' | 'PENDING' | 'ENCUMBRANCE';

/**
 * One movement of money from the credited account to the debited one.
 *
 * It is a pair, so it cannot be out of balance, and neither can an entry, a loan's slice of an entry, or a whole book.
 * Laws: `amount` is above zero and at most `MAX_MINOR`; the two accounts differ; a posting has at most one loan, and
 * both of its lines show it.
 */
export interface Posting {
  readonly debit: AccountCode;
  readonly credit: AccountCode;
  readonly amount: Minor;
  readonly layer: Layer;
  readonly loanId?: LoanId;
  readonly borrowerId?: BorrowerId;
  /** The place of this posting's entry in the history of its loan, from 1. Kept under the lock of the loan, so it is exact. */
  readonly loanOrdinal?: number;
  /** The name that a bank or processor gave the movement, as received. */
  readonly externalRef?: string;
  /** Whose money in suspense it moves: the event by which it came in. Absent where the entry's correlation says it. */
  readonly source?: EventId;
}

/** Whose posting it is. Every posting of a loan carries the borrower as well, so that a line can be read alone. */
export interface PostingOwner {
  /** How many entries the loan has had: the next one is numbered one more. */
  readonly entryCount: number;
  readonly id: LoanId;
  readonly borrowerId: BorrowerId;
}

/** Debits one role and credits another with an amount of a loan's money, or of nobody's yet, in the SETTLED layer. */
export function post(
  loan: PostingOwner | undefined,
  debit: AccountRole,
  credit: AccountRole,
  amount: Minor,
  externalRef?: string,
): Posting {
  const pair = { debit: ACCOUNTS[debit].code, credit: ACCOUNTS[credit].code, amount, layer: 'SETTLED' } as const;
  const posting = ownedPair(pair, loan);
  return externalRef === undefined ? posting : { ...posting, externalRef };
}

/** A posting of any two accounts in any layer, of a loan's money or of nobody's. */
export function ownedPair(
  pair: Pick<Posting, 'debit' | 'credit' | 'amount' | 'layer'>,
  loan: PostingOwner | undefined,
): Posting {
  if (loan === undefined) return pair;
  return { ...pair, loanId: loan.id, borrowerId: loan.borrowerId, loanOrdinal: loan.entryCount + 1 };
}

/** The posting that takes one back: the same amount the other way, with the same owner and source. */
export function mirrored(posting: Posting, loan: PostingOwner | undefined): Posting {
  const { loanOrdinal: _original, debit, credit, ...rest } = posting;
  const undone = { ...rest, debit: credit, credit: debit };
  return loan === undefined ? undone : { ...undone, loanOrdinal: loan.entryCount + 1 };
}
