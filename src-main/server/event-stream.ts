import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { WorkbenchEvent } from '#api/events';

/** A connection with more unsent bytes than this is closed; the window then reconnects and reloads its data. */
const maxBufferedBytes = 32 * 2 ** 20;
const heartbeatMs = 30_000;

/** A WebSocket server that sends every event to all connected windows. */
export interface EventStream {
  /** Accepts an HTTP upgrade that the guard has allowed. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  send(event: WorkbenchEvent): void;
  close(): void;
}

export function createEventStream(): EventStream {
  // Windows only receive, so the size of what they may send is limited.
  const server = new WebSocketServer({ noServer: true, maxPayload: 1024 });
  const alive = new WeakSet<WebSocket>();

  server.on('connection', (socket) => {
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    socket.on('message', () => socket.close(1008, 'This stream only sends.'));
    socket.on('error', () => socket.terminate());
  });
  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, heartbeatMs);
  heartbeat.unref();

  return {
    accept(request, socket, head) {
      server.handleUpgrade(request, socket, head, (client) => {
        server.emit('connection', client, request);
      });
    },
    send(event) {
      if (server.clients.size === 0) return;
      const text = JSON.stringify(event);
      for (const socket of server.clients) {
        if (socket.readyState !== WebSocket.OPEN) continue;
        if (socket.bufferedAmount > maxBufferedBytes) socket.terminate();
        else socket.send(text);
      }
    },
    close() {
      clearInterval(heartbeat);
      for (const socket of server.clients) socket.close(1001, 'The workbench is closing.');
      server.close();
    },
  };
}
