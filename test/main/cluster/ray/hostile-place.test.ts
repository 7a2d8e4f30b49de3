/** A place that does not answer as Ray does, by chance or on purpose: each time one sentence, in a limited time. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RayClient } from '#cluster/ray/ray-client';
import { WorkbenchError } from '#spec/errors';
import { placeSchema, type RayPlace } from '#spec/place';
import { FakeDashboard, recordedJob, type Answer } from './fake-dashboard';

const handle = { id: 'job-1', remoteId: 'job-1' };
const options = {
  runtime: { tensorflow: '2.18.1', tfjs: '4.22.0' },
  // None of them decides a test: what is to come within them never does.
  timeouts: { idleMs: 300, totalMs: 600, uploadMs: 900 },
  pollMs: 1,
  waitMs: 1,
};

let folder: string;
let packed: { file: string; sha256: string; bytes: number };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-workbench-test-'));
  const file = join(folder, 'package.zip');
  await writeFile(file, Buffer.alloc(4_000_000));
  packed = { file, sha256: 'ab'.repeat(32), bytes: 4_000_000 };
});

afterAll(() => rm(folder, { recursive: true }));

/** All that a client can be asked. */
function ask(client: RayClient): Record<string, Promise<unknown>> {
  return {
    test: client.test(),
    submit: client.submit({ id: 'job-1', name: 'A run', packages: [packed], shared: [] }),
    states: client.states([handle]),
    'states of two': client.states([handle, { id: 'job-2', remoteId: 'job-2' }]),
    send: client.send(handle, 'pause'),
    cancel: client.send(handle, 'cancel'),
    listParts: client.listParts(handle, 0),
    readPart: client.readPart(handle, 1),
    readOutput: client.readOutput(handle),
    remove: client.remove(handle),
  };
}

async function expectSentences(client: RayClient, wanted: RegExp): Promise<void> {
  const asked = Object.entries(ask(client));
  const results = await Promise.allSettled(asked.map(([, promise]) => promise));
  for (const [index, result] of results.entries()) {
    const name = asked[index]?.[0] ?? '';
    const error: unknown = result.status === 'rejected' ? result.reason : 'no error';
    expect(error, name).toBeInstanceOf(WorkbenchError);
    const { kind, message } = error as WorkbenchError;
    expect(kind, name).toBe('unavailable');
    expect(message, name).toMatch(/^The place 'Group cluster' .*\.$/);
    expect(message, name).toMatch(wanted);
    expect(message.length, name).toBeLessThan(700);
  }
}

describe('a server', () => {
  let dashboard: FakeDashboard;
  let client: RayClient;

  beforeEach(async () => {
    dashboard = await FakeDashboard.start();
    client = new RayClient(dashboard.place(), options);
  });
  afterEach(() => dashboard.stop());

  const status =
    (code: number, body = '', headers: Record<string, string> = {}): Answer =>
    (request, response) => {
      request.resume();
      response.writeHead(code, headers).end(body);
    };
  const body =
    (content: string | Buffer, headers: Record<string, string> = {}): Answer =>
    (request, response) => {
      request.resume();
      response.writeHead(200, headers).end(content);
    };
  const endless: Answer = (_, response) => {
    const chunk = Buffer.alloc(65_536, ' ');
    const more = (): void => {
      while (response.write(chunk));
    };
    response.on('drain', more);
    more();
  };
  const page = '<!doctype html><title>Sign in</title>';
  const notRay = /not as Ray does\. Check that its address is that of Ray's dashboard/;

  it.each<[string, Answer, RegExp]>([
    ['does not answer', () => undefined, /cannot be reached at http:.*not answered within 1 s/],
    [
      'stops in the middle of an answer',
      (_, response) => response.writeHead(200, { 'content-length': '100' }).write('{"ray'),
      /not answered within 1 s/,
    ],
    [
      'answers a byte now and then',
      (_, response) => {
        const timer = setInterval(() => response.write(' '), 20);
        response.once('close', () => clearInterval(timer));
      },
      /not answered within 1 s/,
    ],
    [
      'cuts the connection',
      (_, response) => response.socket?.destroy(),
      /cannot be reached at http:\S+ the connection was cut\. Check the network/,
    ],
    [
      'cuts an answer',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"ray', () => response.socket?.destroy());
      },
      /the connection was cut/,
    ],
    ['answers a web page', body(page, { 'content-type': 'text/html' }), notRay],
    ['answers another text', body('hello'), notRay],
    ['answers nothing', body(''), notRay],
    ['answers null', body('null'), notRay],
    ['answers a list', body('[]'), notRay],
    ['answers an object', body('{}'), notRay],
    ['answers deep lists', body('['.repeat(50_000) + ']'.repeat(50_000)), notRay],
    ['answers bytes', body(Buffer.from([0xff, 0xfe, 0, 1])), notRay],
    [
      'answers a compressed text',
      body(gzipSync(Buffer.alloc(10_000_000)), { 'content-encoding': 'gzip' }),
      notRay,
    ],
    ['has nothing there', status(404, page), notRay],
    ['takes it for a browser', status(405, 'Method Not Allowed for browser traffic.'), notRay],
    [
      'sends elsewhere',
      status(302, '', { location: 'http://127.0.0.1:1/\u009b31m' }),
      /sends on to 'http:\S+'\. Give the place the address/,
    ],
    ['wants a token', status(401, 'Unauthorized: Missing authentication token'), /HTTP 401.*token/],
    ['forbids it', status(403, page), /HTTP 403.*RAY_AUTH_MODE=token/],
    ['is behind a proxy that fails', status(502, page), /cannot answer now \(HTTP 502\)/],
    ['is busy', status(429, '{"msg":"Max number"}'), /cannot answer now \(HTTP 429\)/],
  ])('%s', async (_name, answer, wanted) => {
    dashboard.instead.set('*', answer);
    await expectSentences(client, wanted);
  });

  it('never ends its answer', async () => {
    dashboard.instead.set('*', endless);
    await expectSentences(client, /answers more than|not answered within 1 s/);
  });

  it('fails with a traceback', async () => {
    const traceback = `Traceback (most recent call last):\n  File "x.py", line 1\nRuntimeError: ${'no '.repeat(500)}\u001b[31m\n.`;
    dashboard.instead.set('*', status(500, traceback));
    await expectSentences(client, /answers with HTTP 500: 'RuntimeError: no no/);
  });

  it.each<[string, Answer]>([
    ['reads none of a package', () => undefined],
    ['refuses a package unread', (_, response) => response.writeHead(507).end('no space')],
    ['cuts the connection', (request) => void request.once('data', () => request.destroy())],
  ])('%s', async (_name, answer) => {
    dashboard.instead.set(`PUT /api/packages/gcs/_ray_pkg_${packed.sha256}.zip`, answer);
    await expect(
      client.submit({ id: 'job-1', name: 'A run', packages: [packed], shared: [] }),
    ).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/^The place 'Group cluster' /) as string,
    });
    expect(dashboard.entries).toEqual([]);
  });

  it('loses what it was sent', async () => {
    dashboard.instead.set(`PUT /api/packages/gcs/_ray_pkg_${packed.sha256}.zip`, body(''));
    await expect(
      client.submit({ id: 'job-1', name: 'A run', packages: [packed], shared: [] }),
    ).rejects.toThrow("The place 'Group cluster' has not kept what was sent. Send the job again.");
  });

  it('closes a connection that waits for the next request', async () => {
    dashboard.jobs.set('job-1', recordedJob('job-1'));
    const sockets = new Set<unknown>();
    for (let tries = 0; tries < 3; tries++) {
      expect(await client.states([handle])).toMatchObject([{ phase: 'running' }]);
      dashboard.instead.set('GET /api/jobs/job-1', (request, response) => {
        const isReused = sockets.has(request.socket);
        sockets.add(request.socket);
        if (isReused) return void request.socket.destroy();
        response.end(JSON.stringify(recordedJob('job-1')));
      });
    }
  });

  it('is left by a signal while it does not answer', async () => {
    const ending = new AbortController();
    const patient = new RayClient(dashboard.place(), {
      ...{ runtime: options.runtime, signal: ending.signal },
    });
    const asked = new Promise((resolve) => dashboard.instead.set('GET /api/version', resolve));
    const test = patient.test();
    void asked.then(() => ending.abort());
    await expect(test).rejects.toThrow('cannot be reached');
    await expect(patient.test()).rejects.toThrow('cannot be reached');
  });

  it('makes up fields of a job', async () => {
    const fields = {
      status: 'DANCING\u001b[2J',
      message: 'x'.repeat(100_000),
      start_time: -1e300,
      driver_node_id: '../../etc',
      driver_exit_code: 1e300,
    };
    dashboard.jobs.set('job-1', recordedJob('job-1', fields));
    const [state] = await client.states([handle]);
    expect(state).toEqual({
      phase: 'running',
      exitCode: null,
      reason: String.raw`DANCING\u001b[2J`,
      node: null,
      submitted: null,
      started: null,
      ended: null,
    });
    expect(await client.listParts(handle, 0)).toEqual([]);
  });
});

describe('an address', () => {
  const clientOf = (address: string): RayClient => {
    const place = { kind: 'ray', id: 'ray', name: 'Group cluster', address };
    return new RayClient(placeSchema.parse(place) as RayPlace, options);
  };

  it('at which nothing listens', async () => {
    const dashboard = await FakeDashboard.start();
    const { address } = dashboard;
    await dashboard.stop();
    await expectSentences(clientOf(address), /: it refuses connections\. Check the network/);
    await expectSentences(clientOf(address.replace('http', 'https')), /: it refuses connections\./);
  });

  it('of a server that does not speak HTTP', async () => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.write('SSH-2.0-OpenSSH_9.2\r\n');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    await expectSentences(clientOf(`http://127.0.0.1:${port}`), /: it does not answer with HTTP\./);
    await expectSentences(
      clientOf(`https://127.0.0.1:${port}`),
      /: it does not answer with HTTPS\./,
    );
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });

  it('with a path below which a proxy serves the dashboard', async () => {
    const dashboard = await FakeDashboard.start();
    dashboard.instead.set('GET /team/ray/api/jobs/job-1', (_, response) =>
      response.end(JSON.stringify(recordedJob('job-1', { driver_node_id: null }))),
    );
    const client = clientOf(`${dashboard.address}/team/ray?x=1#/jobs`);
    expect(await client.states([handle])).toMatchObject([{ phase: 'running' }]);
    await dashboard.stop();
  });
});
