/** The examples under a command's help. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;

/** What the commands have in common that ask a running server. */
export const URL_OPTION = [
  '--url <address>',
  'the server (default: TALLYSTICK_BASE_URL, the profile, or http://127.0.0.1:8080)',
] as const;

/** Under the help of the commands that speak to the database. */
export const DATABASE_NOTE = `
It speaks to the database itself, whether or not a server runs: the embedded
one in DATA_DIR (default ./data), or that of DATABASE_URL.`;

/** Under the help of the commands that ask a running server. */
export const LEDGER_NOTE = `
It asks a running server with TALLYSTICK_TOKEN, else as the client of
TALLYSTICK_CLIENT_ID and TALLYSTICK_CLIENT_SECRET, else as \`tally login\` keeps
it; a client asks for the scopes of TALLYSTICK_SCOPE, or for all that it may.
JSON has amounts in minor units, as the API answers them.`;

/** Under the help of the commands that post. */
export const KEY_NOTE = `
It books once for each key, however often it is sent. Without --key the key is
derived from the arguments: the same command is the same act. Of two acts that
are alike in everything, the second needs a --key of its own.`;

/** Under the help of the commands that take amounts. */
export const AMOUNT_NOTE = `
Amounts are in major units, as 888.49. Each can be given in minor units instead:
--amount-minor 88849 for --amount, and so on.`;
