import { readConfiguration, startServer } from '../../src/index.ts';

/** A server as a process of its own: says where it answers, and closes on SIGTERM. */
try {
  const server = await startServer(readConfiguration(process.env));
  process.once('SIGTERM', () => {
    void server.close().then(() => process.exit(0));
  });
  console.log(`serving ${server.url}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit((error as { exitCode?: number }).exitCode ?? 1);
}
