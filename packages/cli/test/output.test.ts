import type { Command } from 'commander';
import { beforeEach, describe, expect, it } from 'vitest';
import { createProgram } from '../src/run.ts';
import type { Terminal } from '../src/terminal.ts';
import { scriptedLedger, tally } from './harness/scripted-ledger.ts';

/** An answer in each of its forms: a table for people, CSV for spreadsheets, JSON for programs. */

const CHART = [
  { account_code: '1100', role: 'principal', name: 'Loans', class: 'asset', normal_side: 'DR', gl_code: '14-2000' },
  { account_code: '2100', role: 'suspense', name: '=Suspense', class: 'liability', normal_side: 'CR' },
];

let url: string;
beforeEach(async () => {
  ({ url } = await scriptedLedger(() => [200, { items: CHART }]));
});

it('--csv prints a header and a row for each line, and nothing else', async () => {
  expect(await tally(['accounts', 'list', '--csv'], { url })).toEqual({
    code: 0,
    stderr: '',
    stdout: `account_code,role,name,class,normal_side,gl_code
1100,principal,Loans,asset,DR,14-2000
2100,suspense,'=Suspense,liability,CR,
`,
  });
});

it('--csv and --json are two forms, and an answer has one', async () => {
  const { code, stderr } = await tally(['accounts', 'list', '--csv', '--json'], { url });
  expect([code, JSON.parse(stderr).error.message]).toEqual([2, 'Choose --json or --csv: an answer has one form.']);
});

/** Every command without commands of its own, by its words. */
const leaves = (parent: Command, words: readonly string[] = []): (readonly [string, Command])[] =>
  parent.commands.flatMap((command) => {
    const path = [...words, command.name()];
    return command.commands.length === 0 ? [[path.join(' '), command] as const] : leaves(command, path);
  });

describe('every list and table has --csv', () => {
  const LISTS =
    /(?:^| )(?:list|journal|statement|balance|coverage|periods|trial-balance|tie-out|roll-forward|verify|chart|suspense|doctor)$/;
  const lists = leaves(createProgram({} as Terminal)).filter(([words]) => LISTS.test(words));
  it.each(lists)('%s', (_, command) => {
    expect(command.options.map(({ long }) => long)).toContain('--csv');
  });
});
