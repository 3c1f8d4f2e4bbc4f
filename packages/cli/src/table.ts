/** A column of a table: its heading, and the side that its cells lean to. Amounts lean right. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Writes rows under headings, each column as wide as its widest cell, two spaces between them. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ title }) => title), ...rows].map((cells) => cells.map(shown));
  const widths = columns.map((_, column) => Math.max(...lines.map((cells) => widthOf(cells[column] ?? ''))));
  return lines
    .map((cells) => columns.map(({ align }, column) => padded(cells[column] ?? '', widths[column] ?? 0, align)))
    .map((cells) => cells.join('  ').trimEnd())
    .join('\n');
}

/** Writes names and values under each other, the values in one column. */
export function list(pairs: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...pairs.map(([name]) => widthOf(name)));
  return pairs.map(([name, value]) => `${padded(name, width)}  ${shown(value)}`.trimEnd()).join('\n');
}

/** A value without control characters: a name from the database must not move the cursor or change the colours. */
const shown = (text: string): string => text.replaceAll(/\p{Cc}/gu, '\ufffd');

/** Counted in characters, not in UTF-16 units. */
const widthOf = (text: string): number => [...text].length;

function padded(text: string, width: number, align: Column['align'] = 'left'): string {
  const space = ' '.repeat(width - widthOf(text));
  return align === 'right' ? space + text : text + space;
}
