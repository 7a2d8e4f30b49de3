/**
 * The loopback server: serves the built window and the API to a browser on the same machine.
 *
 * ```ts
 * const server = await startServer({
 *   service: { handlers: service.openView().handlers, onEvent: service.onEvent },
 *   rendererDirectory: 'out/renderer',
 * });
 * console.log(server.issueAddress().address);
 * ```
 */
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sirv from 'sirv';
import type { Handlers } from '#api/commands';
import { dispatch } from '#api/dispatch';
import type { WorkbenchEvent } from '#api/events';
import { WorkbenchError, messageOf } from '#spec/errors';
import type { Downloads } from './downloads';
import { readJson, sendEnvelope, sendError, sendPage, setSecurityHeaders } from './responses';
import { createEventStream } from './event-stream';
import {
  createGuard,
  tooManyCodesError,
  usedAddressError,
  type HttpError,
  type RequestGuard,
} from './guard';
import { SignIn, type OneTimeCode } from './sign-in';

const maxBodyBytes = 8 * 2 ** 20;
/** How long a browser stays signed in, unless the server ends before. */
const cookieSeconds = 30 * 24 * 60 * 60;

export interface ServerOptions {
  service: {
    handlers: Handlers;
    /** Returns a function that removes the listener. */
    onEvent(listener: (event: WorkbenchEvent) => void): () => void;
  };
  /** What the browser downloads. The caller closes it. */
  downloads?: Downloads;
  /** The folder with the built window: index.html and its assets. It is read when the window is shown. */
  rendererDirectory: string;
  /** A page to show in place of the window until `showWindow` is called. Default: the window is shown at once. */
  waitingPage?: () => string;
  /** Default: 0, which is any free port. */
  port?: number;
}

/** An address that signs the first browser in that opens it. */
export interface OneTimeAddress extends Pick<OneTimeCode, 'ended' | 'revoke'> {
  address: string;
}

export interface RunningServer {
  /** The address of the window, for browsers that are signed in. */
  url: string;
  port: number;
  issueAddress(): OneTimeAddress;
  /** Ends the waiting page. Throws WorkbenchError `unavailable` if the window is not built. */
  showWindow(): void;
  close(): Promise<void>;
}

/**
 * Serves the window and its API on 127.0.0.1: files, downloads, `POST /api/<command>` (JSON in, envelope or bytes out)
 * and the WebSocket `/events`. The caller closes the service. Throws WorkbenchError `unavailable` if
 * the port is in use or the window is not built.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { waitingPage } = options;
  let files = waitingPage ? null : serveFiles(options.rendererDirectory);
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  const url = `http://127.0.0.1:${port}/`;
  const signIn = new SignIn();
  const guard = createGuard(port, signIn);
  const stream = createEventStream();
  const stopListening = options.service.onEvent((event) => stream.send(event));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    setSecurityHeaders(response, port);
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const code = searchParams.get('code');
    if (request.method === 'GET' && pathname === '/' && code !== null && !isPrefetch(request))
      return exchangeCode(request, response, { guard, signIn }, code);

    const isCall = pathname.startsWith('/api/');
    const error = guard.check(request, isCall);
    if (error) return sendError(response, error);
    if (isCall) {
      if (request.method !== 'POST')
        return sendError(response, { status: 405, message: 'Commands are sent with POST.' });
      const body = await readJson(request, maxBodyBytes);
      if ('status' in body) return sendError(response, body);
      const command = pathname.slice('/api/'.length);
      return sendEnvelope(response, await dispatch(options.service.handlers, command, body.value));
    }
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sendError(response, { status: 405, message: 'Files are read with GET.' });
    if (options.downloads?.isAddress(pathname)) {
      const missing = await options.downloads.send(pathname, request, response);
      return missing ? sendError(response, missing) : undefined;
    }
    const sendMissing = (): void =>
      sendError(response, { status: 404, message: `There is nothing at ${pathname}.` });
    if (files) files(request, response, sendMissing);
    else if (waitingPage && pathname === '/') sendPage(response, waitingPage());
    else sendMissing();
  }

  server.on('request', (request, response) => {
    answer(request, response).catch(() =>
      sendError(response, { status: 400, message: 'The request could not be read.' }),
    );
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const error = guard.check(request, true);
    if (error || request.url !== '/events') {
      socket.end(`HTTP/1.1 ${error?.status ?? 404} Refused\r\nConnection: close\r\n\r\n`);
      return;
    }
    stream.accept(request, socket, head);
  });

  return {
    url,
    port,
    issueAddress() {
      const { code, ...rest } = signIn.issue();
      return { address: `${url}?code=${code}`, ...rest };
    },
    showWindow() {
      files ??= serveFiles(options.rendererDirectory);
    },
    async close() {
      signIn.close();
      stopListening();
      stream.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Throws WorkbenchError `unavailable` if the window is not built. */
function serveFiles(directory: string): ReturnType<typeof sirv> {
  if (!existsSync(join(directory, 'index.html')))
    throw new WorkbenchError('unavailable', 'The window is not built. Run `npm run build` first.');
  return sirv(directory, {
    etag: true,
    dotfiles: false,
    // The browser asks each time, so that a copy in its cache is not shown to who is not signed in.
    setHeaders: (response) => response.setHeader('Cache-Control', 'private, no-cache'),
  });
}

/** The first visit: exchanges the code in the address for a cookie and redirects to `/`. */
function exchangeCode(
  request: IncomingMessage,
  response: ServerResponse,
  { guard, signIn }: { guard: RequestGuard; signIn: SignIn },
  code: string,
): void {
  const error = guard.checkAddress(request) ?? redeemError(signIn.redeem(code));
  // A browser that is signed in may come back to the address that it has used, from its history for example.
  if (error && guard.check(request, false) !== null) return sendError(response, error);
  const headers = {
    ...(!error && {
      'Set-Cookie': `${guard.cookieName}=${signIn.secret}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${cookieSeconds}`,
    }),
    'Cache-Control': 'no-store',
  };
  const site = request.headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') {
    // If the user comes from another site (the file that opens the browser, or a terminal in the browser), a
    // redirect counts as cross-site, and the browser does not send the SameSite=Strict cookie. A refresh by this
    // page is a same-origin request.
    response
      .writeHead(200, { ...headers, 'Content-Type': 'text/html; charset=utf-8' })
      .end('<!doctype html><meta http-equiv="refresh" content="0; url=/"><a href="/">Open</a>');
    return;
  }
  response.writeHead(303, { ...headers, Location: '/' }).end();
}

function redeemError(result: ReturnType<SignIn['redeem']>): HttpError | null {
  if (result === 'accepted') return null;
  return result === 'limited' ? tooManyCodesError : usedAddressError;
}

/** Whether the browser loads the page in advance, before the user has decided to open it: the code stays valid. */
function isPrefetch({ headers }: IncomingMessage): boolean {
  return [headers['sec-purpose'], headers.purpose].some((purpose) => purpose?.includes('prefetch'));
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
