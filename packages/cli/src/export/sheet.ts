/** What is exported: rows under named columns for tables, and the same as postings for plain-text accounting. */
export interface Sheet {
  readonly columns: readonly SheetColumn[];
  readonly rows: AsyncIterable<SheetRow>;
  /** The rows as postings of transactions, in order. Either is walked, once. */
  readonly postings: AsyncIterable<SheetPosting>;
}

/** A column, and what its cells are: each format writes a kind in its own way. */
export interface SheetColumn {
  readonly name: string;
  readonly kind: 'text' | 'whole' | 'date' | 'instant' | 'minor' | 'major';
}

/** Cells by the names of their columns. A date and an instant are ISO 8601, an amount is digits; none is left out. */
export type SheetRow = Readonly<Record<string, string | number | undefined>>;

/** One posting of a transaction. */
export interface SheetPosting {
  /** The same object for each posting of a transaction: where it changes, a new one begins. */
  readonly transaction: SheetTransaction;
  readonly account_code: string;
  readonly layer: 'SETTLED' | 'PENDING' | 'ENCUMBRANCE';
  /** In minor units: above zero for a debit, below for a credit. */
  readonly minor: bigint;
  readonly currency: string;
  readonly tags: Tags;
}

/** What a transaction says of itself. */
export interface SheetTransaction {
  readonly date: string;
  readonly title: string;
  readonly tags: Tags;
}

/** Named values; those that are undefined are not written. */
export type Tags = Readonly<Record<string, string | undefined>>;

/** The same sheet, where `step` is called for each row or posting as it is taken. */
export const counted = (sheet: Sheet, step: () => void): Sheet => ({
  ...sheet,
  rows: each(sheet.rows, step),
  postings: each(sheet.postings, step),
});

async function* each<Item>(items: AsyncIterable<Item>, step: () => void): AsyncGenerator<Item, void, undefined> {
  for await (const item of items) {
    step();
    yield item;
  }
}
