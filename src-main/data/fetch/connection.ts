import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';

const redirects = [301, 302, 303, 307, 308];
const maxRedirects = 5;

export interface RequestHeaders {
  range?: string;
  'if-range'?: string;
}

/**
 * Requests a URL and follows redirects. The body is the file as stored: a `Content-Encoding` is not decoded, since
 * checksums are of the encoded bytes. Rejects with the error of the network, or on abort.
 */
export async function requestFile(
  url: string,
  headers: RequestHeaders,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let address = new URL(url);
  for (let followed = 0; ; followed++) {
    const response = await request(address, headers, signal);
    const { location } = response.headers;
    if (!redirects.includes(response.statusCode ?? 0) || location === undefined) return response;
    response.destroy();
    if (followed === maxRedirects) throw new Error('it sends from one address to the next');
    address = new URL(location, address);
  }
}

function request(
  address: URL,
  headers: RequestHeaders,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const get = address.protocol === 'https:' ? getHttps : getHttp;
    get(
      address,
      {
        headers: { 'accept-encoding': 'identity', 'user-agent': 'dni-workbench', ...headers },
        signal,
      },
      resolve,
    ).on('error', reject);
  });
}

/** The validator of an HTTP response, which names one state of a file: a strong ETag or the Last-Modified date. */
export function readValidator({ headers }: IncomingMessage): string | null {
  const { etag } = headers;
  return etag && !etag.startsWith('W/') ? etag : (headers['last-modified'] ?? null);
}

/** The offset of the first byte of a partial response; null where it has no valid Content-Range. */
export function readRangeStart({ headers }: IncomingMessage): number | null {
  const match = /^bytes (\d+)-/.exec(headers['content-range'] ?? '');
  return match ? Number(match[1]) : null;
}

/** A signal that aborts with the caller's signal, or when `restart` was not called for `timeoutMs` milliseconds. */
export class InactivityTimeout {
  /** Whether it aborted because of the timeout. */
  hasExpired = false;
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(timeoutMs: number, signal: AbortSignal | undefined) {
    const timeout = this.#controller.signal;
    this.signal = signal ? AbortSignal.any([signal, timeout]) : timeout;
    this.#timer = setTimeout(() => {
      this.hasExpired = true;
      this.#controller.abort();
    }, timeoutMs);
  }

  restart(): void {
    this.#timer.refresh();
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}
