import type { AccountCode, JournalEntry, Layer, LoanId, LocalDate, Minor, Posting } from '@tallystick/core';
import { plain, RowShape } from '../store/row-shape.ts';
import type { Query, Tx } from '../store/transaction.ts';

/** Whose postings are added up. */
export interface WhosePostings {
  readonly tenantId: string;
  /** The program of each loan that a posting names, and of the postings that name none. */
  programOf(loanId: LoanId | undefined): string;
}

interface AccountTotal {
  readonly tenantId: string;
  readonly programId: string;
  readonly account: AccountCode;
  readonly currency: string;
  readonly layer: Layer;
  readonly date: LocalDate;
  debits: Minor;
  credits: Minor;
}

/** The totals of one program, currency and accounting date: `account layer` names one. */
type Page = Map<string, AccountTotal>;

/** What a batch adds to each account and accounting date. */
export class AccountTotals {
  readonly #pages = new Map<string, Page>();

  /** Adds an entry's postings. */
  add({ tenantId, programOf }: WhosePostings, entry: JournalEntry): void {
    const { currency, accountingDate: date } = entry;
    let last:
      | { readonly programId: string; readonly posting: Posting; debit: AccountTotal; credit: AccountTotal }
      | undefined;
    for (const posting of entry.postings) {
      const programId = programOf(posting.loanId);
      // A batch of accruals moves one pair a hundred thousand times.
      if (last === undefined || last.programId !== programId || !movesAlike(last.posting, posting)) {
        const whose = { tenantId, programId, currency, date };
        const page = this.#pageOf(whose);
        const debit = totalOf(page, whose, posting.debit, posting.layer);
        last = { programId, posting, debit, credit: totalOf(page, whose, posting.credit, posting.layer) };
      }
      last.debit.debits += posting.amount;
      last.credit.credits += posting.amount;
    }
  }

  /** The totals in one global order: they are the rows that batches share. */
  inOrder(): readonly AccountTotal[] {
    return [...this.#pages].sort(byName).flatMap(([, page]) => [...page].sort(byName).map(([, total]) => total));
  }

  #pageOf({ tenantId, programId, currency, date }: WhoseTotal): Page {
    const name = `${tenantId} ${programId} ${currency} ${date}`;
    const page = this.#pages.get(name) ?? new Map();
    this.#pages.set(name, page);
    return page;
  }
}

type WhoseTotal = Pick<AccountTotal, 'tenantId' | 'programId' | 'currency' | 'date'>;

function totalOf(page: Page, whose: WhoseTotal, account: AccountCode, layer: Layer): AccountTotal {
  const name = `${account} ${layer}`;
  let total = page.get(name);
  if (total === undefined) {
    total = { ...whose, account, layer, debits: 0n, credits: 0n };
    page.set(name, total);
  }
  return total;
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

const movesAlike = (a: Posting, b: Posting): boolean =>
  a.debit === b.debit && a.credit === b.credit && a.layer === b.layer;

const TOTALS = new RowShape<AccountTotal>('t', {
  account_code: plain('smallint', ({ account }) => account),
  tenant_id: plain('uuid', ({ tenantId }) => tenantId),
  program_id: plain('uuid', ({ programId }) => programId),
  currency: plain('text', ({ currency }) => currency),
  layer: plain('layer', ({ layer }) => layer),
  accounting_date: plain('date', ({ date }) => date),
  debits: plain('numeric', ({ debits }) => debits),
  credits: plain('numeric', ({ credits }) => credits),
});

export function addAccountTotals(tx: Tx, batch: AccountTotals): Query {
  const { names, values, rows } = TOTALS.of(tx, batch.inOrder());
  return tx`
    insert into account_days (${names}) select ${values} from ${rows}
    on conflict (tenant_id, program_id, account_code, currency, layer, accounting_date)
    do update set debits = account_days.debits + excluded.debits, credits = account_days.credits + excluded.credits`;
}
