import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is rejected: an HTTP status and one sentence. */
export interface HttpError {
  status: 400 | 401 | 403 | 404 | 405 | 413 | 415;
  message: string;
}

/** Checks of the token, the Host and the Origin of a request. */
export interface RequestGuard {
  cookieName: string;
  /** Checks Host and Origin only, for the first visit, whose token is in the address. */
  checkAddress(request: IncomingMessage): HttpError | null;
  /**
   * Checks Host, Origin and token. Null if the request is allowed. `needsOrigin`: the request changes
   * something or opens the event stream, so with a cookie it must also have an Origin.
   */
  check(request: IncomingMessage, needsOrigin: boolean): HttpError | null;
  /** Compares a token with the token of the server in constant time. */
  isToken(token: string): boolean;
}

/**
 * Protects a server on 127.0.0.1 against other programs and users (token), other web pages (Origin:
 * CSRF), and web pages whose host name resolves to 127.0.0.1 (Host: DNS rebinding).
 */
export function createGuard(port: number, token: string): RequestGuard {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  // All ports of a host share their cookies: the port in the name separates two servers.
  const cookieName = `dni-workbench-${port}`;
  const expected = sha256(token);
  const isToken = (candidate: string): boolean => timingSafeEqual(sha256(candidate), expected);

  function checkAddress({ headers: { host = '', origin } }: IncomingMessage): HttpError | null {
    if (!hosts.includes(host))
      return { status: 403, message: `This server answers to ${hosts.join(' and ')} only.` };
    if (origin !== undefined && origin !== `http://${host}`)
      return { status: 403, message: 'This server answers to its own pages only.' };
    return null;
  }

  function check(request: IncomingMessage, needsOrigin: boolean): HttpError | null {
    const addressError = checkAddress(request);
    if (addressError) return addressError;
    const header = readHeaderToken(request);
    if (header !== null) return isToken(header) ? null : wrongTokenError;
    const cookie = readCookie(request, cookieName);
    if (cookie === null || !isToken(cookie)) return wrongTokenError;
    // A browser sends the cookie with requests of any page, so the Origin is required as well.
    if (needsOrigin && request.headers.origin === undefined)
      return { status: 403, message: 'A request with a cookie must name its Origin.' };
    return null;
  }

  return { cookieName, checkAddress, check, isToken };
}

export const wrongTokenError: HttpError = {
  status: 401,
  message:
    'This server wants its token. Open the address that the workbench printed when it started; it ends in ?token=…',
};

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function readHeaderToken(request: IncomingMessage): string | null {
  const tokenHeader = request.headers['x-token'];
  if (typeof tokenHeader === 'string') return tokenHeader;
  return /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

function readCookie(request: IncomingMessage, name: string): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}
