import type { ReadStream } from 'node:fs';
import type { Json, JsonObject } from '../arguments.ts';
import { csvRows, unreadable } from '../csv-rows.ts';

/** The formats that a file to import may have. */
export type ImportFormat = 'csv' | 'ndjson';

/** One line of a file: the fields that it gives, or why it gives none. */
export type ImportLine = { readonly line: number } & (
  | { readonly fields: JsonObject; readonly mistake?: never }
  | { readonly mistake: string; readonly fields?: never }
);

/** The lines of a file that hold anything, read as they are asked for, so that a large file takes no more memory. */
export const importLines = (file: ReadStream, format: ImportFormat): AsyncGenerator<ImportLine, void, undefined> =>
  format === 'csv' ? csvLines(file) : ndjsonLines(file);

async function* csvLines(file: ReadStream): AsyncGenerator<ImportLine, void, undefined> {
  for await (const { line, cells, isRagged } of csvRows(file)) {
    yield isRagged
      ? { line, mistake: 'The row has not as many cells as the header.' }
      : { line, fields: nested(cells) };
  }
}

/** Fields out of cells: an empty cell is none, and `opening_balances.principal_minor` is a field inside a field. */
function nested(cells: Readonly<Record<string, string>>): JsonObject {
  const fields = bare();
  for (const [name, cell] of Object.entries(cells)) {
    if (cell === '') continue;
    const path = name.split('.');
    const last = path.pop()!;
    let place = fields;
    for (const part of path) {
      const inner = place[part];
      const next = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : bare();
      place[part] = next;
      place = next;
    }
    place[last] = cell;
  }
  return fields;
}

/** An object without a prototype: the header comes from outside, and may name anything. */
const bare = (): JsonObject => Object.create(null);

async function* ndjsonLines(file: ReadStream): AsyncGenerator<ImportLine, void, undefined> {
  let line = 0;
  for await (const text of splitLines(file)) {
    line += 1;
    if (text.trim() === '') continue;
    const fields = objectIn(text);
    yield fields === undefined ? { line, mistake: 'The line holds no JSON object.' } : { line, fields };
  }
}

/** Lines by their line feeds alone: `readline` would also break at U+2028, which JSON may hold inside a string. */
async function* splitLines(file: ReadStream): AsyncGenerator<string, void, undefined> {
  let rest = '';
  try {
    for await (const chunk of file) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  if (rest !== '') yield rest;
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text.replace(/^\uFEFF/, '')) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
