import { readFile, readdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fetchFile } from '#data/fetch/fetch-file';
import { checksumOf, fileAt, serveFiles } from '../fetch-server';
import { put, scratch } from '../helpers';

const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 31 + (at >> 8)) % 251));
const quickRetries = { retryDelayMs: 1 };

describe('fetching a file', () => {
  it('downloads it, reports the bytes, and leaves nothing else', async () => {
    const folder = await scratch();
    const { base } = await serveFiles({ '/a.bin': bytes });
    const reported: number[] = [];
    const path = await fetchFile(fileAt(base, 'a.bin', bytes), folder, {
      onBytes: (count) => reported.push(count),
    });
    expect(await readFile(path)).toEqual(bytes);
    expect(await readdir(folder)).toEqual(['a.bin']);
    expect(reported[0]).toBe(0);
    expect(reported.at(-1)).toBe(100_000);
    expect([...reported].sort((a, b) => a - b)).toEqual(reported);
  });

  it('follows redirects, and checks by MD5 where that is the known checksum', async () => {
    const folder = await scratch();
    const { base } = await serveFiles({
      '/a.bin': { bytes, redirect: '/b.bin' },
      '/b.bin': bytes,
    });
    const file = { ...fileAt(base, 'a.bin', bytes), checksum: checksumOf(bytes, 'md5') };
    expect(await readFile(await fetchFile(file, folder))).toEqual(bytes);
  });

  it('does not decode a content encoding', async () => {
    const folder = await scratch();
    const { base } = await serveFiles({ '/a.bin': bytes });
    // The server claims an encoding that the bytes do not have.
    const { createServer } = await import('node:http');
    const misleading = createServer((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes),
    );
    await new Promise<void>((resolve) => misleading.listen(0, '127.0.0.1', resolve));
    const { port } = misleading.address() as { port: number };
    const file = { ...fileAt(base, 'a.bin', bytes), urls: [`http://127.0.0.1:${port}/a.bin`] };
    expect(await readFile(await fetchFile(file, folder))).toEqual(bytes);
    misleading.closeAllConnections();
    misleading.close();
  });

  it('retries lost connections as long as each brings further bytes', async () => {
    const folder = await scratch();
    const server = await serveFiles({ '/a.bin': { bytes, etag: '"one"', cutAfter: 20_000 } });
    const path = await fetchFile(fileAt(server.base, 'a.bin', bytes), folder, quickRetries);
    expect(await readFile(path)).toEqual(bytes);
    const [first, ...others] = server.requests;
    expect(first).toBe('/a.bin whole');
    // Each continues where the one before it ended: mostly every 20,000 bytes, since a reset may lose some.
    const from = others.map((request) => Number(/^\/a\.bin bytes=(\d+)-$/.exec(request)?.[1]));
    expect(from).toEqual([...from].sort((a, b) => a - b));
    expect(from.length).toBeGreaterThanOrEqual(4);
    expect(from.at(-1)).toBeGreaterThanOrEqual(bytes.length - 20_000);
  });
});

describe('resuming a partial download', () => {
  /** Downloads until the server stalls after 30,000 bytes, then cancels. */
  async function halfway(): Promise<{
    folder: string;
    server: Awaited<ReturnType<typeof serveFiles>>;
    file: ReturnType<typeof fileAt>;
  }> {
    const folder = await scratch();
    const server = await serveFiles({ '/a.bin': { bytes, etag: '"one"', stallAfter: 30_000 } });
    const file = fileAt(server.base, 'a.bin', bytes);
    const stop = new AbortController();
    const cancelled = new Error('cancelled');
    const fetching = fetchFile(file, folder, {
      signal: stop.signal,
      onBytes: (count) => count === 30_000 && stop.abort(cancelled),
    });
    await expect(fetching).rejects.toBe(cancelled);
    expect((await readdir(folder)).sort()).toEqual(['a.bin.part', 'a.bin.part.json']);
    expect((await stat(join(folder, 'a.bin.part'))).size).toBe(30_000);
    server.requests.length = 0;
    return { folder, server, file };
  }

  it('requests only the missing bytes', async () => {
    const { folder, server, file } = await halfway();
    server.files.set('/a.bin', { bytes, etag: '"one"' });
    const reported: number[] = [];
    const path = await fetchFile(file, folder, { onBytes: (count) => reported.push(count) });
    expect(await readFile(path)).toEqual(bytes);
    expect(server.requests).toEqual(['/a.bin bytes=30000-']);
    expect(reported[0]).toBe(30_000);
    expect(await readdir(folder)).toEqual(['a.bin']);
  });

  it('starts again where the file has changed', async () => {
    const { folder, server } = await halfway();
    const other = Buffer.from(bytes).reverse();
    server.files.set('/a.bin', { bytes: other, etag: '"two"' });
    const path = await fetchFile(fileAt(server.base, 'a.bin', other), folder);
    expect(await readFile(path)).toEqual(other);
    expect(server.requests).toEqual(['/a.bin bytes=30000-']);
  });

  it('starts again where the server supports no ranges', async () => {
    const { folder, server, file } = await halfway();
    server.files.set('/a.bin', { bytes, ignoresRanges: true });
    expect(await readFile(await fetchFile(file, folder))).toEqual(bytes);
  });

  it('starts again where the server has no such range, because the file became shorter', async () => {
    const { folder, server } = await halfway();
    const short = bytes.subarray(0, 30_000);
    server.files.set('/a.bin', { bytes: short, etag: '"one"' });
    // 40,000 bytes are expected, so the part of 30,000 is resumed, but the file has no more bytes.
    const file = { ...fileAt(server.base, 'a.bin', short), bytes: 40_000 };
    await expect(fetchFile(file, folder, quickRetries)).rejects.toThrow(
      /30000 bytes in place of 40000/,
    );
    expect(server.requests).toEqual(['/a.bin bytes=30000-', '/a.bin whole']);
    expect(await readdir(folder)).toEqual([]);
  });

  it('resumes from another URL where there is a checksum', async () => {
    const { folder, server, file } = await halfway();
    server.files.set('/a.bin', { bytes, status: 404 });
    const second = await serveFiles({ '/a.bin': bytes });
    const urls = [...file.urls, `${second.base}/a.bin`];
    expect(await readFile(await fetchFile({ ...file, urls }, folder))).toEqual(bytes);
    expect(second.requests).toEqual(['/a.bin bytes=30000-']);
  });

  it('starts again from another URL where there is no checksum', async () => {
    const { folder, server, file } = await halfway();
    server.files.set('/a.bin', { bytes, status: 404 });
    const second = await serveFiles({ '/a.bin': bytes });
    const urls = [...file.urls, `${second.base}/a.bin`];
    const unchecked = { ...file, urls, checksum: null };
    expect(await readFile(await fetchFile(unchecked, folder))).toEqual(bytes);
    expect(second.requests).toEqual(['/a.bin whole']);
  });
});

describe('a download that fails', () => {
  it('says how many bytes are on the disk where the connection is lost again and again', async () => {
    const folder = await scratch();
    const served = { bytes, etag: '"one"', cutAfter: 20_000 };
    const server = await serveFiles({ '/a.bin': served });
    // After the first 20,000 bytes every connection brings nothing.
    const fetching = fetchFile(fileAt(server.base, 'a.bin', bytes), folder, {
      ...quickRetries,
      onBytes: (count) => {
        if (count >= 20_000) served.cutAfter = 0;
      },
    });
    await expect(fetching).rejects.toThrow(
      /^The connection to 127.0.0.1:\d+ broke after 20,000 of the 100,000 bytes of 'a.bin': .*Fetch again to go on from there\.$/,
    );
    expect((await stat(join(folder, 'a.bin.part'))).size).toBe(20_000);
  });

  it('ends where the server stalls', async () => {
    const folder = await scratch();
    const served = { bytes, etag: '"one"', stallAfter: 10_000 };
    const { base } = await serveFiles({ '/a.bin': served });
    const fetching = fetchFile(fileAt(base, 'a.bin', bytes), folder, {
      ...quickRetries,
      timeoutMs: 1000,
      onBytes: (count) => {
        if (count >= 10_000) served.stallAfter = 0;
      },
    });
    await expect(fetching).rejects.toThrow(
      /broke after 10,000 of .*(nothing came any more|does not answer)/,
    );
  });

  it('leaves nothing where the checksum is wrong', async () => {
    const folder = await scratch();
    const wrong = Buffer.from(bytes);
    wrong[500] = 255;
    const { base } = await serveFiles({ '/a.bin': wrong });
    await expect(fetchFile(fileAt(base, 'a.bin', bytes), folder)).rejects.toThrow(
      /^'a.bin' from 127.0.0.1:\d+ is not the file that this program knows by its SHA-256: its SHA-256 is [0-9a-f]{12}… in place of [0-9a-f]{12}…\. It was deleted/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['of another length', { bytes: bytes.subarray(1) }, /99999 bytes in place of 100000/],
    ['too short', { bytes: bytes.subarray(1), bare: true }, /only 99999 bytes/],
    ['too long', { bytes: Buffer.concat([bytes, bytes]), bare: true }, /more than 100000 bytes/],
  ])('leaves nothing where the file is %s', async (_, served, sentence) => {
    const folder = await scratch();
    const { base } = await serveFiles({ '/a.bin': served });
    await expect(fetchFile(fileAt(base, 'a.bin', bytes), folder)).rejects.toThrow(sentence);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says that the URL has no such file, or that the server refuses', async () => {
    const folder = await scratch();
    const { base } = await serveFiles({ '/b.bin': { bytes, status: 503 } });
    await expect(fetchFile(fileAt(base, 'a.bin', bytes), folder)).rejects.toThrow(
      /^'a.bin' is no longer at http:\/\/127.0.0.1:\d+\/a.bin \(HTTP 404\): get the file by hand/,
    );
    await expect(fetchFile(fileAt(base, 'b.bin', bytes), folder)).rejects.toThrow(
      /does not give 'b.bin' \(HTTP 503\)\. Try again later/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('says that there is no server', async () => {
    const folder = await scratch();
    const server = await serveFiles({});
    await server.close();
    await expect(fetchFile(fileAt(server.base, 'a.bin', bytes), folder)).rejects.toThrow(
      /^127.0.0.1:\d+ cannot be reached: it refuses connections\. Check the network and fetch again/,
    );
    const nowhere = { ...fileAt('http://nowhere.invalid', 'a.bin', bytes) };
    await expect(fetchFile(nowhere, folder)).rejects.toThrow(
      /^nowhere.invalid cannot be reached: its host name/,
    );
  });

  it.runIf(process.platform === 'linux')('says that the disk is full', async () => {
    const folder = await scratch();
    const { base } = await serveFiles({ '/a.bin': bytes });
    await symlink('/dev/full', join(folder, 'a.bin.part'));
    await expect(fetchFile(fileAt(base, 'a.bin', bytes), folder)).rejects.toThrow(
      /^The disk of '.*' is full\. Make room and fetch again/,
    );
  });

  it('says that the folder cannot be written', async () => {
    const folder = await scratch();
    const { base } = await serveFiles({ '/a.bin': bytes });
    const file = await put(folder, 'file', 'x');
    await expect(fetchFile(fileAt(base, 'a.bin', bytes), join(file, 'in'))).rejects.toThrow(
      /cannot be written/,
    );
  });
});
