import process from 'node:process';
import { readConfiguration, startServer } from '@tallystick/server';
import { environment } from './environment.ts';

// The server as a process of its own, as `npm start` would run it; it tells its parent where it answers.
const server = await startServer(readConfiguration(environment));
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
process.once('disconnect', () => process.exit(1));
process.send!({ url: server.url });
