import type { IncomingMessage, ServerResponse } from 'node:http';
import { bytesType, type Envelope } from '#api/envelope';
import { takeTurn } from '#files/take-turn';
import { contentSecurityPolicy } from '#service/page-policy';
import type { HttpError } from './guard';

/** Sets the security headers of every response: the page may load from and connect to this server only. */
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

/** Sends the outcome of a command: bytes as they are, everything else as an envelope in JSON. */
export async function sendEnvelope(response: ServerResponse, envelope: Envelope): Promise<void> {
  const isBytes = envelope.ok && envelope.result instanceof Uint8Array;
  const parts = isBytes ? [envelope.result as Uint8Array] : await encodeInTurns(envelope);
  response.writeHead(200, {
    'Content-Type': isBytes ? bytesType : 'application/json; charset=utf-8',
    'Content-Length': parts.reduce((sum, { byteLength }) => sum + byteLength, 0),
    'Cache-Control': 'no-store',
  });
  for (const part of parts) response.write(part);
  response.end();
}

/** Elements of a list that are written between two turns of the event loop: about a millisecond of a list of runs. */
const elementsAtOnce = 25;

/** The envelope as JSON. Writing a list of a thousand runs takes 50 ms, in which other requests and events would wait. */
async function encodeInTurns(envelope: Envelope): Promise<Uint8Array[]> {
  if (!envelope.ok || !Array.isArray(envelope.result)) return [encode(JSON.stringify(envelope))];
  const list: readonly unknown[] = envelope.result;
  const parts = [encode('{"ok":true,"result":[')];
  for (let from = 0; from < list.length; from += elementsAtOnce) {
    await takeTurn();
    const text = JSON.stringify(list.slice(from, from + elementsAtOnce)).slice(1, -1);
    parts.push(encode(from === 0 ? text : `,${text}`));
  }
  return [...parts, encode(']}')];
}

function encode(text: string): Uint8Array {
  return Buffer.from(text);
}

/** Sends a page that changes while it is looked at. */
export function sendPage(response: ServerResponse, page: string): void {
  response
    .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
    .end(page);
}

export function sendError(response: ServerResponse, { status, message }: HttpError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response
    .writeHead(status, {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      // The rest of a rejected request body is not read.
      Connection: 'close',
    })
    .end(`${message}\n`);
}

/**
 * Parses the JSON body of a request. Returns an error for a content type other than application/json
 * (which another origin cannot send without a CORS preflight), for more than `limit` bytes and for
 * invalid JSON.
 */
export async function readJson(
  request: IncomingMessage,
  limit: number,
): Promise<{ value: unknown } | HttpError> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    return { status: 415, message: 'The body must be sent as application/json.' };
  const tooLongError: HttpError = {
    status: 413,
    message: `The body is longer than ${limit / 2 ** 20} MB, the most this server takes.`,
  };
  if (Number(request.headers['content-length'] ?? 0) > limit) return tooLongError;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) return tooLongError;
    chunks.push(chunk);
  }
  try {
    return { value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return { status: 400, message: 'The body is not JSON.' };
  }
}
