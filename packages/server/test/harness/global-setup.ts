import type { TestProject } from 'vitest/node';
import type {} from './databases.ts';
import { runServer } from './run-server.ts';

/** Starts one PostgreSQL for the whole run, hands its address to the tests, and returns what stops it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await runServer();
  project.provide('adminUrl', server.adminUrl);
  project.provide('flavour', server.flavour);
  console.log(`The server's tests run on ${server.flavour}.`);
  return () => server.stop();
}
