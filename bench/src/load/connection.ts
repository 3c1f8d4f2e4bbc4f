import net from 'node:net';

/** What a connection does with an answer: its status and its body's length. 0 when the connection was lost. */
export type Answered = (status: number, body: string) => void;

const EMPTY = Buffer.alloc(0);

/**
 * One keep-alive connection that speaks just enough HTTP/1.1: one request at a time, answers with a Content-Length or
 * in chunks. It writes text that is ready and reads into one buffer, so that the generator leaves the machine to the
 * server.
 */
export class Connection {
  readonly #host: string;
  readonly #port: number;
  #socket: net.Socket | undefined;
  #waiting: Answered | undefined;
  #rest: Buffer = EMPTY;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
  }

  /** Connects; resolves when it may send. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = net.connect({
        host: this.#host,
        port: this.#port,
        noDelay: true,
        onread: { buffer: Buffer.allocUnsafe(16_384), callback: (count, buffer) => this.#read(count, buffer) },
      });
      socket.once('connect', () => {
        this.#socket = socket;
        resolve();
      });
      socket.once('error', reject);
      socket.on('close', () => this.#lost());
    });
  }

  get usable(): boolean {
    return this.#socket !== undefined;
  }

  /** Sends a request; `answered` is called once. The one before must have been answered. */
  send(request: string | Buffer, answered: Answered): void {
    this.#waiting = answered;
    if (this.#socket === undefined) this.#lost();
    else if (typeof request === 'string') this.#socket.write(request, 'latin1');
    else this.#socket.write(request);
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#waiting = undefined;
    socket?.destroy();
  }

  #read(count: number, buffer: Uint8Array): boolean {
    const chunk = Buffer.from(buffer.buffer, buffer.byteOffset, count);
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const answer = answerIn(bytes.toString('latin1'));
    if (answer === undefined) {
      this.#rest = bytes === chunk ? Buffer.from(chunk) : bytes;
      return true;
    }
    this.#rest = EMPTY;
    const answered = this.#waiting;
    this.#waiting = undefined;
    answered?.(answer.status, answer.body);
    return true;
  }

  #lost(): void {
    this.#socket = undefined;
    this.#rest = EMPTY;
    const answered = this.#waiting;
    this.#waiting = undefined;
    answered?.(0, '');
  }
}

/** The whole answer in the text, or undefined while some of it is missing. */
function answerIn(text: string): { status: number; body: string } | undefined {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const status = Number(text.slice(9, 12));
  const body = text.slice(head + 4);
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1];
  if (length !== undefined) return body.length < Number(length) ? undefined : { status, body };
  return body.endsWith('0\r\n\r\n') ? { status, body } : undefined;
}
