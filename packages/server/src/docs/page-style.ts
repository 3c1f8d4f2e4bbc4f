/** The style of the pages that we write ourselves: one column, the reader's own fonts, light or dark as they like it. */
export const PAGE_STYLE = `:root {
  color-scheme: light dark;
  --ink: #1c1d20; --faint: #5d6068; --paper: #fdfdfc; --rule: #e0e0dc; --soft: #f3f3f0; --link: #17508f; --mark: #8f2d1d;
}
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e4e1; --faint: #a0a19f; --paper: #16171a; --rule: #34363b; --soft: #1f2125; --link: #8cbcf2; --mark: #f0a08f; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 1.5rem 1.25rem 4rem; max-width: 46rem;
  background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
}
a { color: var(--link); text-underline-offset: 0.15em; }
a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding-bottom: 0.9rem; border-bottom: 1px solid var(--rule); font-size: 0.9375rem; }
nav strong { margin-right: auto; }
h1 { margin: 2.25rem 0 0.5rem; font-size: 1.75rem; line-height: 1.25; text-wrap: balance; }
h2 { margin: 2rem 0 0.4rem; font-size: 1.125rem; line-height: 1.4; }
p { margin: 0.4rem 0; }
.facts { color: var(--faint); font-size: 0.9375rem; }
.facts span { white-space: nowrap; }
.facts .status { color: var(--mark); font-weight: 600; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
code { padding: 0.1em 0.3em; border-radius: 4px; background: var(--soft); font-size: 0.875em; overflow-wrap: anywhere; }
pre { margin: 0.6rem 0; padding: 0.9rem 1rem; border: 1px solid var(--rule); border-radius: 6px; background: var(--soft); font-size: 0.8125rem; line-height: 1.5; overflow-x: auto; }
pre code { padding: 0; background: none; font-size: inherit; overflow-wrap: normal; }
ul { margin: 0.4rem 0; padding-left: 1.25rem; }
li { margin: 0.35rem 0; }
dl { margin: 0.5rem 0; }
@media (min-width: 42rem) { dl { display: grid; grid-template-columns: 20.5rem 1fr; gap: 0.4rem 1.25rem; } dl dt, dl dd { margin: 0; } }
dt { margin-top: 0.8rem; }
dd { margin: 0.1rem 0 0; color: var(--faint); }
footer { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.5rem 1.5rem; margin-top: 3rem; padding-top: 0.9rem; border-top: 1px solid var(--rule); font-size: 0.9375rem; }
`;
