import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as the scripted server met it. */
export interface Met {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What the server does with one request: an answer, a cut connection, or no answer at all. */
export type Reply =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | 'cut'
  | 'cut_in_body'
  | 'hang';

/** A server that does what it is told, request by request, and remembers what it met. */
export interface ScriptedServer {
  readonly url: string;
  /** Every request but those for tokens. */
  readonly met: Met[];
  /** The requests for tokens. */
  readonly tokens: Met[];
}

type Script = readonly Reply[] | ((met: Met, index: number) => Reply | Promise<Reply>);

/** What the token endpoint answers unless a test says otherwise: token-1, token-2 … for an hour. */
export const hourly = (_: Met, index: number): Reply => ({
  status: 200,
  body: { access_token: `token-${index + 1}`, token_type: 'Bearer', expires_in: 3600 },
});

/** Starts a server for the running test. A script that has run out answers 500 without a body. */
export async function scripted(script: Script, tokenScript: Script = hourly): Promise<ScriptedServer> {
  const met: Met[] = [];
  const tokens: Met[] = [];
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const isToken = request.url === '/oauth2/token';
    const list = isToken ? tokens : met;
    const index = list.length;
    const one: Met = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
    list.push(one);
    const plan = isToken ? tokenScript : script;
    play(typeof plan === 'function' ? await plan(one, index) : (plan[index] ?? { status: 500 }), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, met, tokens };
}

/** The address of a server that is no more: connecting is refused. */
export async function goneServer(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

function play(reply: Reply, response: ServerResponse): void {
  if (reply === 'hang') return;
  if (reply === 'cut') {
    response.socket?.destroy();
    return;
  }
  if (reply === 'cut_in_body') {
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"payment_event_id":');
    setTimeout(() => response.socket?.destroy(), 5);
    return;
  }
  const isText = typeof reply.body === 'string';
  const type = isText ? 'text/html' : reply.status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(reply.status, { 'content-type': type, ...reply.headers });
  response.end(isText ? reply.body : reply.body === undefined ? '' : JSON.stringify(reply.body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

/** A problem as the ledger words one. */
export function problem(status: number, code: string, more: Record<string, unknown> = {}): Exclude<Reply, string> {
  const { headers = {}, ...fields } = more as { headers?: Record<string, string> };
  return {
    status,
    headers,
    body: {
      type: `/docs/problems/${code}`,
      title: `Title of ${code}`,
      status,
      instance: '/v1/payments',
      code,
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      retryable: status === 429 || status === 503,
      ...fields,
    },
  };
}
