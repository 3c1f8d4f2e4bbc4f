import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A ledger as far as the journey goes, that fails where the journey expects it. */
export interface LedgerStub {
  readonly url: string;
  /** The methods and paths that were asked, in order. */
  readonly asked: string[];
  close(): void;
}

const PAYMENT = { allocation: { principal_minor: '78349' } };
const BUSY = { code: 'overloaded', title: 'The server is busy', status: 503, retryable: true };
const UNKNOWN_LOAN = {
  code: 'loan_not_found',
  title: 'No such loan',
  status: 404,
  retryable: false,
  detail: 'no loan 42',
};

type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>] | 'cut' | 'hang';

/** What each route answers, call by call; the last again once they have run out. */
const SCRIPT: Readonly<Record<string, readonly Answer[]>> = {
  'POST /oauth2/token': [[200, { access_token: 'token-1', expires_in: 3600 }]],
  'POST /v1/payments': [
    [503, BUSY, { 'retry-after': '0' }],
    [201, PAYMENT],
    [200, PAYMENT],
  ],
  'GET /v1/loans/11111111-1111-1111-1111-111111111111/balance': [
    [200, { total_exposure_minor: '921651' }, { traceresponse: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }],
  ],
  'GET /v1/loans/11111111-1111-1111-1111-111111111111/journal-entries': [
    [200, { items: [{ journal_entry_id: '1' }, { journal_entry_id: '2' }], next_page_token: 'second' }],
    [200, { items: [{ journal_entry_id: '3' }] }],
  ],
  'GET /v1/loans/11111111-1111-1111-1111-111111111111': [[404, UNKNOWN_LOAN]],
  'GET /v1/tie-out': ['hang'],
  'POST /v1/fees': ['cut'],
};

/** Starts a stub on a free port of this machine. */
export async function ledgerStub(): Promise<LedgerStub> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const route = `${request.method} ${request.url?.split('?')[0]}`;
    const answers = SCRIPT[route] ?? [[500, { unexpected: route }]];
    const times = asked.filter((earlier) => earlier === route).length;
    asked.push(route);
    request.resume().on('end', () => play(answers[Math.min(times, answers.length - 1)]!, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
}

function play(answer: Answer, response: ServerResponse): void {
  if (answer === 'hang') return;
  if (answer === 'cut') {
    response.socket?.destroy();
    return;
  }
  const [status, body, headers = {}] = answer;
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers }).end(JSON.stringify(body));
}
