import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A client that writes its request byte by byte, and reads while it writes. */
export class RawClient {
  private received = '';
  private ended = false;
  private readonly socket: Socket;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect(Number(port), hostname);
    this.socket.setEncoding('utf8').on('data', (text) => (this.received += String(text)));
    // What it could read is what counts, however the connection ends.
    this.socket.on('error', () => undefined).on('close', () => (this.ended = true));
  }

  /** Begins a POST whose body comes in chunks, of whatever length in all. */
  post(path: string, type: string): void {
    const head = [`POST ${path} HTTP/1.1`, 'Host: localhost', `Content-Type: ${type}`, 'Transfer-Encoding: chunked'];
    this.socket.write(`${head.join('\r\n')}\r\n\r\n`);
  }

  /** A chunk of the body; resolves when it is on its way, or the connection is gone. */
  send(bytes: Buffer | string): Promise<void> {
    const chunk = Buffer.from(bytes);
    const framed = Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]);
    return new Promise((resolve) => {
      if (this.ended) return resolve();
      this.socket.once('close', resolve);
      this.socket.write(framed, () => {
        this.socket.off('close', resolve);
        resolve();
      });
    });
  }

  end(): void {
    this.socket.write('0\r\n\r\n');
  }

  get isClosed(): boolean {
    return this.ended;
  }

  /** The status and the code of the problem, once the whole answer has come; undefined before. */
  get answer(): { status: number; code: string | undefined } | undefined {
    const [head = '', body = ''] = this.received.split('\r\n\r\n');
    const [, status] = /^HTTP\/1\.1 (\d+)/.exec(head) ?? [];
    const [, length] = /^content-length: (\d+)$/im.exec(head) ?? [];
    if (status === undefined || Buffer.byteLength(body) < Number(length)) return undefined;
    const { code } = JSON.parse(body) as { code?: string };
    return { status: Number(status), code };
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** Waits until it holds. Throws if it does not in time. */
export async function until(holds: () => boolean, within = 20_000): Promise<void> {
  for (const deadline = Date.now() + within; !holds(); await sleep(20)) {
    if (Date.now() > deadline) throw new Error(`It does not hold after ${within} ms: ${holds.toString()}`);
  }
}
