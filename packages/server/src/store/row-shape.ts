import { plainArray } from './codecs.ts';
import type { Query, Tx } from './turn.ts';

/** What a column may hold. */
export type Value = string | number | bigint | boolean | null | undefined;

/** One column of rows: its type, what a row has in it, and how the values travel. */
export interface Column<Row> {
  readonly type: string;
  readonly of: (row: Row) => Value;
  readonly travels: 'plain' | 'quoted' | 'lines';
}

type Columns<Row> = Readonly<Record<string, Column<Row>>>;

/** Values that an array need not quote: ids, numbers, dates, codes. */
export const plain = <Row>(type: string, of: (row: Row) => Value): Column<Row> => ({ type, of, travels: 'plain' });

/** Texts of callers. */
export const quoted = <Row>(of: (row: Row) => Value): Column<Row> => ({ type: 'text', of, travels: 'quoted' });

/**
 * Texts without a line break, one a line: JSON as the runtime writes it, and what PostgreSQL spells with backslashes or
 * braces. A document of a kilobyte has forty quotes, which an array would have to escape one by one, and PostgreSQL to
 * read character by character.
 */
export const lines = <Row>(type: string, of: (row: Row) => string): Column<Row> => ({ type, of, travels: 'lines' });

/** A column as it is sent: each row's value, or none of them where all rows have this one. */
interface Sent {
  readonly each: string | readonly Value[];
  readonly all: Value;
}

/** Rows as parts of one statement. */
export interface SentRows {
  /** The rows, for a FROM: a table of the shape's alias, in the order in which they were given. */
  readonly rows: Query;
  /** The names of the columns, and their values in the same order, for an INSERT. */
  readonly names: Query;
  readonly values: Query;
  /** `column = value` for each column, for an UPDATE. */
  readonly settings: Query;
  /** The value of one column or key. */
  of(name: string): Query;
}

/**
 * The shape of rows that travel to PostgreSQL together, column by column, as arrays: one statement whatever their number.
 * `keys` are the columns by which they are joined to others; they belong to no list.
 *
 * A column that has one value in all rows (a tenant, a currency, a day) is sent once, which is most columns of most
 * batches. The text of the statement is the same all the same, so it is prepared once.
 */
export class RowShape<Row> {
  readonly #columns: readonly (readonly [name: string, column: Column<Row>])[];
  readonly #names: string;
  readonly #rows: TemplateStringsArray;
  readonly #values: TemplateStringsArray;
  readonly #settings: TemplateStringsArray;
  readonly #value = new Map<string, TemplateStringsArray>();
  readonly #keys: number;

  constructor(alias: string, columns: Columns<Row>, keys: Columns<Row> = {}) {
    const own = Object.entries(columns);
    this.#columns = [...Object.entries(keys), ...own];
    this.#keys = this.#columns.length - own.length;
    this.#names = own.map(([name]) => name).join(', ');
    const all = this.#columns.map(([name]) => name).join(', ');
    const arrays = this.#columns.map(([, { type, travels }]) =>
      travels === 'lines' ? ['unnest(string_to_array(', "::text, e'\\n'))"] : ['unnest(', `::${type}[])`],
    );
    // In the list of a select, arrays are taken apart value by value; one unnest of them all would first write each to a
    // store of its own, a tenth of what it costs to write the rows.
    this.#rows = inOrder(arrays, '(select ', ', ', `) as ${alias} (${all})`);
    const values = this.#columns.map(([name, { type, travels }]): [string, string] =>
      travels === 'lines'
        ? [`coalesce(${alias}.${name}, `, `::text)::${type}`]
        : [`coalesce(${alias}.${name}, `, `::${type})`],
    );
    for (const [index, [name]] of this.#columns.entries()) this.#value.set(name, inOrder([values[index]!], '', '', ''));
    this.#values = inOrder(values.slice(this.#keys), '', ', ', '');
    const settings = values.map(([before, after], index) => [`${this.#columns[index]![0]} = ${before}`, after]);
    this.#settings = inOrder(settings.slice(this.#keys), '', ', ', '');
  }

  /** The rows as they go into a statement of the transaction. There must be one at least. */
  of(tx: Tx, rows: readonly Row[]): SentRows {
    const sent = this.#columns.map(([, column]) => sentOf(column, rows));
    // Whatever is sent once counts no rows, so one column is sent whole.
    if (sent.every(({ each }) => each === '{}' || each === '')) sent[0] = wholeOf(this.#columns[0]![1], rows);
    const part = (template: TemplateStringsArray, args: readonly unknown[]) =>
      tx(template, ...(args as never[])) as Query;
    const alls = sent.map(({ all }) => all);
    return {
      rows: part(
        this.#rows,
        sent.map(({ each }) => each),
      ),
      names: tx.unsafe(this.#names) as Query,
      values: part(this.#values, alls.slice(this.#keys)),
      settings: part(this.#settings, alls.slice(this.#keys)),
      of: (name) => part(this.#value.get(name)!, [alls[this.#columns.findIndex(([own]) => own === name)]]),
    };
  }
}

/** A template of the pairs, with a value within each. */
function inOrder(pairs: readonly (readonly string[])[], first: string, between: string, last: string) {
  const texts = [first + pairs[0]![0]];
  pairs.forEach(([, after], index) => {
    const next = pairs[index + 1];
    texts.push(next === undefined ? after + last : after + between + next[0]);
  });
  return templateOf(texts);
}

/** A template of the texts, for the values between them. */
export function templateOf(texts: readonly string[]): TemplateStringsArray {
  return Object.assign([...texts], { raw: texts });
}

function sentOf<Row>(column: Column<Row>, rows: readonly Row[]): Sent {
  const first = column.of(rows[0]!) ?? null;
  for (const row of rows) if ((column.of(row) ?? null) !== first) return wholeOf(column, rows);
  return { each: column.travels === 'lines' ? '' : '{}', all: first };
}

function wholeOf<Row>({ of, travels }: Column<Row>, rows: readonly Row[]): Sent {
  if (travels === 'lines') return { each: rows.map(of).join('\n'), all: null };
  if (travels === 'quoted') return { each: rows.map((row) => of(row) ?? null), all: null };
  return { each: plainArray(rows.map(of)), all: null };
}
