import { REFUSALS } from '@tallystick/core';
import { PROBLEMS, type Problem, type ProblemCode, problemPage } from '@tallystick/core/contract';
import { ABSENCE_PAGES } from './absence.ts';
import { ACCRUAL_RULE_PAGES } from './accrual-rule.ts';
import { CONFLICT_PAGES } from './conflict.ts';
import { LOAN_RULE_PAGES } from './loan-rule.ts';
import { MONEY_RULE_PAGES } from './money-rule.ts';
import { OUTAGE_PAGES } from './outage.ts';
import { EXAMPLE, type ProblemPage } from './page.ts';
import { REQUEST_PAGES } from './request.ts';

/** The page of every problem code. That none is missing is checked by the compiler. */
export const PROBLEM_PAGES: Readonly<Record<ProblemCode, ProblemPage>> = {
  ...REQUEST_PAGES,
  ...ABSENCE_PAGES,
  ...CONFLICT_PAGES,
  ...LOAN_RULE_PAGES,
  ...ACCRUAL_RULE_PAGES,
  ...MONEY_RULE_PAGES,
  ...OUTAGE_PAGES,
};

/**
 * A problem as a caller would see it, asked for at `instance` where that is not the page's own example. A code that
 * only ever stands among the `errors` of another is shown there.
 */
export function exampleProblem(code: ProblemCode, instance?: string): Problem {
  const { example } = PROBLEM_PAGES[code];
  const seen = example.within ?? code;
  const { title, status, retryable } = PROBLEMS[seen];
  return {
    type: problemPage(seen),
    title,
    status,
    detail: example.detail,
    instance: instance ?? example.instance,
    code: seen,
    trace_id: EXAMPLE.trace,
    retryable,
    ...(example.errors === undefined ? {} : { errors: example.errors.map((error) => ({ ...error })) }),
  };
}

/** Whether it helps to send the same request again: the sentence below the steps of a page. */
export function retryAdvice(code: ProblemCode): string {
  const { status, retryable } = PROBLEMS[code];
  if (retryable) return 'Send the same request again, with the same key.';
  if (status >= 500) return 'Sending it again at once is unlikely to help; it does no harm either.';
  const isTheBooks = Object.hasOwn(REFUSALS, code);
  return isTheBooks
    ? 'Sent again unchanged, it is refused again unless the books have changed meanwhile.'
    : 'Sent again unchanged, it is refused again.';
}

/** The page of a code in Markdown: what `docs/problems/<code>.md` holds. */
export function problemMarkdown(code: ProblemCode): string {
  const page = PROBLEM_PAGES[code];
  const { title, status, retryable } = PROBLEMS[code];
  return [
    `# ${title}`,
    `\`${code}\` · HTTP ${status} · ${retryable ? 'retryable' : 'not retryable'}`,
    `## What happened\n\n${page.happened}`,
    `## Why\n\n${page.why}`,
    `## What to do\n\n${page.todo.map((step) => `- ${step}`).join('\n')}`,
    `${retryAdvice(code)}`,
    `## Example\n\n\`\`\`json\n${JSON.stringify(exampleProblem(code), null, 2)}\n\`\`\``,
    '<!-- Written by packages/server/test/docs/problems.test.ts from packages/server/src/docs/problems. Edit it there. -->\n',
  ].join('\n\n');
}
