import type { IncomingMessage } from 'node:http';
import type { SignIn } from './sign-in';

/** Why a request is rejected: an HTTP status and one sentence. */
export interface HttpError {
  status: 400 | 401 | 403 | 404 | 405 | 413 | 415 | 429;
  message: string;
}

/** Checks of the cookie, the Host and the Origin of a request. */
export interface RequestGuard {
  cookieName: string;
  /** Checks Host and Origin only, for the first visit, whose code is in the address. */
  checkAddress(request: IncomingMessage): HttpError | null;
  /**
   * Checks Host, Origin and cookie. Null if the request is allowed. `needsOrigin`: the request changes something or
   * opens the event stream, so it must also have an Origin.
   */
  check(request: IncomingMessage, needsOrigin: boolean): HttpError | null;
}

/**
 * Protects a server on 127.0.0.1 against other programs and users (cookie), other web pages (Origin:
 * CSRF), and web pages whose host name resolves to 127.0.0.1 (Host: DNS rebinding).
 */
export function createGuard(port: number, signIn: Pick<SignIn, 'isSecret'>): RequestGuard {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  // All ports of a host share their cookies: the port in the name separates two servers.
  const cookieName = `dni-workbench-${port}`;

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
    const cookie = readCookie(request, cookieName);
    if (cookie === null || !signIn.isSecret(cookie)) return notSignedInError;
    // A browser sends the cookie with requests of any page, so the Origin is required as well.
    if (needsOrigin && request.headers.origin === undefined)
      return { status: 403, message: 'A request with a cookie must name its Origin.' };
    return null;
  }

  return { cookieName, checkAddress, check };
}

const wayIn =
  'Press Enter in the terminal in which the workbench runs, or start it again there, and open the address that it prints.';

export const notSignedInError: HttpError = {
  status: 401,
  message: `This browser is not signed in to the workbench. ${wayIn}`,
};

export const usedAddressError: HttpError = {
  status: 401,
  message: `This address does not work, or not any more: an address works once. ${wayIn}`,
};

export const tooManyCodesError: HttpError = {
  status: 429,
  message: 'Too many wrong addresses were tried. Wait a minute, and open the right one again.',
};

function readCookie(request: IncomingMessage, name: string): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}
