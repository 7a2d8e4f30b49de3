import { readFile, readdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fetchFile } from '#data/fetch/fetch-file';
import { checksumOf, fileAt, serveFiles } from '../fetch-server';
import { put, scratch } from '../helpers';

const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 31 + (at >> 8)) % 251));
const quick = { wait: 1 };

describe('fetching a file', () => {
  it('brings it whole, says how far it is, and leaves nothing else', async () => {
    const folder = await scratch();
    const { base } = await serveFiles({ '/a.bin': bytes });
    const seen: number[] = [];
    const path = await fetchFile(fileAt(base, 'a.bin', bytes), folder, {
      onBytes: (count) => seen.push(count),
    });
    expect(await readFile(path)).toEqual(bytes);
    expect(await readdir(folder)).toEqual(['a.bin']);
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(100_000);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
  });

  it('follows an address that has moved, and checks by MD5 where that is what is known', async () => {
    const folder = await scratch();
    const { base } = await serveFiles({
      '/a.bin': { bytes, redirect: '/b.bin' },
      '/b.bin': bytes,
    });
    const file = { ...fileAt(base, 'a.bin', bytes), checksum: checksumOf(bytes, 'md5') };
    expect(await readFile(await fetchFile(file, folder))).toEqual(bytes);
  });

  it('leaves bytes alone that a browser would unpack', async () => {
    const folder = await scratch();
    const { base } = await serveFiles({ '/a.bin': bytes });
    // The server claims an encoding that the bytes do not even have.
    const { createServer } = await import('node:http');
    const claiming = createServer((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes),
    );
    await new Promise<void>((resolve) => claiming.listen(0, '127.0.0.1', resolve));
    const { port } = claiming.address() as { port: number };
    const file = { ...fileAt(base, 'a.bin', bytes), urls: [`http://127.0.0.1:${port}/a.bin`] };
    expect(await readFile(await fetchFile(file, folder))).toEqual(bytes);
    claiming.closeAllConnections();
    claiming.close();
  });

  it('goes on by itself where a connection breaks but brings more each time', async () => {
    const folder = await scratch();
    const server = await serveFiles({ '/a.bin': { bytes, etag: '"one"', cutAfter: 20_000 } });
    const path = await fetchFile(fileAt(server.base, 'a.bin', bytes), folder, quick);
    expect(await readFile(path)).toEqual(bytes);
    const [first, ...others] = server.asked;
    expect(first).toBe('/a.bin whole');
    // Each goes on where the one before it came to: mostly every 20,000 bytes; a reset may lose some on the way.
    const from = others.map((asked) => Number(/^\/a\.bin bytes=(\d+)-$/.exec(asked)?.[1]));
    expect(from).toEqual([...from].sort((a, b) => a - b));
    expect(from.length).toBeGreaterThanOrEqual(4);
    expect(from.at(-1)).toBeGreaterThanOrEqual(bytes.length - 20_000);
  });
});

describe('going on with a part', () => {
  /** Fetches until the line is dead after 30,000 bytes, then mends the server. */
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
    server.asked.length = 0;
    return { folder, server, file };
  }

  it('asks only for what is missing', async () => {
    const { folder, server, file } = await halfway();
    server.files.set('/a.bin', { bytes, etag: '"one"' });
    const seen: number[] = [];
    const path = await fetchFile(file, folder, { onBytes: (count) => seen.push(count) });
    expect(await readFile(path)).toEqual(bytes);
    expect(server.asked).toEqual(['/a.bin bytes=30000-']);
    expect(seen[0]).toBe(30_000);
    expect(await readdir(folder)).toEqual(['a.bin']);
  });

  it('begins anew where the file has changed since', async () => {
    const { folder, server } = await halfway();
    const other = Buffer.from(bytes).reverse();
    server.files.set('/a.bin', { bytes: other, etag: '"two"' });
    const path = await fetchFile(fileAt(server.base, 'a.bin', other), folder);
    expect(await readFile(path)).toEqual(other);
    expect(server.asked).toEqual(['/a.bin bytes=30000-']);
  });

  it('begins anew where the server knows no parts', async () => {
    const { folder, server, file } = await halfway();
    server.files.set('/a.bin', { bytes, ignoresRanges: true });
    expect(await readFile(await fetchFile(file, folder))).toEqual(bytes);
  });

  it('begins anew where the server has no such part, as of a file that became shorter', async () => {
    const { folder, server } = await halfway();
    const short = bytes.subarray(0, 30_000);
    server.files.set('/a.bin', { bytes: short, etag: '"one"' });
    // 40,000 were promised, so the part of 30,000 is gone on with, where there is nothing.
    const file = { ...fileAt(server.base, 'a.bin', short), bytes: 40_000 };
    await expect(fetchFile(file, folder, quick)).rejects.toThrow(/30000 bytes in place of 40000/);
    expect(server.asked).toEqual(['/a.bin bytes=30000-', '/a.bin whole']);
    expect(await readdir(folder)).toEqual([]);
  });

  it('goes on from another address where a checksum will tell', async () => {
    const { folder, server, file } = await halfway();
    server.files.set('/a.bin', { bytes, status: 404 });
    const second = await serveFiles({ '/a.bin': bytes });
    const urls = [...file.urls, `${second.base}/a.bin`];
    expect(await readFile(await fetchFile({ ...file, urls }, folder))).toEqual(bytes);
    expect(second.asked).toEqual(['/a.bin bytes=30000-']);
  });

  it('does not where there is none', async () => {
    const { folder, server, file } = await halfway();
    server.files.set('/a.bin', { bytes, status: 404 });
    const second = await serveFiles({ '/a.bin': bytes });
    const urls = [...file.urls, `${second.base}/a.bin`];
    const unchecked = { ...file, urls, checksum: null };
    expect(await readFile(await fetchFile(unchecked, folder))).toEqual(bytes);
    expect(second.asked).toEqual(['/a.bin whole']);
  });
});

describe('what may go wrong', () => {
  it('a connection that breaks again and again: says how much is kept', async () => {
    const folder = await scratch();
    const served = { bytes, etag: '"one"', cutAfter: 20_000 };
    const server = await serveFiles({ '/a.bin': served });
    // After the first 20,000 bytes nothing comes any more.
    const fetching = fetchFile(fileAt(server.base, 'a.bin', bytes), folder, {
      ...quick,
      onBytes: (count) => {
        if (count >= 20_000) served.cutAfter = 0;
      },
    });
    await expect(fetching).rejects.toThrow(
      /^The connection to 127.0.0.1:\d+ broke after 20,000 of the 100,000 bytes of 'a.bin': .*Fetch again to go on from there\.$/,
    );
    expect((await stat(join(folder, 'a.bin.part'))).size).toBe(20_000);
  });

  it('a line that falls silent', async () => {
    const folder = await scratch();
    const served = { bytes, etag: '"one"', stallAfter: 10_000 };
    const { base } = await serveFiles({ '/a.bin': served });
    const fetching = fetchFile(fileAt(base, 'a.bin', bytes), folder, {
      ...quick,
      patience: 60,
      onBytes: (count) => {
        if (count >= 10_000) served.stallAfter = 0;
      },
    });
    await expect(fetching).rejects.toThrow(
      /broke after 10,000 of .*(nothing came any more|does not answer)/,
    );
  });

  it('a wrong checksum: nothing stays', async () => {
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
    ['another length', { bytes: bytes.subarray(1) }, /99999 bytes in place of 100000/],
    ['too little', { bytes: bytes.subarray(1), bare: true }, /only 99999 bytes/],
    ['too much', { bytes: Buffer.concat([bytes, bytes]), bare: true }, /more than 100000 bytes/],
  ])('%s: nothing stays', async (_, served, sentence) => {
    const folder = await scratch();
    const { base } = await serveFiles({ '/a.bin': served });
    await expect(fetchFile(fileAt(base, 'a.bin', bytes), folder)).rejects.toThrow(sentence);
    expect(await readdir(folder)).toEqual([]);
  });

  it('an address where it is no longer', async () => {
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

  it('no server at all', async () => {
    const folder = await scratch();
    const server = await serveFiles({});
    await server.close();
    await expect(fetchFile(fileAt(server.base, 'a.bin', bytes), folder)).rejects.toThrow(
      /^127.0.0.1:\d+ cannot be reached: it refuses connections\. Check the network and fetch again/,
    );
    const nowhere = { ...fileAt('http://nowhere.invalid', 'a.bin', bytes) };
    await expect(fetchFile(nowhere, folder)).rejects.toThrow(
      /^nowhere.invalid cannot be reached: its name/,
    );
  });

  it.runIf(process.platform === 'linux')('a full disk', async () => {
    const folder = await scratch();
    const { base } = await serveFiles({ '/a.bin': bytes });
    await symlink('/dev/full', join(folder, 'a.bin.part'));
    await expect(fetchFile(fileAt(base, 'a.bin', bytes), folder)).rejects.toThrow(
      /^The disk of '.*' is full\. Make room and fetch again/,
    );
  });

  it('a place that is no folder', async () => {
    const folder = await scratch();
    const { base } = await serveFiles({ '/a.bin': bytes });
    const file = await put(folder, 'file', 'x');
    await expect(fetchFile(fileAt(base, 'a.bin', bytes), join(file, 'in'))).rejects.toThrow(
      /cannot be written/,
    );
  });
});
