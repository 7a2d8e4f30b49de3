import { createWriteStream } from 'node:fs';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { Downloads } from '#server/downloads';
import { startServer, type RunningServer } from '#server/start-server';

let folder: string;
let downloads: Downloads;
let server: RunningServer;
let cookie: string;

async function start(options?: { kept?: number; waiting?: number }): Promise<void> {
  downloads = new Downloads(join(folder, 'downloads'), options);
  server = await startServer({
    service: { handlers: {} as never, onEvent: () => () => undefined },
    downloads,
    rendererDirectory: join(folder, 'renderer'),
  });
  const { address } = server.issueAddress();
  const { headers } = await send('GET', address.slice(server.url.length - 1), {});
  cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-downloads-'));
  await mkdir(join(folder, 'renderer'));
  await writeFile(join(folder, 'renderer', 'index.html'), '<!doctype html>');
  await start();
});

afterEach(async () => {
  await server.close();
  await downloads.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

function send(
  method: string,
  path: string,
  headers = { Cookie: cookie } as object,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: server.port, method, path, headers: { ...headers } };
    request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes: Buffer.concat(chunks),
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}

describe('a download', () => {
  it('is the file, byte by byte, which the browser saves and never shows', async () => {
    const bytes = Uint8Array.from({ length: 300_001 }, (_, at) => (at * 31) % 256);
    const { path, address } = await downloads.prepare('Größe, 1 & (2).html');
    await writeFile(path, bytes);
    for (const turn of ['first', 'again']) {
      const answer = await send('GET', address);
      expect([turn, answer.status]).toEqual([turn, 200]);
      expect(answer.bytes.equals(bytes)).toBe(true);
      expect(answer.headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-length': '300001',
        'content-disposition':
          'attachment; filename="Gr__e_ 1 _ _2_.html"; filename*=UTF-8\'\'Gr%C3%B6%C3%9Fe%2C%201%20%26%20%282%29.html',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
    }
    const head = await send('HEAD', address);
    expect([head.status, head.bytes.length]).toEqual([200, 0]);
  });

  it('of a folder is a ZIP file of its files, without what links in it lead to', async () => {
    const { path, address } = await downloads.prepare('report');
    await mkdir(join(path, 'data'), { recursive: true });
    await writeFile(join(path, 'a.svg'), 'one');
    await writeFile(join(path, 'data', 'b.csv'), 'two');
    await writeFile(join(folder, 'secret'), 'secret');
    await symlink(join(folder, 'secret'), join(path, 'link'));
    const { headers, bytes } = await send('GET', address);
    expect(headers['content-disposition']).toContain('filename="report.zip"');
    expect(await unzip(bytes)).toEqual({ 'report/a.svg': 'one', 'report/data/b.csv': 'two' });
  });

  it('lies in a folder that only this user can read', async () => {
    const { path } = await downloads.prepare('a.svg');
    for (const at of [dirname(path), dirname(dirname(path)), join(folder, 'downloads')])
      expect((await stat(at)).mode & 0o077).toBe(0);
  });

  it.each([
    ...['../a', 'a/b', 'a\\b', '..', '.', '', 'a\0', 'a\n', 'x'.repeat(201)],
    // Halves of surrogate pairs, marks of direction, and what Windows takes for another name.
    ...['a\ud800.svg', '\udc00', 'a\u202egvs.exe', '\u2066a', '  ', 'a ', 'a.', 'a.svg.'],
    ...['con', 'NUL.txt', 'com1', 'lpt9.svg'],
  ])('is not made under the name %j', async (name) => {
    await expect(downloads.prepare(name)).rejects.toMatchObject({ kind: 'validation' });
  });

  it('is for browsers that are signed in alone, and for their own page', async () => {
    const { path, address } = await downloads.prepare('a.svg');
    await writeFile(path, 'svg');
    const host = `127.0.0.1:${server.port}`;
    const statusOf = async (method: string, headers: object): Promise<number> =>
      (await send(method, address, headers)).status;
    expect(await statusOf('GET', { Cookie: cookie, Host: host })).toBe(200);
    expect(await statusOf('GET', {})).toBe(401);
    expect(await statusOf('GET', { Cookie: `${cookie}x` })).toBe(401);
    expect(await statusOf('GET', { Cookie: cookie, Host: 'evil.example' })).toBe(403);
    expect(await statusOf('GET', { Cookie: cookie, Origin: 'http://evil.example' })).toBe(403);
    expect(await statusOf('POST', { Cookie: cookie, Origin: `http://${host}` })).toBe(405);
  });

  it('is found by its whole address alone, which names no path', async () => {
    const { path, address } = await downloads.prepare('a.svg');
    await writeFile(path, 'what is drawn');
    const id = address.slice('/downloads/'.length);
    expect(Buffer.from(id, 'base64url')).toHaveLength(32);
    expect(path).not.toContain(id);
    for (const wrong of [
      ...['', id.slice(1), `${id}/`, `${id}/a.svg`, `${id}%00`, `../${basename(path)}`],
      ...[
        encodeURIComponent(path),
        path,
        `..%2f..%2f${basename(path)}`,
        '__proto__',
        'constructor',
      ],
    ]) {
      const answer = await send('GET', `/downloads/${wrong}`);
      expect([wrong, answer.status]).toEqual([wrong, 404]);
      expect(answer.bytes.toString()).not.toContain('drawn');
    }
  });

  it('is gone where nothing was written, and once it was replaced by a link', async () => {
    const { path, address } = await downloads.prepare('a.svg');
    expect((await send('GET', address)).status).toBe(404);
    await writeFile(join(folder, 'secret'), 'secret');
    await symlink(join(folder, 'secret'), path);
    const answer = await send('GET', address);
    expect([answer.status, answer.bytes.toString()]).toEqual([
      404,
      'This file is not there any more: export it again.\n',
    ]);
  });

  it('is removed some time after it was fetched, and all when the server ends', async () => {
    await server.close();
    await downloads.close();
    await start({ kept: 50 });
    const [first, second] = [await downloads.prepare('a.svg'), await downloads.prepare('b.svg')];
    for (const { path } of [first, second]) await writeFile(path, 'svg');
    expect((await send('GET', first.address)).status).toBe(200);
    await expect.poll(() => readdir(dirname(dirname(first.path)))).toHaveLength(1);
    expect((await send('GET', first.address)).status).toBe(404);
    expect(await readFile(second.path, 'utf8')).toBe('svg');
    await downloads.close();
    expect(await readdir(join(folder, 'downloads'))).toEqual([]);
  });

  it('is removed some time after it was prepared and not fetched, or at once where it is given back', async () => {
    await server.close();
    await downloads.close();
    await start({ waiting: 1000 });
    const { path, address } = await downloads.prepare('a.svg');
    await writeFile(path, 'svg');
    await expect.poll(() => readdir(dirname(dirname(path)))).toEqual([]);
    expect((await send('GET', address)).status).toBe(404);
    await server.close();
    await downloads.close();
    await start();
    const [first, second] = [await downloads.prepare('a.svg'), await downloads.prepare('b.svg')];
    for (const place of [first, second]) await writeFile(place.path, 'svg');
    downloads.giveBack(first.path);
    downloads.giveBack(join(folder, 'renderer', 'index.html'));
    await expect.poll(() => readdir(dirname(dirname(first.path)))).toHaveLength(1);
    expect((await send('GET', first.address)).status).toBe(404);
    expect((await send('GET', second.address)).status).toBe(200);
    expect(await readdir(join(folder, 'renderer'))).toEqual(['index.html']);
  });

  it('stays as long as it is sent to anyone', async () => {
    await server.close();
    await downloads.close();
    await start({ kept: 50 });
    const { path, address } = await downloads.prepare('large.bin');
    await writeFile(path, Buffer.alloc(2 ** 24));
    const slow = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: server.port, path: address };
      request({ ...options, headers: { Cookie: cookie } }, resolve)
        .on('error', reject)
        .end();
    });
    // A reader that takes nothing for now; another one has the whole file meanwhile.
    expect((await send('GET', address)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await send('HEAD', address)).status).toBe(200);
    let bytes = 0;
    for await (const chunk of slow) bytes += (chunk as Buffer).length;
    expect(bytes).toBe(2 ** 24);
    await expect.poll(async () => (await send('HEAD', address)).status).toBe(404);
  });

  it('can be made again after the disk has failed once', async () => {
    await writeFile(join(folder, 'downloads'), 'a file in the place of the folder');
    await expect(downloads.prepare('a.svg')).rejects.toMatchObject({ kind: 'unavailable' });
    await rm(join(folder, 'downloads'));
    const { path, address } = await downloads.prepare('a.svg');
    await writeFile(path, 'svg');
    expect((await send('GET', address)).bytes.toString()).toBe('svg');
  });

  it('of a killed server is removed when the next one starts', async () => {
    // No process has this number: it is above the most that systems allow.
    const left = join(folder, 'downloads', `server.${2 ** 30}-0123456789ab.tmp`);
    await mkdir(left, { recursive: true });
    await writeFile(join(left, 'a.svg'), 'svg');
    await utimes(left, new Date(0), new Date(0));
    await server.close();
    await downloads.close();
    await start();
    await expect.poll(() => readdir(join(folder, 'downloads'))).toEqual([]);
  });

  it('breaks off with the browser, and the server goes on', async () => {
    const { path, address } = await downloads.prepare('large.bin');
    const file = createWriteStream(path);
    for (let at = 0; at < 64; at += 1) file.write(Buffer.alloc(2 ** 18));
    await new Promise((resolve) => file.end(resolve));
    await new Promise<void>((resolve) => {
      const options = { host: '127.0.0.1', port: server.port, path: address };
      const asked = request({ ...options, headers: { Cookie: cookie } }, (response) => {
        response.once('data', () => asked.destroy());
        response.on('error', () => undefined);
        response.on('close', resolve);
      });
      asked.on('error', () => undefined);
      asked.end();
    });
    expect((await send('GET', address)).bytes).toHaveLength(2 ** 24);
  });
});

async function unzip(bytes: Buffer): Promise<Record<string, string>> {
  const zip = (await promisify(fromBuffer)(bytes)) as unknown as ZipFile;
  const reading: Promise<[string, string]>[] = [];
  zip.on('entry', (entry: Entry) => reading.push(readEntry(zip, entry)));
  await new Promise((resolve, reject) => zip.on('error', reject).on('end', resolve));
  return Object.fromEntries(await Promise.all(reading));
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<[string, string]> {
  const parts: Buffer[] = [];
  const stream = await new Promise<Readable>((resolve, reject) =>
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  for await (const part of stream) parts.push(part as Buffer);
  return [entry.fileName, Buffer.concat(parts).toString()];
}
