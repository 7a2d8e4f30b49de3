import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';

const redirects = [301, 302, 303, 307, 308];
const mostRedirects = 5;

export interface RequestHeaders {
  range?: string;
  'if-range'?: string;
}

/**
 * Asks for what is at an address, following it where it has moved. The bytes are those of the file: what
 * a browser would unpack on the way (`Content-Encoding`) stays as it is, since checksums are of that.
 */
export async function connect(
  url: string,
  headers: RequestHeaders,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let address = new URL(url);
  for (let followed = 0; ; followed++) {
    const response = await request(address, headers, signal);
    const moved = response.headers.location;
    if (!redirects.includes(response.statusCode ?? 0) || moved === undefined) return response;
    response.destroy();
    if (followed === mostRedirects) throw new Error('it sends from one address to the next');
    address = new URL(moved, address);
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

/** Something that names this state of a file: a strong ETag, or the date of its last change. */
export function validatorOf({ headers }: IncomingMessage): string | null {
  const { etag } = headers;
  return etag && !etag.startsWith('W/') ? etag : (headers['last-modified'] ?? null);
}

/** From which byte the answer goes on; null where it does not say. */
export function rangeStart({ headers }: IncomingMessage): number | null {
  const found = /^bytes (\d+)-/.exec(headers['content-range'] ?? '');
  return found ? Number(found[1]) : null;
}

/** Aborts with the caller's signal, or when nothing was heard for `patience` milliseconds. */
export class Watch {
  ranOut = false;
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(patience: number, signal: AbortSignal | undefined) {
    const own = this.#controller.signal;
    this.signal = signal ? AbortSignal.any([signal, own]) : own;
    this.#timer = setTimeout(() => {
      this.ranOut = true;
      this.#controller.abort();
    }, patience);
  }

  heard(): void {
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
