import { minorUnitsOf } from '@tallystick/core';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { Sheet, SheetColumn, SheetRow } from './sheet.ts';

/** Rows that are held before they are written: a row group. */
const GROUP = 10_000;

/** The most decimals that ISO 4217 gives a currency. */
const MOST_DECIMALS = 4;

type Element = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

const DECIMAL = { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, converted_type: 'DECIMAL', precision: 38 } as const;

/** How the cells of each kind are stored. Amounts are decimals, so that no reader takes them for floating point. */
const STORED: Readonly<Record<SheetColumn['kind'], Omit<Element, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  whole: { type: 'INT32' },
  date: { type: 'INT32', converted_type: 'DATE' },
  instant: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  minor: { ...DECIMAL, scale: 0 },
  major: { ...DECIMAL, scale: MOST_DECIMALS },
};

/** Writes rows into a Parquet file, a group at a time, and answers how many they were. */
export async function writeParquet(file: string, { columns, rows }: Sheet): Promise<number> {
  const schema: Element[] = [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, kind }): Element => ({ name, repetition_type: 'OPTIONAL', ...STORED[kind] })),
  ];
  const writer = new ParquetWriter({ writer: fileWriter(file), schema, createdBy: 'tallystick' });
  let count = 0;
  let group: SheetRow[] = [];
  const flush = async () => {
    const columnData = columns.map(({ name, kind }) => ({ name, data: group.map((row) => stored(row, name, kind)) }));
    await writer.write({ columnData, rowGroupSize: GROUP });
    count += group.length;
    group = [];
  };
  for await (const row of rows) if (group.push(row) === GROUP) await flush();
  if (group.length > 0) await flush();
  await writer.finish();
  return count;
}

function stored(row: SheetRow, name: string, kind: SheetColumn['kind']): unknown {
  const cell = row[name];
  if (cell === undefined) return null;
  if (kind === 'date' || kind === 'instant') return new Date(cell);
  if (kind === 'minor') return BigInt(cell);
  if (kind === 'major') return scaled(String(row.amount_minor), String(row.currency));
  return cell;
}

/** An amount of minor units as the unscaled value of a decimal. */
const scaled = (minor: string, currency: string): bigint =>
  BigInt(minor) * 10n ** BigInt(MOST_DECIMALS - (minorUnitsOf(currency) ?? MOST_DECIMALS));
