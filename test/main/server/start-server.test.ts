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
let deleted: string[] = [];
const listeners = new Set<(event: WorkbenchEvent) => void>();

const handlers: Partial<Handlers> = {
  'projects.current': () => null,
  'projects.recent': () => {
    throw new WorkbenchError('unavailable', 'The list cannot be read.');
  },
  'models.delete': ({ modelId }) => {
    deleted.push(modelId);
    return null;
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
});

afterAll(async () => {
  await server.close();
  expect(listeners.size).toBe(0);
  await rm(folder, { recursive: true });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
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
const cookie = (): string => `other=1; dni-workbench-${server.port}=${server.token}`;
const browser = (): Record<string, string> => ({ Cookie: cookie(), Origin: origin() });
const json = { 'Content-Type': 'application/json' };
const call = (headers: Record<string, string>, body = '{}'): Promise<Answer> =>
  send('POST', '/api/projects.current', { ...json, ...headers }, body);

describe('the first visit', () => {
  it('exchanges the token in the address for a strict cookie and redirects', async () => {
    const answer = await send('GET', new URL(server.url).pathname + new URL(server.url).search);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['set-cookie']).toEqual([
      `dni-workbench-${server.port}=${server.token}; HttpOnly; SameSite=Strict; Path=/`,
    ]);
    const page = await send('GET', '/', { Cookie: cookie() });
    expect(page.status).toBe(200);
    expect(page.body).toContain('<title>page</title>');
  });

  it('uses a refresh page instead of a redirect after a link on another site', async () => {
    const answer = await send('GET', `/?token=${server.token}`, { 'Sec-Fetch-Site': 'cross-site' });
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toHaveLength(1);
    expect(answer.body).toContain('http-equiv="refresh" content="0; url=/"');
  });

  it('sets no cookie for a wrong token of any length', async () => {
    for (const token of ['', 'x', `${server.token}x`, 'x'.repeat(4000)]) {
      const answer = await send('GET', `/?token=${token}`);
      expect(answer.status).toBe(401);
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.body).toContain('Open the address that the workbench printed');
    }
  });

  it('uses a random token', () => {
    expect(Buffer.from(server.token, 'base64url')).toHaveLength(32);
  });
});

describe('commands', () => {
  it('accepts the cookie of a browser and the header of a program', async () => {
    for (const headers of [
      browser(),
      { Authorization: `Bearer ${server.token}` },
      { 'X-Token': server.token },
    ]) {
      const answer = await call(headers);
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body)).toEqual({ ok: true, result: null });
    }
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

  it('rejects requests without the token', async () => {
    expect((await call({ Origin: origin() })).status).toBe(401);
    expect((await call({ 'X-Token': 'wrong' })).status).toBe(401);
    expect((await call({ Authorization: 'Basic eDp5' })).status).toBe(401);
    const stale = { Cookie: `dni-workbench-${server.port + 1}=${server.token}`, Origin: origin() };
    expect((await call(stale)).status).toBe(401);
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
    expect((await call({ 'X-Token': server.token, Origin: 'https://example.com' })).status).toBe(
      403,
    );
  });

  it('rejects other host names (DNS rebinding)', async () => {
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
      expect((await send('GET', `/?token=${server.token}`, { Host })).status, Host).toBe(403);
    }
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

  it('checks the token before it reads the body', async () => {
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
      'Access-Control-Request-Headers': 'content-type,x-token',
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

  it('are not served without the token', async () => {
    expect((await send('GET', '/')).status).toBe(401);
    expect((await send('GET', '/assets/main.js')).status).toBe(401);
    expect((await send('GET', '/assets/main.js', browser())).status).toBe(200);
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
  const open = (headers: Record<string, string>, path = '/events'): Promise<WebSocket | number> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
      socket.on('open', () => resolve(socket));
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
      socket.on('error', () => resolve(-1));
    });

  it('sends every event to every window', async () => {
    const sockets = [await open(browser()), await open({ 'X-Token': server.token })];
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

  it('is only available to its own pages with the token', async () => {
    expect(await open({ Origin: origin() })).toBe(401);
    expect(await open({ Cookie: cookie(), Origin: 'https://example.com' })).toBe(403);
    expect(await open({ Cookie: cookie() })).toBe(403);
    expect(await open({ ...browser(), Host: `example.com:${server.port}` })).toBe(403);
    expect(await open(browser(), '/other')).toBe(404);
  });

  it('closes the connection after a long message', async () => {
    const socket = await open(browser());
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.send(Buffer.alloc(4096));
    expect([1006, 1009]).toContain(await closed);
    expect((await call(browser())).status).toBe(200);
  });

  it('closes the connection after any message', async () => {
    const socket = await open(browser());
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.send('{}');
    expect(await closed).toBe(1008);
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

  it('reports the port that is in use', async () => {
    const second = startServer({
      service: { handlers: handlers as Handlers, onEvent: () => () => undefined },
      rendererDirectory: join(folder, 'renderer'),
      port: server.port,
    });
    await expect(second).rejects.toThrow(`Port ${server.port} is taken`);
  });
});
