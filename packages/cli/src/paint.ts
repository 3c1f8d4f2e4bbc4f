import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** What is told by a colour too, line by line: headings, totals, rules, and what should not be so. */
const LINES: readonly (readonly [line: RegExp, format: Format])[] = [
  [/^THE [A-Z ]+:.*$/, ['bold', 'red']],
  [/^(?=.*[A-Z]{2})[A-Z][A-Z() ]*$/, 'bold'],
  [/^Total\b.*$/, 'bold'],
  [/^[ -]*-{10}[ -]*$/, 'dim'],
];

/** Within a line, an amount below zero. */
const NEGATIVE = /(?<=^| )-\d[\d.,]*(?= |$)/g;

/**
 * Colours an answer for a terminal. It comes after everything else, on lines that are written already, so that no colour
 * can move a column or be all that says something.
 */
export function painted(text: string): string {
  return text.split('\n').map(paintedLine).join('\n');
}

function paintedLine(line: string): string {
  const [, format] = LINES.find(([pattern]) => pattern.test(line)) ?? [];
  return format === undefined ? line.replaceAll(NEGATIVE, (amount) => inked('red', amount)) : inked(format, line);
}

/** A remark, its warning told from the rest. */
export const paintedNote = (sentence: string): string =>
  sentence.replace(/^Warning:/, (word) => inked(['bold', 'yellow'], word));

/** A failure, its name told from the sentence. */
export const paintedFailure = (told: string): string => told.replace(/^tally:/, (word) => inked(['bold', 'red'], word));

// Whether there is any colour is decided by who asks: see `Terminal`.
const inked = (format: Format, text: string): string => styleText(format, text, { validateStream: false });
