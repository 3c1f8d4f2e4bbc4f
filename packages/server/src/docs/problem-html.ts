import { ALL_PROBLEM_CODES, PROBLEMS, type ProblemCode, problemPage } from '@tallystick/core/contract';
import { escapeHtml, htmlPage, marked } from './html-page.ts';
import { exampleProblem, PROBLEM_PAGES, retryAdvice } from './problems/index.ts';

/** The page of one problem code. */
export function problemHtml(code: ProblemCode): string {
  const page = PROBLEM_PAGES[code];
  const { title, status, retryable } = PROBLEMS[code];
  const at = ALL_PROBLEM_CODES.indexOf(code);
  return htmlPage(
    title,
    `<h1>${escapeHtml(title)}</h1>
<p class="facts"><code>${code}</code> · <span class="status">HTTP ${status}</span> · <span>${retryable ? 'retryable' : 'not retryable'}</span></p>
<h2>What happened</h2>
<p>${marked(page.happened)}</p>
<h2>Why</h2>
<p>${marked(page.why)}</p>
<h2>What to do</h2>
<ul>
${page.todo.map((step) => `<li>${marked(step)}</li>`).join('\n')}
</ul>
<p class="facts">${marked(retryAdvice(code))}</p>
<h2>Example</h2>
<pre tabindex="0"><code>${escapeHtml(JSON.stringify(exampleProblem(code), null, 2))}</code></pre>
<footer>${neighbour('Before it', ALL_PROBLEM_CODES[at - 1])}${neighbour('After it', ALL_PROBLEM_CODES[at + 1])}</footer>`,
  );
}

function neighbour(which: string, code: ProblemCode | undefined): string {
  if (code === undefined) return '<span></span>';
  return `<span>${which}: <a href="${problemPage(code)}">${escapeHtml(PROBLEMS[code].title)}</a></span>`;
}

/** The list of all problem codes by status, each status in its order of precedence. */
export function problemListHtml(): string {
  const statuses = [...new Set(ALL_PROBLEM_CODES.map((code) => PROBLEMS[code].status))].sort((a, b) => a - b);
  const sections = statuses.map((status) => {
    const codes = ALL_PROBLEM_CODES.filter((code) => PROBLEMS[code].status === status);
    return `<h2>HTTP ${status}</h2>\n<dl>\n${codes.map(listed).join('\n')}\n</dl>`;
  });
  return htmlPage(
    'Problems',
    `<h1>Problems</h1>
<p>Every error of the API is an <code>application/problem+json</code> whose <code>code</code> stands in this list, and nowhere else. When several would apply, the first in order of precedence is the one you get. A refusal books nothing and does not use up its <code>Idempotency-Key</code>. Only the token endpoint answers otherwise, as OAuth has it.</p>
${sections.join('\n')}`,
  );
}

function listed(code: ProblemCode): string {
  return `<dt><a href="${problemPage(code)}"><code>${code}</code></a></dt><dd>${escapeHtml(PROBLEMS[code].title)}</dd>`;
}

/** What a reader gets who asks for the page of a code that does not exist. */
export function unknownProblemHtml(): string {
  return htmlPage(
    'No such problem',
    '<h1>No such problem</h1>\n<p>The list of problem codes is closed, and this one is not in it. <a href="/docs/problems">All problems</a></p>',
  );
}
