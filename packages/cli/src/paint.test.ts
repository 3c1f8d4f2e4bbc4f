import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { painted, paintedFailure, paintedNote } from './paint.ts';

/** Colour is put on lines that are written already: it adds nothing, takes nothing, and moves no column. */

const BOLD = '\u001b[1m';
const RED = '\u001b[31m';

it.each([
  ['a heading', 'ACCOUNT   GENERAL LEDGER  DEBITS', BOLD],
  ['a heading with a unit', 'LOAN  PRINCIPAL (MINOR)  LAST ACCRUAL', BOLD],
  ['a total', 'Total owed               9,216.51', BOLD],
  ['a verdict', 'THE LOANS DO NOT TIE OUT: run `tally verify`.', RED],
  ['an amount below zero', '2026-05-01  payment_allocated  -783.49  USD', `  ${RED}-783.49`],
])('tells %s', (_, line, expected) => {
  expect(painted(line)).toContain(expected);
  expect(stripVTControlCharacters(painted(line))).toBe(line);
});

it.each(['2026-05-01', '11111111-1111-1111-1111-111111111111', 'The loans tie out.', 'txn -x', ''])(
  'leaves `%s` as it is',
  (line) => expect(painted(line)).toBe(line),
);

it('tells a warning and a failure by their first word', () => {
  expect(stripVTControlCharacters(paintedNote('Warning: late'))).toBe('Warning: late');
  expect(paintedNote('Warning: late')).not.toBe('Warning: late');
  expect(paintedFailure('tally: no')).toContain(RED);
  expect(paintedNote('Key: pay:1')).toBe('Key: pay:1');
});
