import net from 'node:net';

/** A proxy before a PostgreSQL server that can take the server away together with the answer to a COMMIT. */
export interface VanishingProxy {
  readonly url: string;
  /** Arms it: the next COMMIT reaches the server, or does not, and from then on nothing is reached or answered. */
  vanishAtCommit(reached: boolean): void;
  /** Takes the server away now. */
  vanish(): Promise<void>;
  /** Puts the server back where it was, if it is away. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** A COMMIT as the driver writes it. The NUL tells it from the "read committed" of a connection's first message. */
const COMMIT = 'commit\0';

/** Starts a proxy before the server of the URL, on a free port that it keeps. */
export async function startVanishingProxy(url: string): Promise<VanishingProxy> {
  const target = new URL(url);
  const sockets = new Set<net.Socket>();
  let armed: 'reached' | 'not reached' | undefined;
  let listening: net.Server | undefined;
  let port = 0;

  const vanish = async (): Promise<void> => {
    const server = listening;
    listening = undefined;
    for (const socket of sockets) socket.destroy();
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  };
  const passOn = (client: net.Socket): void => {
    const upstream = net.connect(Number(target.port || 5432), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay();
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (bytes) => {
      const commits = armed !== undefined && bytes.includes(COMMIT);
      if (!commits) return void upstream.write(bytes);
      const reached = armed === 'reached';
      armed = undefined;
      if (!reached) return void vanish();
      upstream.removeAllListeners('data');
      upstream.once('data', () => void vanish());
      return void upstream.write(bytes);
    });
    upstream.on('data', (bytes) => client.write(bytes));
  };
  const comeBack = async (): Promise<void> => {
    if (listening !== undefined) return;
    await new Promise<void>((resolve) => {
      listening = net.createServer(passOn).listen(port, '127.0.0.1', () => {
        port = (listening!.address() as net.AddressInfo).port;
        resolve();
      });
    });
  };

  await comeBack();
  const own = new URL(url);
  own.hostname = '127.0.0.1';
  own.port = `${port}`;
  return {
    url: own.href,
    vanishAtCommit(reached) {
      armed = reached ? 'reached' : 'not reached';
    },
    vanish,
    comeBack,
    close: vanish,
  };
}
