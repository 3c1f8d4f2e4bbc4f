import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * A TCP port of 127.0.0.1 that is free now: `preferred` when it is. Others are drawn from below the range that systems
 * hand out to outgoing connections, so that no client of anything can sit on the port while PostgreSQL restarts.
 */
export async function freePort(preferred?: number): Promise<number> {
  for (let port = preferred ?? draw(); ; port = draw()) if (await isFree(port)) return port;
}

function draw(): number {
  return randomInt(15_000, 32_000);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
