/** The examples under a command's help. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;

/** What the commands have in common that ask a running server. */
export const URL_OPTION = [
  '--url <address>',
  'the server (default: TALLYSTICK_BASE_URL, or http://127.0.0.1:8080)',
] as const;

/** Under the help of the commands that speak to the database. */
export const DATABASE_NOTE = `
It speaks to the database itself, whether or not a server runs: the embedded
one in DATA_DIR (default ./data), or that of DATABASE_URL.`;
