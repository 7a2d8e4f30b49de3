import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import type { Corpus, CorpusFile, Checksum } from '#spec/corpora';
import { tinyImages, tinyLabels } from './helpers';

/** One file of the server, and how the server answers requests for it. */
export interface Served {
  bytes: Buffer;
  etag?: string;
  status?: number;
  /** Bytes after which every connection is closed. */
  cutAfter?: number;
  /** Bytes after which the server sends nothing more but leaves the connection open. */
  stallAfter?: number;
  ignoresRanges?: boolean;
  /** Sends neither length nor ETag, as for generated pages. */
  bare?: boolean;
  redirect?: string;
}

export interface FileServer {
  base: string;
  files: Map<string, Served>;
  /** The requests so far, as `/path range`. */
  requests: string[];
  close(): Promise<void>;
}

/** An HTTP server of files on this machine that supports ranges. It is closed after the test. */
export async function serveFiles(files: Record<string, Buffer | Served>): Promise<FileServer> {
  const served = new Map(
    Object.entries(files).map(([path, file]) => [
      path,
      Buffer.isBuffer(file) ? { bytes: file, etag: '"one"' } : file,
    ]),
  );
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.url} ${request.headers.range ?? 'whole'}`);
    const file = served.get(request.url ?? '');
    if (file) answer(file, request, response);
    else response.writeHead(404).end('not here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  return { base: `http://127.0.0.1:${port}`, files: served, requests, close };
}

function answer(file: Served, { headers }: IncomingMessage, response: ServerResponse): void {
  if (file.redirect !== undefined) {
    response.writeHead(302, { location: file.redirect }).end();
    return;
  }
  if (file.status !== undefined) {
    response.writeHead(file.status).end('sorry');
    return;
  }
  const range = /^bytes=(\d+)-$/.exec(headers.range ?? '');
  const isSameFile = headers['if-range'] === undefined || headers['if-range'] === file.etag;
  const from = range && isSameFile && !file.ignoresRanges ? Number(range[1]) : 0;
  const body = file.bytes.subarray(from);
  if (from > 0 && body.length === 0) {
    response.writeHead(416).end();
    return;
  }
  const end = file.bytes.length - 1;
  if (!file.bare)
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': body.length,
      ...(file.etag && { etag: file.etag }),
      ...(from > 0 && { 'content-range': `bytes ${from}-${end}/${file.bytes.length}` }),
    });
  const maxBytes = file.cutAfter ?? file.stallAfter;
  if (maxBytes === undefined) {
    response.write(body);
    response.end();
    return;
  }
  // Closes the connection only after the bytes have been sent and read: the client lives in the same process, and
  // on a busy machine a timer may fire before the sockets are looked at, hence two of them.
  response.write(body.subarray(0, maxBytes), () => {
    if (file.stallAfter === undefined)
      setTimeout(() => setTimeout(() => response.destroy(), 20), 20);
  });
}

export function checksumOf(bytes: Uint8Array, algorithm: 'sha256' | 'md5' = 'sha256'): Checksum {
  return { algorithm, value: createHash(algorithm).update(bytes).digest('hex') };
}

/** A published file at `<base>/<name>`. */
export function fileAt(base: string, name: string, bytes: Buffer): CorpusFile {
  return {
    name,
    urls: [`${base}/${name}`],
    bytes: bytes.length,
    checksum: checksumOf(bytes),
  };
}

const facts = { about: 'For tests.', page: 'http://127.0.0.1/', licence: 'none', terms: 'None.' };

/** A corpus of one text, cut by fractions. */
export function textCorpus(base: string, bytes: Buffer): Corpus {
  return {
    ...facts,
    id: 'tale',
    name: 'Tale',
    files: [fileAt(base, 'tale.txt', bytes)],
    contents: {
      format: 'text',
      train: 'tale.txt',
      validationFraction: 0.25,
      testFraction: 0.25,
    },
  };
}

/** Three images of 2 × 2 in gzipped IDX files; the test split equals the training split. */
export function idxCorpus(base: string): { corpus: Corpus; files: Record<string, Buffer> } {
  const images = gzipSync(Buffer.from(tinyImages));
  const labels = gzipSync(Buffer.from(tinyLabels));
  const files = { '/i.gz': images, '/l.gz': labels, '/ti.gz': images, '/tl.gz': labels };
  const corpus: Corpus = {
    ...facts,
    id: 'tiny',
    name: 'Tiny',
    files: Object.entries(files).map(([path, bytes]) => fileAt(base, path.slice(1), bytes)),
    contents: {
      format: 'idx',
      images: 'i.gz',
      labels: 'l.gz',
      testImages: 'ti.gz',
      testLabels: 'tl.gz',
      classNames: ['sock', 'hat', 'shoe'],
    },
  };
  return { corpus, files };
}

/** A text in a zip file. */
export function zippedCorpus(base: string, zip: Buffer, text: string): Corpus {
  const bytes = Buffer.from(text);
  return {
    ...facts,
    id: 'zipped',
    name: 'Zipped',
    files: [
      {
        ...fileAt(base, 'tale.zip', zip),
        archive: {
          kind: 'zip',
          members: [{ path: 'tale', bytes: bytes.length, checksum: checksumOf(bytes) }],
        },
      },
    ],
    contents: { format: 'text', train: 'tale' },
  };
}

/** Batches in a tar file, in the folder `batches`, without checksums of their own. */
export function tarredCorpus(base: string, tar: Buffer, members: Record<string, number>): Corpus {
  return {
    ...facts,
    id: 'tarred',
    name: 'Tarred',
    files: [
      {
        ...fileAt(base, 'batches.tar.gz', tar),
        archive: {
          kind: 'tar',
          members: Object.entries(members).map(([name, bytes]) => ({
            path: `batches/${name}`,
            bytes,
            checksum: null,
          })),
        },
      },
    ],
    contents: { format: 'cifar10', directory: 'batches' },
  };
}
