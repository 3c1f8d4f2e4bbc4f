/**
 * A process that uses the embedded PostgreSQL: `node user-process.ts DATA_DIR BIN_FOLDER MAJOR ENV`. It prints one line
 * of JSON once it is connected, lets go when its input ends, and prints `stopped`.
 */
import { text } from 'node:stream/consumers';
import { startEmbeddedPostgres } from '../../src/database/embedded.ts';

const [dataDir = '', folder = '', major, env = '{}'] = process.argv.slice(2);
const server = await startEmbeddedPostgres({
  dataDir,
  binaries: { folder, major: Number(major), env: JSON.parse(env) },
});
console.log(JSON.stringify({ url: server.url, adopted: server.adopted, pid: server.pid() }));
await text(process.stdin);
await server.stop();
console.log('stopped');
