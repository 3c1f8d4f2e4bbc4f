import { expect, it } from 'vitest';
import { type Bar, bars } from './bars.ts';

/** A chart is read at a glance, so what it shows has to be in proportion, whatever it is drawn with. */

const bar = (label: string, amount: bigint): Bar => ({ label, amount, figure: String(amount) });

it('draws each bar in proportion to the longest, to the eighth of a column', () => {
  const rows = [bar('a', 80n), bar('b', 40n), bar('cc', 1n), bar('d', 0n)];
  expect(bars(rows, { columns: 18, hasBlocks: true })).toBe(
    ['a   ██████████  80', 'b   █████       40', 'cc  ▏            1', 'd                0'].join('\n'),
  );
});

it('draws whole columns in ASCII where there are no blocks', () => {
  const rows = [bar('a', 80n), bar('b', 40n), bar('c', 1n), bar('d', 0n), bar('e', -5n)];
  expect(bars(rows, { columns: 17, hasBlocks: false })).toBe(
    ['a  ##########  80', 'b  #####       40', 'c  #            1', 'd               0', 'e              -5'].join(
      '\n',
    ),
  );
});

it.each([1, 80, 200])('fits into %i columns, but for what has to be there', (columns) => {
  const lines = bars([bar('2026-05-01', 10n ** 18n), bar('2026-05-02', 1n)], { columns, hasBlocks: true }).split('\n');
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(lines[0]!.length).toBeLessThanOrEqual(Math.max(columns, 43));
});

it('draws a chart of nothing', () => {
  expect(bars([bar('a', 0n)], { columns: 20, hasBlocks: true })).toMatch(/^a +0$/);
});
