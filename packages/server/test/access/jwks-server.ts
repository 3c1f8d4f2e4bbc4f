import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JSONWebKeySet } from 'jose';

/** An issuer's key page that says what the test scripts it to. */
export interface JwksServer {
  readonly url: string;
  /** How often it was asked. */
  asked: number;
  keys: JSONWebKeySet;
  mood: 'well' | 'failing' | 'garbage' | 'redirecting' | 'unplugged';
  close(): Promise<void>;
}

/** Starts one on a free port. */
export async function startJwksServer(keys: JSONWebKeySet): Promise<JwksServer> {
  const http = createServer((request, response) => {
    server.asked += 1;
    if (server.mood === 'unplugged') request.socket.destroy();
    else if (server.mood === 'failing') response.writeHead(500).end('{}');
    else if (server.mood === 'garbage') response.end('<html>');
    else if (server.mood === 'redirecting') response.writeHead(302, { location: server.url }).end();
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(server.keys));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const server: JwksServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/jwks.json`,
    asked: 0,
    keys,
    mood: 'well',
    close: () => new Promise((resolve) => http.close(() => resolve())),
  };
  return server;
}
