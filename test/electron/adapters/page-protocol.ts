/** `protocol.handle`, and `net.fetch` for files, as far as the program uses them, with the stream protocol of Electron 22. */
import electron from 'electron';
import fs from 'fs';
import { extname } from 'path';
import { Readable } from 'stream';
import { fileURLToPath } from 'url';
import { add } from './node';

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** Headers with case-sensitive names, because the program sets each name once. */
class Headers extends Map<string, string> {}

class Response {
  readonly body: Readable | null;
  readonly status: number;
  readonly headers: Headers;

  constructor(
    body: Readable | null,
    { status = 200, headers = new Headers() }: { status?: number; headers?: Headers } = {},
  ) {
    this.body = body;
    this.status = status;
    this.headers = headers;
  }
}

type Handler = (request: { url: string; method: string }) => Promise<Response> | Response;

async function fetchFile(address: string): Promise<Response> {
  const file = fileURLToPath(address);
  const type = types[extname(file)] ?? 'application/octet-stream';
  await fs.promises.access(file);
  return new Response(fs.createReadStream(file), {
    headers: new Headers([['Content-Type', type]]),
  });
}

function handle(scheme: string, handler: Handler): void {
  electron.protocol.registerStreamProtocol(scheme, (request, answer) => {
    Promise.resolve(handler({ url: request.url, method: request.method })).then(
      (response) =>
        answer({
          statusCode: response.status,
          headers: Object.fromEntries(response.headers),
          data: response.body ?? Readable.from([]),
        }),
      () => answer({ error: -2 }),
    );
  });
}

add(globalThis, { Headers, Response });
electron.app.once('ready', () => {
  // Both exist only after Electron is ready.
  add(electron.protocol, { handle });
  add(electron.net, { fetch: fetchFile });
});
