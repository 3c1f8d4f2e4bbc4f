import net from 'node:net';

/** What the proxy does with the connection that sends the awaited text. */
export type Mishap =
  /** Closes it before the server hears the text. */
  | 'drop'
  /** Lets the server hear and act, and closes it instead of passing the answer on. */
  | 'swallow'
  /** Passes nothing on any more. */
  | 'stall';

/** A TCP proxy before a PostgreSQL server that can lose a chosen message. */
export interface Proxy {
  readonly url: string;
  readonly port: number;
  /** Arms the mishap for the next message whose bytes contain the text. */
  on(text: string, mishap: Mishap): void;
  close(): Promise<void>;
}

/** Starts a proxy before the server of the URL, on a free port or the one given. */
export async function startProxy(url: string, port = 0): Promise<Proxy> {
  const target = new URL(url);
  const sockets = new Set<net.Socket>();
  let armed: { text: string; mishap: Mishap } | undefined;
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(target.port || 5432), target.hostname);
    let silent = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (bytes) => {
      const mishap = armed !== undefined && bytes.includes(armed.text) ? armed.mishap : undefined;
      if (mishap === undefined) {
        if (!silent) upstream.write(bytes);
        return;
      }
      armed = undefined;
      if (mishap === 'drop') client.destroy();
      if (mishap === 'stall') silent = true;
      if (mishap === 'swallow') {
        upstream.removeAllListeners('data');
        upstream.once('data', () => client.destroy());
        upstream.write(bytes);
      }
    });
    upstream.on('data', (bytes) => {
      if (!silent) client.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: bound } = server.address() as net.AddressInfo;
  const own = new URL(url);
  own.hostname = '127.0.0.1';
  own.port = `${bound}`;
  return {
    url: own.href,
    port: bound,
    on(text, mishap) {
      armed = { text, mishap };
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
