import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sirv from 'sirv';
import type { Handlers } from '#api/commands';
import { dispatch } from '#api/dispatch';
import type { WorkbenchEvent } from '#api/events';
import { WorkbenchError, messageOf } from '#spec/errors';
import { readJson, sendJson, sendRefusal, setSecurityHeaders } from './answer';
import { createEventStream } from './events';
import { createGuard, wrongToken, type Guard } from './guard';

const bodyLimit = 8 * 2 ** 20;

export interface ServerOptions {
  service: {
    handlers: Handlers;
    /** Returns the way to stop listening. */
    onEvent(listener: (event: WorkbenchEvent) => void): () => void;
  };
  /** Folder with the built window: index.html and what it loads. Read once, at the start. */
  rendererDirectory: string;
  /** 0 or left out: any free port. */
  port?: number;
  /** Left out: 32 random bytes. */
  token?: string;
}

export interface RunningServer {
  /** The address to open, token included. */
  url: string;
  port: number;
  token: string;
  close(): Promise<void>;
}

/**
 * Serves the window and its API on 127.0.0.1: files, `POST /api/<command>` (JSON in, envelope out)
 * and the WebSocket `/events`. Does not close the service. Throws `unavailable` where the port is
 * taken or the window is not built.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  if (!existsSync(join(options.rendererDirectory, 'index.html')))
    throw new WorkbenchError('unavailable', 'The window is not built. Run `npm run build` first.');
  const token = options.token ?? randomBytes(32).toString('base64url');
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  const guard = createGuard(port, token);
  const files = sirv(options.rendererDirectory, { etag: true, dotfiles: false });
  const stream = createEventStream();
  const stopListening = options.service.onEvent((event) => stream.send(event));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    setSecurityHeaders(response, port);
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
    const given = url.searchParams.get('token');
    if (request.method === 'GET' && url.pathname === '/' && given !== null)
      return welcome(request, response, guard, given);

    const isCall = url.pathname.startsWith('/api/');
    const refusal = guard.refuse(request, isCall);
    if (refusal) return sendRefusal(response, refusal);
    if (isCall) {
      if (request.method !== 'POST')
        return sendRefusal(response, { status: 405, message: 'Commands are sent with POST.' });
      const body = await readJson(request, bodyLimit);
      if ('status' in body) return sendRefusal(response, body);
      const command = url.pathname.slice('/api/'.length);
      return sendJson(response, await dispatch(options.service.handlers, command, body.value));
    }
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sendRefusal(response, { status: 405, message: 'Files are read with GET.' });
    files(request, response, () =>
      sendRefusal(response, { status: 404, message: `There is nothing at ${url.pathname}.` }),
    );
  }

  server.on('request', (request, response) => {
    answer(request, response).catch(() =>
      sendRefusal(response, { status: 400, message: 'The request could not be read.' }),
    );
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const refusal = guard.refuse(request, true);
    if (refusal || request.url !== '/events') {
      socket.end(`HTTP/1.1 ${refusal?.status ?? 404} Refused\r\nConnection: close\r\n\r\n`);
      return;
    }
    stream.accept(request, socket, head);
  });

  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    port,
    token,
    async close() {
      stopListening();
      stream.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The first visit: trades the token in the address for a cookie, and leads to the clean address. */
function welcome(
  request: IncomingMessage,
  response: ServerResponse,
  guard: Guard,
  given: string,
): void {
  const refusal = guard.refuseAddress(request) ?? (guard.isToken(given) ? null : wrongToken);
  if (refusal) return sendRefusal(response, refusal);
  const headers = {
    'Set-Cookie': `${guard.cookieName}=${given}; HttpOnly; SameSite=Strict; Path=/`,
    'Cache-Control': 'no-store',
  };
  const site = request.headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') {
    // Followed from a link on another page (a terminal in a browser, say), a redirect would still
    // count as that page's doing and come without the strict cookie; this page's own step does not.
    response
      .writeHead(200, { ...headers, 'Content-Type': 'text/html; charset=utf-8' })
      .end('<!doctype html><meta http-equiv="refresh" content="0; url=/"><a href="/">Open</a>');
    return;
  }
  response.writeHead(303, { ...headers, Location: '/' }).end();
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is taken by another program. Choose another with --port, or 0 for any free one.`
          : `The server could not listen on port ${port}: ${messageOf(error)}.`;
      reject(new WorkbenchError('unavailable', message));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
