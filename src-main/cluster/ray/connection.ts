/**
 * Requests to a Ray dashboard. Nothing that it answers is trusted: every answer has a limit of bytes and of time, is
 * not followed elsewhere, and has to be what was asked for.
 *
 * The global `fetch` cannot be used: Ray refuses what it sends as the traffic of a browser.
 */
import { createReadStream } from 'node:fs';
import { Agent as HttpAgent, request as requestHttp, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { ZodType } from 'zod';
import { errorCode } from '#files/file-errors';
import type { RayPlace } from '#spec/place';
import { RayFaults, TimeoutError } from './faults';
import { readToken } from './token';

export interface RayRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the address of the place, with its query: `api/jobs/`. */
  path: string;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  file?: { path: string; bytes: number };
  /** A longer answer is refused, or where `keepEnd` is set only its end is kept. */
  maxBytes: number;
  keepEnd?: boolean;
  /** For the request and its answer, where the usual time is not enough over a slow line. */
  totalMs?: number;
}

export interface RayAnswer {
  status: number;
  body: Buffer;
}

export interface RayTimeouts {
  /** Without a byte in either direction. */
  idleMs: number;
  /** For a request and its answer. */
  totalMs: number;
  /** For sending a bundle. */
  uploadMs: number;
}

const defaultTimeouts: RayTimeouts = { idleMs: 20_000, totalMs: 60_000, uploadMs: 900_000 };

/** An answer longer than was allowed. */
export class TooLongError extends Error {}

export class RayConnection {
  readonly faults: RayFaults;
  readonly #base: URL;
  readonly #agent: HttpAgent;
  readonly #timeouts: RayTimeouts;
  readonly #signal: AbortSignal | undefined;

  constructor(
    place: RayPlace,
    { timeouts, signal }: { timeouts?: Partial<RayTimeouts>; signal?: AbortSignal } = {},
  ) {
    this.faults = new RayFaults(place);
    // An address may have a path, below which a proxy serves the dashboard.
    this.#base = new URL(place.address.replace(/[?#].*$/, '').replace(/\/*$/, '/'));
    const options = { keepAlive: true, maxSockets: 4 };
    this.#agent =
      this.#base.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
    this.#timeouts = { ...defaultTimeouts, ...timeouts };
    this.#signal = signal;
  }

  /** The answer with any status but a redirect, a refusal, or one of a proxy. */
  async request(request: RayRequest): Promise<RayAnswer> {
    let answer: RayAnswer & { headers: IncomingMessage['headers'] };
    try {
      answer = await this.#send(request).catch((error: unknown) => {
        // Ray had closed a connection that waited for its next request. Every request here can be sent again.
        if (error instanceof StaleConnectionError) return this.#send(request);
        throw error;
      });
    } catch (error) {
      if (error instanceof TooLongError) throw error;
      throw this.faults.unreachable(error);
    }
    const { status, headers } = answer;
    if (status >= 300 && status < 400) throw this.faults.redirect(headers.location);
    if (status === 401 || status === 403) throw this.faults.refused(status);
    if (status === 407 || status === 429 || (status >= 502 && status <= 504))
      throw this.faults.busy(status);
    const encoding = headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') throw this.faults.notRay('a compressed answer');
    return answer;
  }

  /** A JSON answer with status 200. */
  async json<T>(schema: ZodType<T>, request: RayRequest): Promise<T> {
    const answer = await this.bounded(request);
    if (answer.status !== 200) throw this.faults.status(answer.status, answer.body);
    return this.parse(schema, answer.body);
  }

  parse<T>(schema: ZodType<T>, body: Buffer): T {
    let value: unknown;
    try {
      value = JSON.parse(body.toString('utf8'));
    } catch {
      const isPage = /^\s*</.test(body.subarray(0, 200).toString('latin1'));
      throw this.faults.notRay(isPage ? 'a web page' : 'something that is not JSON');
    }
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw this.faults.notRay('JSON of another layout');
    return parsed.data;
  }

  /** As `request`, with a sentence where the answer is too long. */
  async bounded(request: RayRequest): Promise<RayAnswer> {
    try {
      return await this.request(request);
    } catch (error) {
      if (error instanceof TooLongError) throw this.faults.tooLong(request.maxBytes);
      throw error;
    }
  }

  async #send(request: RayRequest): Promise<RayAnswer & { headers: IncomingMessage['headers'] }> {
    const { method = 'GET', path, file, maxBytes, keepEnd = false } = request;
    const json = request.json === undefined ? null : Buffer.from(JSON.stringify(request.json));
    const token = await readToken();
    const headers = {
      accept: 'application/json, text/plain, */*',
      'accept-encoding': 'identity',
      'user-agent': 'dni-workbench',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(json ? { 'content-type': 'application/json', 'content-length': json.length } : {}),
      ...(file ? { 'content-type': 'application/octet-stream', 'content-length': file.bytes } : {}),
    };
    const send = this.#base.protocol === 'https:' ? requestHttps : requestHttp;
    const { idleMs } = this.#timeouts;
    const target = new URL(path, this.#base);
    const [agent, signal] = [this.#agent, this.#signal];
    const outgoing = send(target, { method, headers, agent, signal, timeout: idleMs });
    const totalMs = request.totalMs ?? this.#timeouts[file ? 'uploadMs' : 'totalMs'];
    let timeout: TimeoutError | null = null;
    const expire = (afterMs: number): void => {
      timeout = new TimeoutError(afterMs);
      outgoing.destroy(timeout);
    };
    outgoing.on('timeout', () => expire(idleMs));
    let timer: NodeJS.Timeout | undefined;
    // Before that it waits for those ahead of it.
    outgoing.once('socket', () => (timer = setTimeout(() => expire(totalMs), totalMs)));
    let hasAnswer = false;
    try {
      const incoming = new Promise<IncomingMessage>((resolve, reject) => {
        outgoing.once('response', resolve);
        // Stays for what comes after the first: nothing else would hear it.
        outgoing.on('error', reject);
      });
      const sent = file
        ? pipeline(createReadStream(file.path, { end: file.bytes - 1 }), outgoing)
        : Promise.resolve(outgoing.end(json ?? undefined));
      // A server that refuses a file answers before it has all of it.
      const response = await Promise.race([incoming, sent.then(() => incoming)]);
      hasAnswer = true;
      const body = await collect(response, maxBytes, keepEnd);
      return { status: response.statusCode ?? 0, body, headers: response.headers };
    } catch (error) {
      if (timeout) throw timeout;
      const isCut = ['ECONNRESET', 'EPIPE'].includes(errorCode(error));
      throw isCut && outgoing.reusedSocket && !hasAnswer ? new StaleConnectionError() : error;
    } finally {
      clearTimeout(timer);
      if (!outgoing.writableFinished) outgoing.destroy();
    }
  }
}

class StaleConnectionError extends Error {}

async function collect(
  response: IncomingMessage,
  maxBytes: number,
  keepEnd: boolean,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (!keepEnd && bytes > maxBytes) throw new TooLongError();
    while (keepEnd && bytes - (chunks[0]?.length ?? 0) >= maxBytes)
      bytes -= chunks.shift()?.length ?? 0;
  }
  const whole = Buffer.concat(chunks);
  return keepEnd ? whole.subarray(Math.max(0, whole.length - maxBytes)) : whole;
}
