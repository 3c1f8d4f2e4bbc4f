import { createServices } from './create-services.ts';
import { openDemo } from './demo.ts';
import type { Connections } from './store/connections.ts';

/** Opens the demo tenant in a prepared database, whether or not a server runs on it. Doing it again books nothing. */
export async function runDemo(connections: Connections): Promise<void> {
  await openDemo(connections.operator, await createServices(connections));
}
