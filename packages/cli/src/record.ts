import { amountIn, sum } from './money.ts';
import { REMARKS } from './remarks.ts';
import { list, table } from './table.ts';

type Row = Readonly<Record<string, unknown>>;

/** Splits that say where one sum went, and so have a total. */
const WHOLES = new Set(['allocation', 'restored', 'recovery', 'charged_off', 'claims']);

/** What fields are called where their own name is not what people say. */
const WORDS: Readonly<Record<string, string>> = {
  account_code: 'Account',
  journal_entry_id: 'Entry',
  follow_on_entry_ids: 'Follow-on entries',
  reversed_entry_ids: 'Reversed entries',
  reversal_entry_ids: 'Reversal entries',
  fees_minor: 'Fees and late charges',
  recovery_minor: 'Claim recovered',
};

/**
 * Writes any record of the API for people: what it is, then each sum that it splits, then each list that it holds.
 *
 * Every field of the record is shown, under its own name in words, but for the remarks, which are told beside it: what
 * the API comes to say tomorrow is shown too. Amounts are in major units where the currency is known.
 */
export function describeRecord(record: object, currency: string | undefined): string {
  const entries = Object.entries(record).filter(([name]) => !REMARKS.includes(name));
  const facts = entries.flatMap(([name, value]) => factsOf(name, value, currency));
  const tables = entries.flatMap(([name, value]) => tablesOf(name, value, currency));
  return [...(facts.length === 0 ? [] : [list(facts)]), ...tables].join('\n\n');
}

/** A field's name as people read it: `payment_event_id` is the payment event, `returned_minor` what was returned. */
export function wordsOf(name: string): string {
  const words = WORDS[name] ?? name.replace(/_(?:minor|id|ids)$/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);
const isSplit = (value: unknown): value is Readonly<Record<string, string>> =>
  isRow(value) && Object.keys(value).every((name) => name.endsWith('_minor'));
const isRows = (value: unknown): value is readonly Row[] => Array.isArray(value) && value.some(isRow);

function factsOf(name: string, value: unknown, currency: string | undefined): (readonly [string, string])[] {
  if (isSplit(value) || isRows(value)) return [];
  if (!isRow(value)) return [[wordsOf(name), shownAs(name, value, currency)]];
  return Object.entries(value).flatMap(([inner, part]) =>
    factsOf(inner, part, currency).map(
      ([words, shown]) => [`${wordsOf(name)}, ${words.toLowerCase()}`, shown] as const,
    ),
  );
}

function tablesOf(name: string, value: unknown, currency: string | undefined): string[] {
  if (isSplit(value)) return [splitTable(name, value, currency)];
  if (isRows(value)) return [`${wordsOf(name)}\n${rowsTable(value, currency)}`];
  return isRow(value) ? Object.entries(value).flatMap(([inner, part]) => tablesOf(inner, part, currency)) : [];
}

function shownAs(name: string, value: unknown, currency: string | undefined): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  if (!name.endsWith('_minor')) return String(value);
  return `${amountIn(String(value), currency)} ${currency ?? 'in minor units'}`;
}

const RULE = ['', '----------'];

function splitTable(name: string, parts: Readonly<Record<string, string>>, currency: string | undefined): string {
  const rows = Object.entries(parts).map(([part, minor]) => [wordsOf(part), amountIn(minor, currency)]);
  const total = WHOLES.has(name) ? [RULE, ['Total', amountIn(sum(Object.values(parts)), currency)]] : [];
  return table([{ title: wordsOf(name) }, { title: currency ?? 'Minor units', align: 'right' }], [...rows, ...total]);
}

/** Rows with the same fields, each in a column of its own; a row with a currency is told in that. */
export function rowsTable(rows: readonly object[], currency?: string): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) => {
    const isAmount = name.endsWith('_minor');
    return { title: wordsOf(name).toUpperCase(), align: isAmount ? 'right' : 'left' } as const;
  });
  const cells = (rows as readonly Row[]).map((row) => names.map((name) => cellOf(name, row, currency)));
  return table(columns, cells);
}

function cellOf(name: string, row: Row, currency: string | undefined): string {
  const value = row[name];
  if (value === undefined) return '';
  const own = typeof row.currency === 'string' ? row.currency : currency;
  return name.endsWith('_minor') ? amountIn(String(value), own) : shownAs(name, value, own);
}
