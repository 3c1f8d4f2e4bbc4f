import type { Figure, Series, Skipped } from './figure.ts';
import { median, spread } from './statistics.ts';

const HEAD = ['', 'measure', 'ours', 'baseline', 'ratio', 'target', 'met'];

/** The table of a run as markdown, with the notes of each line and what was skipped under it. */
export function tableOf(figures: readonly Figure[], skipped: readonly Skipped[]): string {
  const rows = figures.map((figure) => [
    figure.id,
    figure.measure,
    seriesText(figure.ours),
    figure.baseline === undefined ? '-' : `${seriesText(figure.baseline)} (${figure.baseline.name})`,
    figure.ratios === undefined ? '-' : withSpread(figure.ratios, ratio),
    targetText(figure),
    figure.met === undefined ? '-' : figure.met ? 'yes' : 'NO',
  ]);
  const widths = HEAD.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  const notes = figures.flatMap(({ id, notes }) => notes.map((note) => `- ${id}: ${note}`));
  const missing = skipped.map(({ id, why }) => `- ${id}: skipped: ${why}`);
  return [line(HEAD), rule, ...rows.map(line), '', ...notes, ...missing].join('\n').trimEnd();
}

function seriesText({ unit, rounds }: Series): string {
  return `${withSpread(rounds, amount)} ${unit}`;
}

/** Three significant digits are all that a shared machine gives. */
function amount(value: number): string {
  if (!Number.isFinite(value)) return '?';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3).replace(/\.0+$/, '');
}

const ratio = (value: number) => (value < 0.1 ? value.toPrecision(2) : value.toFixed(2));

/** `median (least-greatest)`. */
function withSpread(values: readonly number[], text: (value: number) => string): string {
  if (values.length === 1) return text(values[0]!);
  const [least, greatest] = spread(values);
  return `${text(median(values))} (${text(least)}-${text(greatest)})`;
}

function targetText({ target }: Figure): string {
  if (target === undefined) return '-';
  return `${target.bound === 'least' ? '>=' : '<='} ${target.value}`;
}
