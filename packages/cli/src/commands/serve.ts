import { type Command, InvalidArgumentError } from 'commander';
import type { ServerPackage } from '../books.ts';
import { databaseFailure, describePlace, type Place, serverIn } from '../database-failure.ts';
import { curlLine, demoInJson } from '../demo-loan.ts';
import { EXIT } from '../exit.ts';
import { codeIn, Failure } from '../failure.ts';
import { examples } from '../help.ts';
import { stopSignal } from '../stop-signal.ts';
import { list } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { isWorker, startWorkers } from '../workers.ts';

const SETTINGS = `
Settings, all from the environment:
  HOST, PORT      where to listen (127.0.0.1, 8080; port 0 takes a free one)
  DATABASE_URL    a PostgreSQL of your own (unset: the embedded one)
  DATA_DIR        where the embedded PostgreSQL keeps the books (./data)
  AUTH_ISSUER, AUTH_AUDIENCE, AUTH_JWKS_URL
                  an issuer of your own (unset: the built-in one)
  LOG_LEVEL       trace, debug, info, warn, error, fatal or silent (info)
  METRICS_PORT    where /metrics is served (unset: nowhere)
  DEMO            1 opens a demo lender with a loan (0)

The log goes to stdout, a JSON object a line. With --json, what is printed when
the server is ready is such a line too.`;

/** `tally serve`: runs a server until it is told to stop. */
export function addServe(program: Command, terminal: Terminal): void {
  program
    .command('serve')
    .description('run a server until SIGTERM or Ctrl-C; a second one exits at once')
    .option('--workers <n>', 'server processes that share the port, one a core', countOf, 1)
    .addHelpText('after', SETTINGS)
    .addHelpText('after', examples('DEMO=1 PORT=9000 tally serve', 'tally serve --workers 4'))
    .action(({ workers }: { workers: number }) => serve(terminal, workers));
}

/** The most workers of one command: each has a dozen connections to the database. */
const MOST_WORKERS = 64;

function countOf(text: string): number {
  if (/^[1-9][0-9]?$/.test(text) && Number(text) <= MOST_WORKERS) return Number(text);
  throw new InvalidArgumentError(`It must be a number from 1 to ${MOST_WORKERS}.`);
}

async function serve(terminal: Terminal, workers: number): Promise<void> {
  const { DEMO, readConfiguration, startServer } = await import('@tallystick/server');
  const config = readConfiguration(terminal.env);
  const stop = stopSignal();
  const several = workers > 1 && !isWorker();
  const server = await (several ? startWorkers(workers, config) : startServer(config)).catch((error: unknown) => {
    throw portFailure(error, config) ?? databaseFailure(error, config);
  });
  if (isWorker()) {
    await stop;
    return server.close();
  }
  const demo = config.demo ? DEMO : undefined;
  terminal.answer(readyInJson(server.url, config, demo), banner(server.url, config, demo));
  await stop;
  terminal.note('Stopping: requests under way may finish. Once more, and it exits at once.');
  await server.close();
}

type Demo = ServerPackage['DEMO'] | undefined;

function banner(url: string, place: Place, demo: Demo): string {
  const facts = list([
    ['  Docs', `${url}/docs`],
    ['  Books', describePlace(place)],
    ...(demo === undefined ? [] : [['  Demo', `client ${demo.clientId}, secret ${demo.clientSecret}`] as const]),
  ]);
  const invitation =
    demo === undefined ? '' : `\n\nPaste this to read the demo loan's balance:\n\n${curlLine(url, demo)}`;
  return `\nTallystick answers at ${url}\n\n${facts}${invitation}\n`;
}

function readyInJson(url: string, { databaseUrl, dataDir }: Place, demo: Demo): object {
  const database =
    databaseUrl === undefined
      ? { kind: 'embedded', data_dir: dataDir }
      : { kind: 'postgres', ...(serverIn(databaseUrl) ?? {}) };
  const docs = `${url}/docs`;
  return { event: 'ready', url, docs_url: docs, database, demo: demo === undefined ? null : demoInJson(url, demo) };
}

/** What the machine has against the address, as one sentence; undefined when that was not it. */
function portFailure(error: unknown, { host, port }: { readonly host: string; readonly port: number }) {
  // The database's socket has the same codes, so only the server's own `listen` counts.
  if ((error as NodeJS.ErrnoException).syscall !== 'listen') return undefined;
  const sentence = {
    EADDRINUSE: `Port ${port} of ${host} is in use: stop what listens there, or choose another, as PORT=${port + 1}.`,
    EACCES: `This user may not listen on port ${port}: choose one above 1023, as PORT=8080.`,
    EADDRNOTAVAIL: `${host} is no address of this machine: choose another HOST.`,
  }[codeIn(error) ?? ''];
  return new Failure(
    'listen_failed',
    EXIT.failed,
    sentence ?? `${host}:${port} cannot be listened on (${codeIn(error)}).`,
  );
}
