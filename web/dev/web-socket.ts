import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** Fixed by RFC 6455. */
const PROTOCOL_ID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Server ends of WebSockets that only send; enough for a live feed on a development machine. */
export class Broadcast {
  readonly #sockets = new Set<Duplex>();

  /** Answers the request to upgrade, and keeps the socket. */
  accept(request: IncomingMessage, socket: Duplex): void {
    const key = request.headers['sec-websocket-key'] ?? '';
    const answer = createHash('sha1').update(`${key}${PROTOCOL_ID}`).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${answer}\r\n\r\n`,
    );
    this.#sockets.add(socket);
    socket.on('data', (data: Buffer) => {
      const isClose = ((data[0] ?? 0) & 0x0f) === 8;
      if (isClose) socket.end();
    });
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => this.#sockets.delete(socket));
  }

  /** Sends a message to everybody. */
  send(message: unknown): void {
    const body = Buffer.from(JSON.stringify(message));
    const head =
      body.length < 126
        ? Buffer.from([0x81, body.length])
        : Buffer.from([0x81, 126, body.length >> 8, body.length & 0xff]);
    for (const socket of this.#sockets) socket.write(Buffer.concat([head, body]));
  }

  /** Ends every socket, as an outage would. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }
}
