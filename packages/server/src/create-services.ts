import { serverSecret } from './access/server-secret.ts';
import { SYSTEM } from './access/sources.ts';
import { PostingEngine } from './posting/engine.ts';
import type { Services } from './procedures/context.ts';
import { createPageTokens } from './procedures/page-token.ts';
import type { Connections } from './store/connections.ts';
import { DailyBalances } from './store/daily-balances.ts';
import { loansTogether } from './store/loans-together.ts';
import { asking } from './store/transaction.ts';
import { readGitSha, readVersion } from './version.ts';
import { createWorld, dayIn } from './world.ts';

/** What a test, or whoever runs without a server, may put in place of the machine's own. */
export interface ServiceOverrides {
  readonly now?: () => Date;
  readonly gitSha?: string | undefined;
}

/** Makes what the procedures work with, on a prepared database. `isStopping` says that no new work should come. */
export async function createServices(
  connections: Connections,
  overrides: ServiceOverrides = {},
  isStopping: () => boolean = () => false,
): Promise<Services> {
  const world = createWorld(overrides.now);
  return {
    engine: new PostingEngine(connections, world),
    reader: connections.reader,
    writer: connections.writer,
    loans: loansTogether(connections.reader),
    dailyBalances: new DailyBalances(connections.reader),
    pageTokens: createPageTokens(await serverSecret(connections.issuer, 'page-tokens', SYSTEM)),
    version: readVersion(),
    gitSha: readGitSha(overrides.gitSha),
    now: world.now,
    today: (timeZone, at) => dayIn(timeZone, at ?? world.now()),
    async ready() {
      if (isStopping()) return false;
      await asking(connections.reader, (sql) => sql`select 1`);
      return true;
    },
  };
}
