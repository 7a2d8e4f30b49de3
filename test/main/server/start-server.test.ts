import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Handlers } from '#api/commands';
import type { WorkbenchEvent } from '#api/events';
import { startServer, type RunningServer } from '#server/start-server';
import { WorkbenchError } from '#spec/errors';

let folder: string;
let server: RunningServer;
/** The value of the cookie of a browser that is signed in. */
let secret: string;
let deleted: string[] = [];
const listeners = new Set<(event: WorkbenchEvent) => void>();

/** More bytes than one packet, none of which are UTF-8. */
const sentBytes = Uint8Array.from({ length: 100_003 }, (_, at) => 128 + ((at * 7) % 128));

/** A list that takes 150 ms to be written; `turns` notes the turn of the event loop in which each element is. */
const turns: number[] = [];
let turn = 0;
const slowList = Array.from({ length: 150 }, (_, at) => ({
  toJSON() {
    for (const start = performance.now(); performance.now() - start < 1;);
    turns.push(turn);
    return { at };
  },
}));

const handlers: Partial<Handlers> = {
  'runs.curves': ({ lines }) => {
    if (lines.length === 0) throw new WorkbenchError('notFound', 'There is no line.');
    return sentBytes;
  },
  'runs.list': () => slowList as never,
  'projects.current': () => null,
  'projects.recent': () => {
    throw new WorkbenchError('unavailable', 'The list cannot be read.');
  },
  'models.delete': ({ modelId }) => {
    deleted.push(modelId);
    return { trashId: modelId };
  },
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-server-'));
  const page = join(folder, 'renderer');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(page, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(page, 'assets', 'main.js'), 'export {};');
  await writeFile(join(page, '.env'), 'secret');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await mkdir(join(folder, 'renderer-old'));
  await writeFile(join(folder, 'renderer-old', 'secret.txt'), 'secret');
  server = await startServer({
    service: {
      handlers: handlers as Handlers,
      onEvent(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    rendererDirectory: page,
  });
  secret = cookieOf(await open(server.issueAddress().address)) ?? '';
});

afterAll(async () => {
  await server.close();
  expect(listeners.size).toBe(0);
  await rm(folder, { recursive: true });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  body: string;
}

/** Raw HTTP: fetch normalizes paths and does not allow a false Host or Origin. */
function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const message = request(
      { host: '127.0.0.1', port: server.port, method, path, headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            bytes: Buffer.concat(chunks),
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    message.on('error', reject);
    message.end(body);
  });
}

const origin = (): string => `http://127.0.0.1:${server.port}`;
const cookie = (value = secret): string => `other=1; dni-workbench-${server.port}=${value}`;
const browser = (): Record<string, string> => ({ Cookie: cookie(), Origin: origin() });
/** Opens a one-time address as a browser that is not signed in. */
const open = (address: string, headers?: Record<string, string>): Promise<Answer> =>
  send('GET', address.slice(origin().length), headers);
/** The value of the cookie that an answer sets. */
const cookieOf = ({ headers }: Answer): string | undefined =>
  /=([^;]*)/.exec(headers['set-cookie']?.[0] ?? '')?.[1];
const json = { 'Content-Type': 'application/json' };
const call = (headers: Record<string, string>, body = '{}'): Promise<Answer> =>
  send('POST', '/api/projects.current', { ...json, ...headers }, body);

describe('the first visit', () => {
  it('exchanges the code in the address for a strict cookie and redirects', async () => {
    const { address, ended } = server.issueAddress();
    const answer = await open(address);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['set-cookie']).toEqual([
      `dni-workbench-${server.port}=${secret}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000`,
    ]);
    await ended;
    const page = await send('GET', '/', { Cookie: cookie() });
    expect(page.status).toBe(200);
    expect(page.body).toContain('<title>page</title>');
  });

  it('uses a random code and a random cookie, neither of which is in the other', () => {
    const code = new URL(server.issueAddress().address).searchParams.get('code') ?? '';
    for (const value of [code, secret]) expect(Buffer.from(value, 'base64url')).toHaveLength(32);
    expect(code).not.toBe(secret);
    expect(server.url).toBe(`${origin()}/`);
  });

  it('works once: who has stolen an old address cannot use it', async () => {
    const { address } = server.issueAddress();
    expect((await open(address)).status).toBe(303);
    const second = await open(address);
    expect(second.status).toBe(401);
    expect(second.headers['set-cookie']).toBeUndefined();
    expect(second.body).toBe(
      'This address does not work, or not any more: an address works once. Press Enter in the terminal in which the workbench runs, or start it again there, and open the address that it prints.\n',
    );
  });

  it('works for one of two browsers that open the address at once', async () => {
    const { address } = server.issueAddress();
    const answers = await Promise.all([open(address), open(address), open(address)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 401, 401]);
  });

  it('leads a browser that is signed in to the window, also from an address that was used', async () => {
    const { address } = server.issueAddress();
    await open(address);
    const again = await open(address, { Cookie: cookie() });
    expect([again.status, again.headers.location]).toEqual([303, '/']);
    expect(again.headers['set-cookie']).toBeUndefined();
  });

  it('does not use up the code for a request that only looks ahead', async () => {
    const { address } = server.issueAddress();
    for (const headers of [{ 'Sec-Purpose': 'prefetch;prerender' }, { Purpose: 'prefetch' }])
      expect((await open(address, headers as never)).status).toBe(401);
    expect((await send('HEAD', address.slice(origin().length))).status).toBe(401);
    expect((await send('POST', address.slice(origin().length))).status).toBe(401);
    expect((await open(address)).status).toBe(303);
  });

  it('uses a refresh page instead of a redirect after a link on another site or a file', async () => {
    const { address } = server.issueAddress();
    const answer = await open(address, { 'Sec-Fetch-Site': 'cross-site' });
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toHaveLength(1);
    expect(answer.body).toContain('http-equiv="refresh" content="0; url=/"');
  });

  it('sets no cookie for a revoked code or a wrong one of any length', async () => {
    const revoked = server.issueAddress();
    revoked.revoke();
    const { address, revoke } = server.issueAddress();
    for (const wrong of [
      revoked.address,
      `${origin()}/?code=`,
      `${address}x`,
      address.slice(0, -1),
    ]) {
      const answer = await open(wrong);
      expect(answer.status).toBe(401);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    expect((await open(`${origin()}/?code=${secret}`)).status).toBe(401);
    revoke();
  });

  it('tells a browser without a cookie how to get in', async () => {
    const answer = await send('GET', '/');
    expect(answer.status).toBe(401);
    expect(answer.body).toBe(
      'This browser is not signed in to the workbench. Press Enter in the terminal in which the workbench runs, or start it again there, and open the address that it prints.\n',
    );
  });
});

describe('commands', () => {
  it('accepts the cookie of a browser', async () => {
    const answer = await call(browser());
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ ok: true, result: null });
  });

  it('returns errors in the envelope', async () => {
    const failing = await send('POST', '/api/projects.recent', { ...json, ...browser() }, '{}');
    expect(failing.status).toBe(200);
    expect(JSON.parse(failing.body)).toEqual({
      ok: false,
      error: { kind: 'unavailable', message: 'The list cannot be read.' },
    });
    for (const name of ['no.such', 'constructor', '__proto__', '']) {
      const answer = await send('POST', `/api/${name}`, { ...json, ...browser() }, '{}');
      expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { kind: 'notFound' } });
    }
    const wrong = await call(browser(), '{"more":1}');
    expect(JSON.parse(wrong.body)).toMatchObject({ ok: false, error: { kind: 'validation' } });
  });

  it('lets other work have its turn while it writes a long list', async () => {
    const timer = setInterval(() => (turn += 1), 1);
    const answer = await send(
      'POST',
      '/api/runs.list',
      { ...json, ...browser() },
      '{"projectId":"x"}',
    );
    clearInterval(timer);
    expect(JSON.parse(answer.body)).toEqual({
      ok: true,
      result: Array.from({ length: 150 }, (_, at) => ({ at })),
    });
    expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
    expect(new Set(turns).size).toBeGreaterThan(2);
  });

  it('sends a result of bytes as they are, and the errors of its command in the envelope', async () => {
    const ask = (lines: unknown): Promise<Answer> =>
      send(
        'POST',
        '/api/runs.curves',
        { ...json, ...browser() },
        JSON.stringify({ projectId: 'p', lines, metrics: [] }),
      );
    const answer = await ask([{ key: 'a', runIds: ['r'] }]);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/octet-stream');
    expect(answer.headers['content-length']).toBe('100003');
    expect(answer.bytes.equals(sentBytes)).toBe(true);
    const failed = await ask([]);
    expect(failed.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(failed.body)).toEqual({
      ok: false,
      error: { kind: 'notFound', message: 'There is no line.' },
    });
    expect(JSON.parse((await ask('none')).body)).toMatchObject({ error: { kind: 'validation' } });
  });

  it('rejects requests without the cookie', async () => {
    const { address, revoke } = server.issueAddress();
    const code = new URL(address).searchParams.get('code') ?? '';
    const stale = `dni-workbench-${server.port + 1}=${secret}`;
    for (const Cookie of ['', stale, cookie('wrong'), cookie(''), cookie(code)])
      expect((await call({ Origin: origin(), Cookie })).status, Cookie).toBe(401);
    expect((await call({ Origin: origin() })).status).toBe(401);
    for (const headers of [{ 'X-Token': secret }, { Authorization: `Bearer ${secret}` }])
      expect((await call({ Origin: origin(), ...(headers as object) })).status).toBe(401);
    expect((await send('POST', `/api/projects.current?code=${code}`, json, '{}')).status).toBe(401);
    revoke();
  });

  it('rejects requests of other pages, with and without an Origin', async () => {
    for (const Origin of [
      'https://example.com',
      'null',
      `http://127.0.0.1:${server.port + 1}`,
      `http://localhost:${server.port}`,
      `https://127.0.0.1:${server.port}`,
      `http://127.0.0.1:${server.port}.example.com`,
    ])
      expect((await call({ Cookie: cookie(), Origin })).status, Origin).toBe(403);
    expect((await call({ Cookie: cookie() })).status).toBe(403);
  });

  it('rejects other host names (DNS rebinding)', async () => {
    const { address } = server.issueAddress();
    for (const Host of [
      'example.com',
      `example.com:${server.port}`,
      '127.0.0.1',
      `127.0.0.1:${server.port + 1}`,
      `localhost.example.com:${server.port}`,
      `0.0.0.0:${server.port}`,
    ]) {
      const answer = await call({ ...browser(), Host, Origin: `http://${Host}` });
      expect(answer.status, Host).toBe(403);
      expect((await open(address, { Host })).status, Host).toBe(403);
    }
    // The code was not used up by the pages that may not see the answer.
    expect((await open(address)).status).toBe(303);
    const Host = `localhost:${server.port}`;
    expect((await call({ ...browser(), Host, Origin: `http://${Host}` })).status).toBe(200);
  });

  it('accepts only JSON, up to the size limit', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])
      expect((await call({ ...browser(), 'Content-Type': type })).status, type).toBe(415);
    expect((await call(browser(), '{')).status).toBe(400);
    const huge = Buffer.alloc(8 * 2 ** 20 + 1, 32);
    const headers = { ...json, ...browser() };
    expect((await send('POST', '/api/projects.current', headers, huge)).status).toBe(413);
    const chunked = { ...headers, 'Transfer-Encoding': 'chunked' };
    expect((await send('POST', '/api/projects.current', chunked, huge)).status).toBe(413);
    const most = Buffer.alloc(8 * 2 ** 20, 32);
    most.write('{}');
    expect((await send('POST', '/api/projects.current', headers, most)).status).toBe(200);
  });

  it('handles malicious JSON', async () => {
    const deep = '['.repeat(200_000);
    expect((await call(browser(), deep)).status).toBe(400);
    const nested = JSON.parse((await call(browser(), deep + ']'.repeat(200_000))).body) as unknown;
    expect(nested).toMatchObject({ ok: false, error: { kind: 'validation' } });
    const polluted = await call(browser(), '{"__proto__":{"polluted":true},"constructor":1}');
    expect(JSON.parse(polluted.body)).toMatchObject({ ok: false, error: { kind: 'validation' } });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    const packed = await call({ ...browser(), 'Content-Encoding': 'gzip' }, 'not JSON either');
    expect(packed.status).toBe(400);
  });

  it('checks the request before it reads the body', async () => {
    const headers = { ...json, 'Content-Length': String(2 ** 40), Origin: 'https://example.com' };
    const socket = connect(server.port, '127.0.0.1');
    const lines = Object.entries({ Host: `127.0.0.1:${server.port}`, ...headers });
    socket.write(
      `POST /api/projects.current HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
    );
    const answer = await new Promise<string>((resolve) => {
      socket.once('data', (data) => resolve(String(data)));
    });
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('rejects CORS preflight requests', async () => {
    const answer = await send('OPTIONS', '/api/models.delete', {
      Origin: 'https://example.com',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type',
    });
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => /^access-control/.test(name))).toEqual([]);
  });

  it('handles duplicate headers and parameters safely', async () => {
    const raw = (lines: string[]): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(server.port, '127.0.0.1', () =>
          socket.write(`${lines.join('\r\n')}\r\n\r\n`),
        );
        socket.once('data', (data) => {
          resolve(String(data).slice(0, 12));
          socket.destroy();
        });
      });
    const host = `Host: 127.0.0.1:${server.port}`;
    const start = 'GET /assets/main.js HTTP/1.1';
    const known = `Cookie: ${cookie()}`;
    expect(await raw([start, host, known])).toBe('HTTP/1.1 200');
    expect(await raw([start, 'Host: example.com', host, known])).not.toBe('HTTP/1.1 200');
    expect(await raw([start, known])).not.toBe('HTTP/1.1 200');
    expect(await raw(['GET / HTTP/1.0', known])).not.toBe('HTTP/1.1 200');
    expect(
      await raw([start, host, known, `Origin: ${origin()}`, 'Origin: https://example.com']),
    ).not.toBe('HTTP/1.1 200');
    const wrong = `Cookie: dni-workbench-${server.port}=wrong; ${cookie()}`;
    expect(await raw([start, host, wrong])).toBe('HTTP/1.1 401');
    // The address in the request line must not replace the Host header.
    expect(
      await raw([`GET http://127.0.0.1:${server.port}/ HTTP/1.1`, 'Host: evil.com', known]),
    ).toBe('HTTP/1.1 403');
  });

  it('does not execute commands for GET, which another page can send', async () => {
    const answer = await send('GET', '/api/models.delete', browser());
    expect(answer.status).toBe(405);
    const post = { ...json, ...browser() };
    const body = JSON.stringify({ projectId: 'p', modelId: 'm' });
    await send('POST', '/api/models.delete', { ...post, Origin: 'https://example.com' }, body);
    expect(deleted).toEqual([]);
    await send('POST', '/api/models.delete', post, body);
    expect(deleted).toEqual(['m']);
    deleted = [];
  });
});

describe('files', () => {
  it('are served with headers that restrict the page to this server', async () => {
    const { headers, status } = await send('GET', '/', browser());
    expect(status).toBe(200);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'self'");
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('are not served without the cookie', async () => {
    expect((await send('GET', '/')).status).toBe(401);
    expect((await send('GET', '/assets/main.js')).status).toBe(401);
    const { status, headers } = await send('GET', '/assets/main.js', browser());
    expect(status).toBe(200);
    // A copy in the browser's cache is not shown either.
    expect(headers['cache-control']).toBe('private, no-cache');
    const known = { 'If-None-Match': String(headers.etag) };
    expect((await send('GET', '/assets/main.js', known)).status).toBe(401);
    expect((await send('GET', '/assets/main.js', { ...known, ...browser() })).status).toBe(304);
  });

  it('are never served from outside the folder, and folders are not listed', async () => {
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/..%5csecret.txt',
      '/../renderer-old/secret.txt',
      '/..%2frenderer-old%2fsecret.txt',
      '//etc/passwd',
      '/.env',
      '/assets/',
      '/assets',
      '/%00',
      '/%',
    ]) {
      const answer = await send('GET', path, browser());
      expect([400, 404], path).toContain(answer.status);
      expect(answer.body).not.toBe('secret');
    }
    expect((await send('DELETE', '/index.html', browser())).status).toBe(405);
  });

  it('survives invalid HTTP requests', async () => {
    for (const text of ['GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n', 'nonsense\r\n\r\n']) {
      await new Promise<void>((resolve) => {
        const socket = connect(server.port, '127.0.0.1', () => socket.end(text));
        socket.on('error', () => resolve()).on('close', () => resolve());
        socket.resume();
      });
    }
    expect((await call(browser())).status).toBe(200);
  });
});

describe('the event stream', () => {
  const connectTo = (
    headers: Record<string, string>,
    path = '/events',
  ): Promise<WebSocket | number> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
      socket.on('open', () => resolve(socket));
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
      socket.on('error', () => resolve(-1));
    });

  it('sends every event to every window', async () => {
    const sockets = [await connectTo(browser()), await connectTo(browser())];
    const received = sockets.map(
      (socket) =>
        new Promise<unknown>((resolve) => {
          if (typeof socket === 'number') return resolve(socket);
          socket.once('message', (data) => resolve(JSON.parse(String(data))));
        }),
    );
    const event: WorkbenchEvent = {
      event: 'project.changed',
      payload: { projectId: 'p', what: 'models' },
    };
    for (const listener of listeners) listener(event);
    expect(await Promise.all(received)).toEqual([event, event]);
    for (const socket of sockets) if (typeof socket !== 'number') socket.close();
  });

  it('is only available to its own pages with the cookie', async () => {
    expect(await connectTo({ Origin: origin() })).toBe(401);
    expect(await connectTo({ Cookie: cookie(), Origin: 'https://example.com' })).toBe(403);
    expect(await connectTo({ Cookie: cookie() })).toBe(403);
    expect(await connectTo({ ...browser(), Host: `example.com:${server.port}` })).toBe(403);
    expect(await connectTo(browser(), '/other')).toBe(404);
  });

  it('closes the connection after a long message', async () => {
    const socket = await connectTo(browser());
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.send(Buffer.alloc(4096));
    expect([1006, 1009]).toContain(await closed);
    expect((await call(browser())).status).toBe(200);
  });

  it('closes the connection after any message', async () => {
    const socket = await connectTo(browser());
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.send('{}');
    expect(await closed).toBe(1008);
  });
});

describe('a server of its own', () => {
  /** Starts another server, signs in there with `visit`, and closes it. */
  async function withServer<T>(
    port: number,
    use: (other: RunningServer) => Promise<T>,
  ): Promise<T> {
    const other = await startServer({
      service: { handlers: handlers as Handlers, onEvent: () => () => undefined },
      rendererDirectory: join(folder, 'renderer'),
      port,
    });
    return use(other).finally(() => other.close());
  }
  const visit = (address: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(address, { redirect: 'manual', headers });

  it('limits the attempts with wrong codes, and keeps the right code for later', async () => {
    await withServer(0, async ({ url, issueAddress }) => {
      const { address, revoke } = issueAddress();
      for (let n = 0; n < 10; n += 1) expect((await visit(`${url}?code=${n}`)).status).toBe(401);
      for (const tried of [`${url}?code=x`, address]) {
        const answer = await visit(tried);
        expect(answer.status).toBe(429);
        expect(await answer.text()).toContain('Wait a minute');
        expect(answer.headers.getSetCookie()).toEqual([]);
      }
      revoke();
    });
  });

  it('knows neither the cookies nor the codes of an earlier one on its port', async () => {
    const earlier = await withServer(0, async ({ port, issueAddress }) => {
      const [cookiePair] = (await visit(issueAddress().address)).headers.getSetCookie();
      const { address, ended } = issueAddress();
      return { port, address, ended, Cookie: cookiePair?.split(';')[0] ?? '' };
    });
    await earlier.ended;
    expect(earlier.Cookie).toMatch(`dni-workbench-${earlier.port}=`);
    await withServer(earlier.port, async ({ url, issueAddress }) => {
      expect((await visit(url, { Cookie: earlier.Cookie })).status).toBe(401);
      expect((await visit(earlier.address)).status).toBe(401);
      const answer = await visit(issueAddress().address, { Cookie: earlier.Cookie });
      const Cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      expect((await visit(url, { Cookie })).status).toBe(200);
    });
  });
});

describe('starting', () => {
  it('requires a built window', async () => {
    const bare = startServer({
      service: { handlers: handlers as Handlers, onEvent: () => () => undefined },
      rendererDirectory: join(folder, 'nowhere'),
    });
    await expect(bare).rejects.toThrow('The window is not built. Run `npm run build` first.');
  });

  it('shows the waiting page, to who is signed in, until the window is there', async () => {
    let line = 'one';
    const renderer = join(folder, 'later');
    const early = await startServer({
      service: { handlers: handlers as Handlers, onEvent: () => () => undefined },
      rendererDirectory: renderer,
      waitingPage: () => `waiting: ${line}`,
    });
    try {
      const signIn = await fetch(early.issueAddress().address, { redirect: 'manual' });
      const Cookie = signIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const read = async (): Promise<string> =>
        (await fetch(early.url, { headers: { Cookie } })).text();
      expect((await fetch(early.url)).status).toBe(401);
      expect(await read()).toBe('waiting: one');
      line = 'two';
      expect(await read()).toBe('waiting: two');
      expect(() => early.showWindow()).toThrow('The window is not built.');
      await mkdir(renderer);
      await writeFile(join(renderer, 'index.html'), 'the window');
      early.showWindow();
      expect(await read()).toBe('the window');
    } finally {
      await early.close();
    }
  });

  it('reports the port that is in use', async () => {
    const second = startServer({
      service: { handlers: handlers as Handlers, onEvent: () => () => undefined },
      rendererDirectory: join(folder, 'renderer'),
      port: server.port,
    });
    await expect(second).rejects.toThrow(`Port ${server.port} is taken`);
  });
});
