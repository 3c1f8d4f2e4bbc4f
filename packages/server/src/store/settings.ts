import type { Sql } from './codecs.ts';

/** Settings under which the server must not run. One sentence a mistake, all of them at once; the process exits 78. */
export class ConfigurationError extends Error {
  readonly exitCode = 78;
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[], options?: ErrorOptions) {
    super(mistakes.join('\n'), options);
    this.name = 'ConfigurationError';
    this.mistakes = mistakes;
  }
}

/** What a PostgreSQL server says of itself, as text. */
export interface ServerSettings {
  readonly version_num: string;
  readonly version: string;
  readonly fsync: string;
  readonly synchronous_commit: string;
  readonly full_page_writes: string;
}

/** Lists, as sentences, why a server with these settings would lose what it acknowledged; empty when it would not. */
export function mistakesOf(server: ServerSettings): string[] {
  const mistakes: string[] = [];
  if (Number(server.version_num) < 150_000) {
    mistakes.push(`PostgreSQL 15 or later is needed; this server is ${server.version}.`);
  }
  if (server.fsync === 'off') {
    mistakes.push('fsync is off: a power cut would corrupt the books. Set fsync = on.');
  }
  if (server.synchronous_commit === 'off') {
    mistakes.push('synchronous_commit is off: an acknowledged payment could vanish in a crash. Set it to on.');
  }
  if (server.full_page_writes === 'off') {
    mistakes.push('full_page_writes is off: a crash during a write would leave torn pages. Set it to on.');
  }
  return mistakes;
}

/**
 * Refuses a server that is too old or that does not keep what it acknowledged.
 *
 * @throws ConfigurationError with one sentence for each mistake.
 */
export async function assertServerSettings(sql: Sql): Promise<void> {
  const [server] = await sql<ServerSettings[]>`
    select current_setting('server_version_num') as version_num, current_setting('server_version') as version,
      current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous_commit,
      current_setting('full_page_writes') as full_page_writes`;
  const mistakes = mistakesOf(server!);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);
}
