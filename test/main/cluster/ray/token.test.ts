import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { RayClient } from '#cluster/ray/ray-client';
import { readToken } from '#cluster/ray/token';
import { FakeDashboard, recordedJob } from './fake-dashboard';

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-workbench-test-'));
  file = join(folder, 'token');
  await writeFile(file, 'from-a-file\n');
});
afterAll(() => rm(folder, { recursive: true }));

it('is read as Ray reads it, and only where the user has told Ray to use one', async () => {
  const mode = { RAY_AUTH_MODE: 'token' };
  expect(await readToken({ ...mode, RAY_AUTH_TOKEN: 'given' })).toBe('given');
  expect(await readToken({ ...mode, RAY_AUTH_TOKEN_PATH: file })).toBe('from-a-file');
  expect(await readToken({ ...mode, RAY_AUTH_TOKEN_PATH: join(folder, 'none') })).toBeNull();
  expect(await readToken({ ...mode, RAY_AUTH_TOKEN: 'two\r\nlines' })).toBeNull();
  expect(await readToken({ RAY_AUTH_TOKEN: 'given', RAY_AUTH_TOKEN_PATH: file })).toBeNull();
});

it('is sent to the place', async () => {
  const dashboard = await FakeDashboard.start();
  const sent: (string | undefined)[] = [];
  dashboard.instead.set('GET /api/jobs/job-1', (request, response) => {
    sent.push(request.headers.authorization);
    response.end(JSON.stringify(recordedJob('job-1', { driver_node_id: null })));
  });
  const client = new RayClient(dashboard.place(), { runtime: { tensorflow: '1', tfjs: '1' } });
  const job = { id: 'job-1', remoteId: 'job-1' };
  await client.states([job]);
  vi.stubEnv('RAY_AUTH_MODE', 'token');
  vi.stubEnv('RAY_AUTH_TOKEN', 'given');
  await client.states([job]);
  vi.unstubAllEnvs();
  await dashboard.stop();
  expect(sent).toEqual([undefined, 'Bearer given']);
});
