/** The server as a library: what the command line and the tests start and ask. */
export { AccessError } from './access/access-error.ts';
export {
  type ClientSummary,
  createClient,
  type IssuedClient,
  listClients,
  revokeClient,
  rotateSecret,
} from './access/clients.ts';
export { SYSTEM } from './access/sources.ts';
export { createTenant, listTenants, type Tenant } from './access/tenants.ts';
export { createVerifier, type Verify } from './access/verify.ts';
export { type Finding, type Verification, verifyBooks } from './books/verify.ts';
export { type Configuration, readConfiguration } from './configuration.ts';
export { type OpenDatabase, openDatabase } from './database/open.ts';
export { DEMO, openDemo, starterSet } from './demo.ts';
export { runDemo } from './demo-run.ts';
export { traceOf, traceResponse } from './http/trace.ts';
export { type RunningServer, startServer } from './server.ts';
export { type Connections, openConnections } from './store/connections.ts';
export { migrate, pendingMigrations } from './store/migrate.ts';
export { examineSettings, prepareDatabase } from './store/prepare.ts';
export { ConfigurationError } from './store/settings.ts';
