import type { Terminal } from './terminal.ts';

/** A bar: its label, its length as an amount, and what is written behind it. */
export interface Bar {
  readonly label: string;
  readonly amount: bigint;
  readonly figure: string;
}

/** What a chart is drawn on. */
export type Sheet = Pick<Terminal, 'columns' | 'hasBlocks'>;

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;
/** No chart is wider: the eye loses the line. */
const WIDEST = 100;

/**
 * Draws bars under each other, the longest as wide as there is room, each figure behind its bar. Block characters tell an
 * eighth of a column; where there are none, `#` stands for a whole one. What is above nothing is drawn, however little.
 */
export function bars(rows: readonly Bar[], { columns, hasBlocks }: Sheet): string {
  const labels = Math.max(...rows.map(({ label }) => label.length));
  const figures = Math.max(...rows.map(({ figure }) => figure.length));
  const room = BigInt(Math.max(10, Math.min(columns, WIDEST) - labels - figures - 4));
  const longest = rows.reduce((most, { amount }) => (amount > most ? amount : most), 1n);
  return rows
    .map(({ label, amount, figure }) => {
      const eighths = amount <= 0n ? 0n : (amount * room * 8n + longest - 1n) / longest;
      const bar = hasBlocks ? blocks(eighths) : '#'.repeat(Number((eighths + 7n) / 8n));
      return `${label.padEnd(labels)}  ${bar.padEnd(Number(room))}  ${figure.padStart(figures)}`;
    })
    .join('\n');
}

const blocks = (eighths: bigint): string => '█'.repeat(Number(eighths / 8n)) + EIGHTHS[Number(eighths % 8n)];
