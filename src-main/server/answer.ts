import type { IncomingMessage, ServerResponse } from 'node:http';
import { contentSecurityPolicy } from '#service/page-policy';
import type { Refusal } from './guard';

/** Headers of every answer: the page may load and talk to this server and nothing else. */
export function setSecurityHeaders(response: ServerResponse, port: number): void {
  const policy = contentSecurityPolicy([`ws://127.0.0.1:${port}`, `ws://localhost:${port}`]);
  response.setHeader('Content-Security-Policy', policy);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('Permissions-Policy', 'camera=(), microphone=(), geolocation=()');
}

export function sendJson(response: ServerResponse, value: unknown): void {
  const body = JSON.stringify(value);
  response
    .writeHead(200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      'Cache-Control': 'no-store',
    })
    .end(body);
}

export function sendRefusal(response: ServerResponse, { status, message }: Refusal): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response
    .writeHead(status, {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      // What is left of a refused body is not read.
      Connection: 'close',
    })
    .end(`${message}\n`);
}

/**
 * The JSON in a request's body, or why it is refused: another type than application/json (which a
 * foreign page cannot send unasked), more than `limit` bytes, or not JSON.
 */
export async function readJson(
  request: IncomingMessage,
  limit: number,
): Promise<{ value: unknown } | Refusal> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    return { status: 415, message: 'The body must be sent as application/json.' };
  const tooLong: Refusal = {
    status: 413,
    message: `The body is longer than ${limit / 2 ** 20} MB, the most this server takes.`,
  };
  if (Number(request.headers['content-length'] ?? 0) > limit) return tooLong;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) return tooLong;
    chunks.push(chunk);
  }
  try {
    return { value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return { status: 400, message: 'The body is not JSON.' };
  }
}
