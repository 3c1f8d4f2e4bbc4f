import { readdir } from 'node:fs/promises';
import { ALL_PROBLEM_CODES, PROBLEMS, Problem } from '@tallystick/core/contract';
import { describe, expect, it } from 'vitest';
import { exampleProblem, PROBLEM_PAGES, problemMarkdown } from '../../src/docs/problems/index.ts';

const HOME = new URL('../../../../docs/problems/', import.meta.url);

describe('every problem code has its page', () => {
  it('and every page its code', () => {
    expect(Object.keys(PROBLEM_PAGES).sort()).toEqual([...ALL_PROBLEM_CODES].sort());
  });

  it.each(ALL_PROBLEM_CODES)(
    'docs/problems/%s.md says what the server says (write it anew with vitest -u)',
    async (code) => {
      await expect(problemMarkdown(code)).toMatchFileSnapshot(new URL(`${code}.md`, HOME).pathname);
    },
  );

  it('docs/problems holds no page of a code that is gone', async () => {
    const files = await readdir(HOME);
    expect(files.sort()).toEqual(ALL_PROBLEM_CODES.map((code) => `${code}.md`).sort());
  });

  it.each(ALL_PROBLEM_CODES)('%s has an example that is a problem of that code', (code) => {
    const example = exampleProblem(code);
    expect(Problem.parse(example)).toEqual(example);
    const seen = PROBLEM_PAGES[code].example.within ?? code;
    expect(example).toMatchObject({ code: seen, status: PROBLEMS[seen].status, type: `/docs/problems/${seen}` });
    if (seen !== code) expect(example.errors?.map((item) => item.code)).toContain(code);
  });

  it.each(ALL_PROBLEM_CODES)('%s says enough, and in whole sentences', (code) => {
    const { happened, why, todo } = PROBLEM_PAGES[code];
    for (const text of [happened, why, ...todo]) expect(text).toMatch(/^[A-Z`].*[.]$/s);
    expect(todo.length).toBeGreaterThanOrEqual(2);
    expect(`${happened} ${why}`.length).toBeGreaterThan(100);
    const backticks = [happened, why, ...todo].join('').match(/`/g) ?? [];
    expect(backticks.length % 2, 'a backtick is left open').toBe(0);
  });

  it('an item of a batch is refused with a code that has a page too', () => {
    for (const code of ALL_PROBLEM_CODES) {
      if (code === 'validation_failed') continue;
      for (const item of exampleProblem(code).errors ?? []) expect(ALL_PROBLEM_CODES).toContain(item.code);
    }
  });
});
