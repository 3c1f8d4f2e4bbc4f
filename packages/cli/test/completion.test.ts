import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completedTree } from '../src/completion/tree.ts';
import { createProgram } from '../src/run.ts';
import type { Terminal } from '../src/terminal.ts';
import { tally } from './harness/scripted-ledger.ts';

/** The shells themselves say what they complete: a script that only looks right completes nothing. */

const isInstalled = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0;

const folder = mkdtempSync(path.join(tmpdir(), 'tally-completion-'));
const scriptOf = (shell: string) => path.join(folder, `tally.${shell}`);
beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout } = await tally(['completion', shell]);
    expect(code).toBe(0);
    writeFileSync(scriptOf(shell), stdout);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A line as it is typed up to the cursor, and some of what must be offered there, and what must not. */
const LINES: readonly (readonly [typed: string, offered: readonly string[], not: readonly string[]])[] = [
  ['tally ', ['serve', 'pay', 'loans', 'completion'], ['balance', '--json']],
  ['tally lo', ['loans', 'login', 'logout'], ['pay']],
  ['tally loans ', ['open', 'balance', 'statement'], ['serve']],
  ['tally --json loans st', ['statement'], ['balance']],
  ['tally --profile loans p', ['pay', 'periods', 'programs'], []],
  ['tally pay --am', ['--amount'], ['--amount-minor', '--borrower']],
  ['tally pay --method ', ['ach', 'wire', 'other'], ['serve', '--json']],
  ['tally settle payment --', ['--effective', '--bank-ref', '--json', '--profile'], ['--version', '--amount']],
  ['tally completion ', ['bash', 'zsh', 'fish'], []],
];

const check = (found: readonly string[], [, offered, not]: (typeof LINES)[number]) => {
  expect(found).toEqual(expect.arrayContaining([...offered]));
  expect(found.filter((word) => not.includes(word))).toEqual([]);
};

describe.runIf(isInstalled('bash'))('bash', () => {
  it.each(LINES)('completes `%s`', (...line) => {
    const words = line[0].split(' ');
    const asked = `source '${scriptOf('bash')}'
      COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}) COMP_CWORD=${words.length - 1}
      _tally && printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-uc', asked], { encoding: 'utf8' });
    expect(stderr).toBe('');
    check(stdout.trim().split('\n'), line);
  });

  it('registers them', () => {
    const asked = `source '${scriptOf('bash')}'; complete -p tally`;
    const { stdout } = spawnSync('bash', ['-c', asked], { encoding: 'utf8' });
    expect(stdout).toBe('complete -o default -F _tally tally\n');
  });
});

describe.runIf(isInstalled('zsh'))('zsh', () => {
  it.each(LINES)('completes `%s`', (...line) => {
    const words = line[0].split(' ');
    // What the script hands to the completion system is printed instead.
    const asked = `compdef() { :; }
      _files() { :; }
      compadd() { shift; print -l -- "$@"; }
      _describe() { print -l -- \${\${(P)@[-1]}%%:*}; }
      source '${scriptOf('zsh')}'
      words=(${words.map((word) => `'${word}'`).join(' ')}) CURRENT=${words.length}
      _tally`;
    const { stdout, stderr } = spawnSync('zsh', ['-fc', asked], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const found = stdout.trim().split('\n');
    check(
      found.filter((word) => word.startsWith(words.at(-1)!)),
      line,
    );
  });
});

describe.runIf(isInstalled('fish'))('fish', () => {
  it.each(LINES)('completes `%s`', (...line) => {
    const asked = `source '${scriptOf('fish')}'; complete -C '${line[0]}'`;
    const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', asked], {
      encoding: 'utf8',
      env: { ...globalThis.process.env, HOME: folder },
    });
    expect(stderr).toBe('');
    const found = stdout.split('\n').map((one) => one.split('\t')[0]!);
    check(found, line);
  });
});

it('knows every command, and no two that differ in whether an option takes a value', () => {
  const tree = completedTree(createProgram({} as Terminal));
  expect(tree.length).toBeGreaterThan(60);
  const kinds = new Map<string, boolean>();
  const torn = tree.flatMap(({ path: where, options }) =>
    options.filter(({ word, takesValue }) => {
      const first = kinds.get(word) ?? takesValue;
      kinds.set(word, first);
      return first !== takesValue && `${where} ${word}`;
    }),
  );
  expect(torn).toEqual([]);
});
