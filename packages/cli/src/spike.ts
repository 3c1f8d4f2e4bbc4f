import { startServer, readConfiguration } from '@tallystick/server';
const s = await startServer(readConfiguration(process.env));
console.log(s.url);
process.on('SIGTERM', () => s.close().then(() => process.exit(0)));
