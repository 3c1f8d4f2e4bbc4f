const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML shows it, in an element or in a quoted attribute. */
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** A sentence as HTML: escaped, with what stands in backticks as code. */
export const marked = (text: string): string => escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');

/** Four strokes and one across: the five of a tally. As a data URL, so that a page needs no second request for it. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#17508f"/><path d="M8 8v16M13 8v16M18 8v16M23 8v16M5 22 27 10" stroke="#fff" stroke-width="2.5" stroke-linecap="round"/></svg>',
)}`;

/** The head that every page of ours opens with. */
export const htmlHead = (title: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Tallystick</title>
<link rel="icon" href="${ICON}">`;

/** A page of ours around a body that is HTML already. */
export function htmlPage(title: string, body: string): string {
  return `${htmlHead(title)}
<link rel="stylesheet" href="/docs/page.css">
</head>
<body>
<nav><strong>Tallystick</strong><a href="/docs">API reference</a><a href="/docs/problems">Problems</a></nav>
<main>
${body}
</main>
</body>
</html>
`;
}
