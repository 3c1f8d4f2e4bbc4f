import { randomBytes } from 'node:crypto';
import { openDemo } from './demo.ts';
import { PostingEngine } from './posting/engine.ts';
import { createPageTokens } from './procedures/page-token.ts';
import type { Connections } from './store/connections.ts';
import { readGitSha, readVersion } from './version.ts';
import { createWorld, dayIn } from './world.ts';

/** Opens the demo tenant in a prepared database, whether or not a server runs on it. Doing it again books nothing. */
export async function runDemo(connections: Connections): Promise<void> {
  const world = createWorld();
  await openDemo(connections.operator, {
    engine: new PostingEngine(connections.writer, world),
    reader: connections.reader,
    // The demo reads no list, so no page of it is ever asked for under this secret.
    pageTokens: createPageTokens(randomBytes(32)),
    version: readVersion(),
    gitSha: readGitSha(undefined),
    today: (timeZone, at) => dayIn(timeZone, at ?? world.now()),
    ready: async () => true,
  });
}
