import type { AccountRole } from '../../ledger/account.ts';
import type { EventId } from '../../ledger/identity.ts';
import { type Posting, post } from '../../ledger/posting.ts';
import type { Loan } from '../../loan/loan.ts';
import type { SourcedPart } from '../../loan/money-received.ts';
import { lesser, type Minor } from '../../money/minor.ts';

/** The sources of the money, spent as it is applied: each posting says whose money it moves. */
export class Sources {
  readonly #left: { readonly source: EventId; amount: Minor }[] | undefined;

  /** @param sources the receipts in their order; undefined where the money is that of the entry's own correlation. */
  constructor(sources: readonly SourcedPart[] | undefined) {
    this.#left = sources?.map((part) => ({ ...part }));
  }

  /** Posts an amount out of suspense, in as many postings as it has sources. `memo` follows each. */
  pay(loan: Loan, credit: AccountRole, amount: Minor, memo?: AccountRole): Posting[] {
    return this.#take(amount).flatMap(({ source, amount: part }) => {
      const paid = post(loan, 'unapplied_payments', credit, part);
      const sourced = source === undefined ? paid : { ...paid, source };
      return memo === undefined ? [sourced] : [sourced, post(loan, 'memo_contra', memo, part)];
    });
  }

  #take(amount: Minor): { readonly source: EventId | undefined; readonly amount: Minor }[] {
    if (amount === 0n) return [];
    if (this.#left === undefined) return [{ source: undefined, amount }];
    const parts: SourcedPart[] = [];
    let left = amount;
    for (const from of this.#left) {
      const part = lesser(left, from.amount);
      if (part > 0n) parts.push({ source: from.source, amount: part });
      from.amount -= part;
      left -= part;
    }
    return parts;
  }
}
