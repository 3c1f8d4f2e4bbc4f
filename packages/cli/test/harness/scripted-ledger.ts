import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import { runTally } from '../../src/run.ts';
import { createTerminal, type ProcessParts } from '../../src/terminal.ts';

/** A request as the scripted ledger met it. */
export interface Met {
  readonly method: string;
  /** Its path without `/v1`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly key: string | undefined;
  readonly body: unknown;
}

/** What the ledger answers: a status and a body. */
export type Answer = readonly [status: number, body: object];

/** A ledger that answers what a test says, and remembers what it was asked. */
export interface ScriptedLedger {
  readonly url: string;
  readonly met: readonly Met[];
}

/** Starts one for the running test. */
export async function scriptedLedger(script: (met: Met) => Answer | 'cut'): Promise<ScriptedLedger> {
  const met: Met[] = [];
  const server = createServer(async (request, response) => {
    const text = await textOf(request);
    const url = new URL(request.url ?? '', 'http://ledger');
    const one: Met = {
      method: request.method ?? '',
      path: url.pathname.replace(/^\/v1/, ''),
      query: Object.fromEntries(url.searchParams),
      key: request.headers['idempotency-key'] as string | undefined,
      body: text === '' ? undefined : parsed(text),
    };
    met.push(one);
    const answer = script(one);
    if (answer === 'cut') return void request.socket.destroy();
    const type = answer[0] < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(answer[0], { 'content-type': type }).end(JSON.stringify(answer[1]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, met };
}

/** The address of a server that is no more: connecting is refused. */
export async function goneLedger(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

/** A body as it was sent: JSON, or the form of a token request. */
const parsed = (text: string): unknown =>
  /^[{[]/.test(text) ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));

/** A problem as the ledger words one. */
export const problem = (status: number, code: string, detail: string): Answer => [
  status,
  { type: `/docs/problems/${code}`, title: code, status, code, detail, retryable: false },
];

/** How a command ended, and what it printed. */
export interface Told {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command finds around it. */
interface Setting {
  /** Where the ledger is, in an environment with a token for it. */
  readonly url?: string;
  /** What a person at the terminal types; without it there is no terminal. */
  readonly typed?: string;
  /** What is piped into it instead. */
  readonly input?: string;
  /** Another environment altogether. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs `tally` in this process, with the ledger's address and a token in its environment.
 *
 * @param token - the token for the ledger, where it is a real one.
 */
export async function tally(
  args: readonly string[],
  { url, token = 'a-token', typed, input, env: given }: Setting & { readonly token?: string } = {},
): Promise<Told> {
  const printed = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof printed) =>
    Object.assign(new PassThrough(), { isTTY: typed !== undefined }).on('data', (chunk: Buffer) => {
      printed[name] += chunk;
    });
  const stdin = Object.assign(new PassThrough(), { isTTY: typed !== undefined });
  stdin.end(typed === undefined ? input : `${typed}\n`);
  const env = given ?? { TALLYSTICK_TOKEN: token, TALLYSTICK_BASE_URL: url ?? 'http://127.0.0.1:9' };
  const parts = { env, stdin, stdout: stream('stdout'), stderr: stream('stderr'), argv: [...args] };
  const code = await runTally(args, createTerminal(parts as unknown as ProcessParts));
  return { code, ...printed };
}

/** A line of shell as its words; a quoted part is one word. */
export const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare ?? '');
