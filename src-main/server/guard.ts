import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is turned away: an HTTP status and one sentence. */
export interface Refusal {
  status: 400 | 401 | 403 | 404 | 405 | 413 | 415;
  message: string;
}

/** The one who may pass: knows the random token, and comes to and from this very address. */
export interface Guard {
  cookieName: string;
  /** The Host and Origin checks alone, for the first visit, which brings the token in its address. */
  refuseAddress(request: IncomingMessage): Refusal | null;
  /** Null when the request may be answered. `acts`: it changes something or opens the event stream. */
  refuse(request: IncomingMessage, acts: boolean): Refusal | null;
  /** Whether a token given in the address is ours. Takes the same time whatever the token is. */
  isToken(token: string): boolean;
}

/**
 * Guards a server on 127.0.0.1 against other programs and other users (token), other web pages
 * (Origin), and web pages whose host name was bent to 127.0.0.1 (Host).
 */
export function createGuard(port: number, token: string): Guard {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  // Cookies are shared by all ports of a host: the port in the name keeps two servers apart.
  const cookieName = `dni-workbench-${port}`;
  const expected = digest(token);
  const isToken = (given: string): boolean => timingSafeEqual(digest(given), expected);

  function refuseAddress({ headers: { host = '', origin } }: IncomingMessage): Refusal | null {
    if (!hosts.includes(host))
      return { status: 403, message: `This server answers to ${hosts.join(' and ')} only.` };
    if (origin !== undefined && origin !== `http://${host}`)
      return { status: 403, message: 'This server answers to its own pages only.' };
    return null;
  }

  function refuse(request: IncomingMessage, acts: boolean): Refusal | null {
    const elsewhere = refuseAddress(request);
    if (elsewhere) return elsewhere;
    const header = headerToken(request);
    if (header !== null) return isToken(header) ? null : wrongToken;
    const cookie = cookieValue(request, cookieName);
    if (cookie === null || !isToken(cookie)) return wrongToken;
    // A browser sends the cookie by itself, so here it must also say which page it acts for.
    if (acts && request.headers.origin === undefined)
      return { status: 403, message: 'A request with a cookie must name its Origin.' };
    return null;
  }

  return { cookieName, refuseAddress, refuse, isToken };
}

export const wrongToken: Refusal = {
  status: 401,
  message:
    'This server wants its token. Open the address that the workbench printed when it started; it ends in ?token=…',
};

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function headerToken(request: IncomingMessage): string | null {
  const own = request.headers['x-token'];
  if (typeof own === 'string') return own;
  return /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

function cookieValue(request: IncomingMessage, name: string): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}
