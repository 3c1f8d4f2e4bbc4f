import type { AnyRequest } from '@tallystick/sdk';
import { Argument, type Command } from 'commander';
import { address, type JsonObject, key } from '../arguments.ts';
import { usage } from '../failure.ts';
import { failureOf } from '../failure-of.ts';
import { examples, LEDGER_NOTE, URL_OPTION } from '../help.ts';
import { objectIn } from '../json-file.ts';
import { ledgerAt } from '../ledger.ts';
import type { Terminal } from '../terminal.ts';

const NOTE = `
It prints the body as the API answers it, and ends as other commands do. A query
is part of the path: '/events?page_size=5'. A POST takes a --key: it is booked
once under it, however often it is sent.`;

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;
type Method = (typeof METHODS)[number];

/** `tally api`: any request of the API, for what there is no command for. */
export function addApi(program: Command, terminal: Terminal): void {
  program
    .command('api')
    .description('send a request to the API as it is, and print what it answers')
    .addArgument(new Argument('<method>', 'what to do there').choices(METHODS))
    .argument('<path>', 'the path under /v1, as /loans/1111…/balance')
    .option('--input <file>', 'the body: a file with its JSON, or - for stdin')
    .option('--key <key>', 'the key of a POST, under which it is booked once', key)
    .option(...URL_OPTION, address)
    .addHelpText('after', NOTE + LEDGER_NOTE)
    .addHelpText(
      'after',
      examples(
        'tally api GET /loans/1111…/balance',
        'tally api POST /payments --input payment.json --key payment:42:txn_9',
      ),
    )
    .action((method: Method, path: string, options: Options) => send(method, path, options, terminal));
}

interface Options {
  readonly input?: string;
  readonly key?: string;
  readonly url?: string;
}

async function send(method: Method, path: string, options: Options, terminal: Terminal): Promise<void> {
  const { input, key: idempotencyKey } = options;
  if (method === 'POST' && idempotencyKey === undefined) {
    throw usage('A POST takes a --key: it is booked once under it, however often it is sent.');
  }
  if (method !== 'POST' && idempotencyKey !== undefined) throw usage(`A ${method} takes no --key: it books nothing.`);
  if (method === 'GET' && input !== undefined) throw usage('A GET takes no --input: what it asks for is in the path.');
  const body = input === undefined ? undefined : await objectIn<JsonObject>(input, terminal.stdin);
  // The API's own texts begin a path with /v1, so it may be pasted so.
  const request = { method, path: path.replace(/^\/v1(?=\/)/, ''), body, idempotencyKey } as AnyRequest;
  const ask = ledgerAt(terminal, options.url);
  const answer = await ask((ledger) => ledger.request(request)).catch((error: unknown) => {
    // The SDK's word for a path that leads out of the API.
    if (error instanceof RangeError) throw usage(error.message);
    throw idempotencyKey === undefined ? error : failureOf(error).under(idempotencyKey);
  });
  const { responseOf } = await import('@tallystick/sdk');
  terminal.answer(answer, responseOf(answer)?.text ?? '');
  if (answer.isReplay) terminal.note('It was booked before, under this key, and not again.');
}
