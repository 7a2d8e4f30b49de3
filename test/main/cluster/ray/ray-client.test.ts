import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobSubmission } from '#cluster/place-client';
import { RayClient } from '#cluster/ray/ray-client';
import { FakeDashboard, recordedJob, succeeded, waiting } from './fake-dashboard';

let dashboard: FakeDashboard;
let client: RayClient;
let folder: string;
let submission: JobSubmission;
const handle = { id: 'job-1', remoteId: 'job-1' };
const options = {
  runtime: { tensorflow: '2.18.1', tfjs: '4.22.0' },
  pollMs: 1,
  waitMs: 2000,
  settleMs: 0,
};

beforeEach(async () => {
  dashboard = await FakeDashboard.start();
  client = new RayClient(dashboard.place({ cores: 2, gpus: 1 }), options);
  folder = await mkdtemp(join(tmpdir(), 'dni-workbench-test-'));
  const content = Buffer.from('a zip file');
  const file = join(folder, 'bundle.zip');
  await writeFile(file, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const packages = [{ file, sha256, bytes: content.length }] as const;
  submission = { id: 'job-1', name: 'Two runs', packages, shared: [] };
});

afterEach(async () => {
  await dashboard.stop();
  await rm(folder, { recursive: true });
});

describe('submitting', () => {
  it('sends the bundle and the command once, also when it is asked again', async () => {
    expect(await client.submit(submission)).toEqual(handle);
    const name = `_ray_pkg_${submission.packages[0].sha256}.zip`;
    expect(dashboard.packages.get(name)?.toString()).toBe('a zip file');
    expect(dashboard.entries).toEqual([
      {
        submission_id: 'job-1',
        entrypoint: expect.stringMatching(/exec sh \.\/run-job\.sh$/) as string,
        entrypoint_num_cpus: 2,
        entrypoint_num_gpus: 1,
        runtime_env: { working_dir: `gcs://${name}` },
        metadata: { name: 'Two runs' },
      },
    ]);
    expect(await client.submit(submission)).toEqual(handle);
    expect(dashboard.entries).toHaveLength(1);
    expect(dashboard.requests.filter((request) => request.startsWith('PUT'))).toHaveLength(1);
  });

  it('sends each package once, however many jobs share it, until all are there', async () => {
    const [own] = submission.packages;
    const shared = ['aa', 'bb'].map((sum) => ({ ...own, sha256: sum.repeat(32) }));
    const sums = [own, ...shared].map(({ sha256 }) => sha256);
    // Ray has forgotten the first by the time at which the last is there.
    dashboard.instead.set(`PUT /api/packages/gcs/_ray_pkg_${sums[2]}.zip`, (request, response) => {
      dashboard.instead.clear();
      dashboard.packages.delete(`_ray_pkg_${sums[0]}.zip`);
      dashboard.packages.set(`_ray_pkg_${sums[2]}.zip`, Buffer.from('x'));
      request.resume().on('end', () => response.end());
    });
    await Promise.all(['job-1', 'job-2'].map((id) => client.submit({ ...submission, id, shared })));
    expect([...dashboard.packages.keys()].sort()).toEqual(
      sums.map((sum) => `_ray_pkg_${sum}.zip`).sort(),
    );
    const sent = dashboard.requests.filter((request) => request.startsWith('PUT'));
    expect(sent).toHaveLength(4);
    expect(dashboard.entries[0]).toMatchObject({
      entrypoint: expect.stringContaining(`for sum in ${sums[1]} ${sums[2]}; do`) as string,
      runtime_env: {
        working_dir: `gcs://_ray_pkg_${sums[0]}.zip`,
        py_modules: [`gcs://_ray_pkg_${sums[1]}.zip`, `gcs://_ray_pkg_${sums[2]}.zip`],
      },
    });
  });

  it('takes the traceback about an id that is there for what it is', async () => {
    // The answer to the first submission was lost, and Ray had not yet listed it when it was asked.
    const isThere = recordedJob('job-1', waiting);
    dashboard.instead.set('GET /api/jobs/job-1', (_, response) => {
      dashboard.instead.delete('GET /api/jobs/job-1');
      dashboard.jobs.set('job-1', isThere);
      response.writeHead(404).end('Job job-1 does not exist');
    });
    expect(await client.submit(submission)).toEqual(handle);
    expect(dashboard.entries).toEqual([]);
  });

  it('says what Ray says where it does not take the job', async () => {
    dashboard.instead.set('POST /api/jobs/', (request, response) => {
      request.resume();
      const traceback =
        'Traceback (most recent call last):\n  File "x.py"\nTypeError: no such field\n.';
      response.writeHead(400).end(traceback);
    });
    await expect(client.submit(submission)).rejects.toThrow(
      "The place 'Group cluster' answers with HTTP 400: 'TypeError: no such field'. Look at the logs of its dashboard, or try again later.",
    );
  });

  it('uploads a bundle again that Ray has removed meanwhile', async () => {
    await client.submit(submission);
    dashboard.packages.clear();
    await client.submit({ ...submission, id: 'job-2' });
    expect(dashboard.packages.size).toBe(1);
    expect(dashboard.entries).toHaveLength(2);
  });

  it('refuses a bundle that Ray would refuse, before it is sent', async () => {
    const packages = [{ ...submission.packages[0], bytes: 150_000_000 }] as const;
    await expect(client.submit({ ...submission, packages })).rejects.toMatchObject({
      kind: 'validation',
      message:
        "The job for 'Group cluster' has 150 MB, and Ray takes 105 MB at most. Train with less data there, or at a place with Slurm.",
    });
  });
});

describe('states', () => {
  const handles = ['job-1', 'job-2', 'job-3', 'job-4'].map((id) => ({ id, remoteId: id }));

  it('asks once for many jobs, and for their nodes and starts once', async () => {
    dashboard.jobs.set('job-1', recordedJob('job-1', succeeded));
    dashboard.jobs.set('job-2', recordedJob('job-2', waiting));
    dashboard.jobs.set('job-3', recordedJob('job-3'));
    dashboard.jobs.set('job-4', recordedJob('job-4'));
    for (const id of ['job-1', 'job-3', 'job-4'])
      dashboard.files.set(`dni-jobs/${id}/started`, Buffer.from('1796040509\n'));
    const states = await client.states(handles);
    expect(states[0]).toEqual({
      phase: 'ended',
      exitCode: 0,
      reason: null,
      node: '127.0.0.2',
      submitted: 1796040507724,
      started: 1796040509000,
      ended: 1796040517242,
    });
    expect(states[1]).toMatchObject({ phase: 'waiting', node: null, started: null, ended: null });
    expect(states[2]).toMatchObject({ phase: 'running', started: 1796040509000, ended: null });
    dashboard.requests.length = 0;
    expect(await client.states(handles)).toEqual(states);
    expect(dashboard.requests).toEqual(['GET /api/jobs/']);
  });

  it('asks for each job where the list of a busy cluster is too long', async () => {
    for (const { id } of handles.slice(0, 3)) dashboard.jobs.set(id, recordedJob(id));
    dashboard.instead.set('GET /api/jobs/', (_, response) => {
      response.write('[');
      const line = Buffer.from(`"${'x'.repeat(999_997)}",`);
      const more = (): void => {
        while (response.write(line));
      };
      response.on('drain', more);
      more();
    });
    const states = await client.states(handles);
    expect(states.map(({ phase }) => phase)).toEqual(['running', 'running', 'running', 'missing']);
  });

  it('takes no job for missing because an address answers with 404', async () => {
    dashboard.instead.set('GET /api/jobs/job-1', (_, response) =>
      response.writeHead(404).end('<h1>Not Found</h1>'),
    );
    await expect(client.states([handle])).rejects.toThrow(
      /^The place 'Group cluster' answers HTTP 404 at http:\S+, not as Ray does\. Check that/,
    );
  });
});

describe('parts', () => {
  const put = (part: number): void => {
    const name = `dni-jobs/job-1/parts/${String(part).padStart(6, '0')}.part`;
    dashboard.files.set(name, Buffer.from(`part ${part}`));
  };

  beforeEach(() => {
    dashboard.jobs.set('job-1', recordedJob('job-1'));
  });

  it('are listed above a number, across the hundreds', async () => {
    for (let part = 1; part <= 203; part++) put(part);
    dashboard.files.set('dni-jobs/job-1/parts/000204.new', Buffer.from('half'));
    expect(await client.listParts(handle, 0)).toEqual(Array.from({ length: 203 }, (_, i) => i + 1));
    dashboard.requests.length = 0;
    expect(await client.listParts(handle, 201)).toEqual([202, 203]);
    expect(await client.listParts(handle, 203)).toEqual([]);
    expect(dashboard.requests).toEqual(['GET /api/v0/logs', 'GET /api/v0/logs']);
    expect(Buffer.from(await client.readPart(handle, 203)).toString()).toBe('part 203');
  });

  it('are listed with the mark of a full disk, which the next state tells', async () => {
    for (let part = 1; part < 100; part++) put(part);
    const isFull = async () => {
      await client.listParts(handle, 98);
      return (await client.states([handle]))[0]?.isDiskFull;
    };
    expect(await isFull()).toBeUndefined();
    // The next part is of the next hundred.
    const mark = 'dni-jobs/job-1/parts/000100.disk-full';
    dashboard.files.set(mark, Buffer.from(''));
    expect(await client.listParts(handle, 0)).toHaveLength(99);
    expect(await isFull()).toBe(true);
    dashboard.requests.length = 0;
    await client.listParts(handle, 99);
    expect(dashboard.requests).toEqual(['GET /api/v0/logs']);
    expect(await isFull()).toBe(true);
    dashboard.files.delete(mark);
    put(100);
    expect(await isFull()).toBeUndefined();
    // One that a killed writer has left says nothing once its part is there.
    dashboard.files.set(mark, Buffer.from(''));
    expect(await isFull()).toBeUndefined();
  });

  it('are none while the job waits, and none when its node is gone', async () => {
    put(1);
    dashboard.jobs.set('job-1', recordedJob('job-1', waiting));
    expect(await client.listParts(handle, 0)).toEqual([]);
    dashboard.jobs.set('job-1', recordedJob('job-1'));
    expect(await client.listParts(handle, 0)).toEqual([1]);
    dashboard.nodeState = 'DEAD';
    expect(await client.listParts(handle, 0)).toEqual([]);
    await expect(client.readPart(handle, 1)).rejects.toThrow(
      "The place 'Group cluster' has lost the node that has this file. Send the job again.",
    );
  });

  it('come from the paths of this program, whatever the place lists', async () => {
    put(1);
    dashboard.instead.set('GET /api/v0/logs', (_, response) =>
      response.end(
        JSON.stringify({
          data: {
            result: {
              driver: ['../../etc/passwd', '/etc/passwd', 'dni-jobs/job-2/parts/000002.part'],
              internal: ['dni-jobs/job-1/parts/000001.part', 'dni-jobs/job-1/parts/9999999.part'],
            },
          },
        }),
      ),
    );
    expect(await client.listParts(handle, 0)).toEqual([1]);
  });

  it('above the limit are refused', async () => {
    dashboard.files.set('dni-jobs/job-1/parts/000001.part', Buffer.alloc(8 * 2 ** 20 + 1));
    await expect(client.readPart(handle, 1)).rejects.toThrow(/answers more than 8.39 MB where/);
  });
});

describe('requests', () => {
  it('reach a running job by one beside it', async () => {
    dashboard.jobs.set('job-1', recordedJob('job-1'));
    for (const request of ['pause', 'resume'] as const) await client.send(handle, request);
    const [pause, resume] = dashboard.entries;
    expect(pause).toMatchObject({
      submission_id: expect.stringMatching(/^job-1\.pause\.[0-9a-f]{12}$/) as string,
      entrypoint_num_cpus: 0,
      entrypoint_num_gpus: 0,
      entrypoint_resources: { 'node:127.0.0.2': 0.001 },
    });
    const orderOf = (entry?: Record<string, unknown>): number =>
      Number(/\[ (\d+) -gt/.exec(String(entry?.entrypoint))?.[1]);
    expect(orderOf(resume)).toBeGreaterThan(orderOf(pause));
  });

  it('of a checkpoint reach it too, and parts that are here are removed in the same way', async () => {
    dashboard.jobs.set('job-1', recordedJob('job-1'));
    await client.send(handle, 'checkpoint');
    await client.removeParts(handle, 499);
    expect(dashboard.entries).toMatchObject([
      { entrypoint: expect.stringMatching(/\n: > checkpoint$/) as string },
      {
        submission_id: expect.stringMatching(/^job-1\.tidy\.[0-9a-f]{12}$/) as string,
        entrypoint: expect.stringContaining('-v last=000499.part') as string,
      },
    ]);
    await client.removeParts({ id: 'job-2', remoteId: 'job-2' }, 499);
    expect(dashboard.entries).toHaveLength(2);
  });

  it('are not sent to a job that has ended or that Ray does not know', async () => {
    dashboard.jobs.set('job-1', recordedJob('job-1', succeeded));
    await client.send(handle, 'stop');
    await client.send({ id: 'job-2', remoteId: 'job-2' }, 'pause');
    await client.send({ id: 'job-2', remoteId: 'job-2' }, 'cancel');
    expect(dashboard.entries).toEqual([]);
  });

  it('end a job that waits, and do not pause it', async () => {
    dashboard.jobs.set('job-1', recordedJob('job-1', waiting));
    await client.send(handle, 'stop');
    expect(dashboard.requests).toContain('POST /api/jobs/job-1/stop');
    await expect(client.send(handle, 'pause')).rejects.toMatchObject({ kind: 'validation' });
  });
});

it('gives the end of the output, and of a job without one the words of Ray', async () => {
  dashboard.jobs.set('job-1', recordedJob('job-1'));
  dashboard.files.set('job-driver-job-1.log', Buffer.from(`ä${'x'.repeat(30_000)}\nlast line\n`));
  expect(await client.readOutput(handle)).toBe('last line\n');
  dashboard.nodeState = 'DEAD';
  const failed = { status: 'FAILED', message: 'runtime_env setup failed: no space\n' };
  dashboard.jobs.set('job-1', recordedJob('job-1', failed));
  expect(await client.readOutput(handle)).toBe('runtime_env setup failed: no space');
});

describe('removing a job', () => {
  /** Ends whatever is submitted, so much later than the job. */
  function endWith(afterMs: number): void {
    dashboard.instead.set('POST /api/jobs/', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const entry = JSON.parse(Buffer.concat(chunks).toString()) as { submission_id: string };
        const end = { end_time: succeeded.end_time + afterMs };
        dashboard.entries.push(entry as unknown as Record<string, unknown>);
        dashboard.jobs.set(
          entry.submission_id,
          recordedJob(entry.submission_id, { ...succeeded, ...end }),
        );
        response.end(JSON.stringify({ submission_id: entry.submission_id }));
      });
    });
  }

  it('removes its folder, it from the list, and old requests, also those of others', async () => {
    const digits = '00ff00ff00ff';
    const kept = [
      ...['job-11', 'other', 'job-1.notes', `job-1.train.${digits}`, 'job-1.stop.00ff'],
      ...[`job-1.stop.${digits}x`, `dni-probe-${digits}0`, `a.job-1.stop.${digits}`],
    ];
    const old = [`job-1.stop.${digits}`, `job-5.remove.${digits}`, `dni-probe-${digits}`];
    const running = `job-4.pause.${digits}`;
    for (const id of [...kept, ...old, 'job-1']) dashboard.jobs.set(id, recordedJob(id, succeeded));
    dashboard.jobs.set(running, recordedJob(running));
    endWith(60_000);
    await client.remove(handle);
    expect(dashboard.entries).toMatchObject([
      { entrypoint: expect.stringContaining('rm -rf "$logs/dni-jobs/job-1"') as string },
    ]);
    const removal = dashboard.entries[0]?.submission_id;
    expect([...dashboard.jobs.keys()]).toEqual([...kept, running, removal]);
  });

  it('leaves requests in the list that have ended just now: another program may wait for one', async () => {
    const ids = ['job-1', 'job-2.remove.00ff00ff00ff'];
    for (const id of ids) dashboard.jobs.set(id, recordedJob(id, succeeded));
    endWith(59_999);
    await client.remove(handle);
    expect([...dashboard.jobs.keys()].slice(0, -1)).toEqual(ids.slice(1));
  });

  it('has worked though old requests cannot be deleted', async () => {
    const old = 'job-5.stop.00ff00ff00ff';
    for (const id of [old, 'job-1']) dashboard.jobs.set(id, recordedJob(id, succeeded));
    dashboard.instead.set(`DELETE /api/jobs/${old}`, (_request, response) => {
      response.statusCode = 500;
      response.end('Traceback');
    });
    endWith(60_000);
    await client.remove(handle);
    expect([...dashboard.jobs.keys()]).toEqual([old, dashboard.entries[0]?.submission_id]);
  });

  it('waits until Ray has noticed the end of the job', async () => {
    const slow = new RayClient(dashboard.place(), { ...options, settleMs: 300 });
    for (const [afterMs, atLeast] of [
      [100, 195],
      [300, 0],
    ] as const) {
      dashboard.jobs.set('job-1', recordedJob('job-1', succeeded));
      endWith(afterMs);
      const begin = performance.now();
      await slow.remove(handle);
      expect(performance.now() - begin).toBeGreaterThan(atLeast);
      expect(dashboard.jobs.has('job-1')).toBe(false);
    }
  });
});

it('tests the place by a short job on a node that a job could have', async () => {
  const testing = client.test();
  const id = await expect
    .poll(() => [...dashboard.jobs.keys()][0])
    .toMatch(/^dni-probe-/)
    .then(() => [...dashboard.jobs.keys()][0] ?? '');
  dashboard.files.set(
    `job-driver-${id}.log`,
    Buffer.from(
      [
        'Runtime env is setting up.',
        'dni-probe node v20.19.1',
        'dni-probe python Python 3.11.7',
        'dni-probe platform Linux x86_64',
        'dni-probe runtime yes',
        'dni-probe end',
        `Running entrypoint for job ${id}: echo "dni-probe node $(node --version)"`,
      ].join('\n'),
    ),
  );
  dashboard.jobs.set(id, recordedJob(id, succeeded));
  expect(await testing).toEqual({
    version: '2.60.0',
    // The head has no GPU.
    nodes: 1,
    cores: 2,
    gpus: 1,
    probe: { node: '20.19.1', python: '3.11.7', hasRuntime: true, platform: 'linux-x64' },
  });
  expect(dashboard.entries[0]).toMatchObject({ entrypoint_num_cpus: 2, entrypoint_num_gpus: 1 });
  expect([...dashboard.jobs.keys()]).toEqual([id]);
});

it.each(['../job', 'a/b', '-rf', 'a b', '', 'a.b', '*'])(
  'does not ask for a job with the id %j',
  async (id) => {
    const job = { id, remoteId: id };
    for (const asked of [
      client.states([job]),
      client.send(job, 'stop'),
      client.listParts(job, 0),
      client.readPart(job, 1),
      client.readOutput(job),
      client.remove(job),
      client.submit({ ...submission, id }),
    ])
      await expect(asked).rejects.toMatchObject({ kind: 'validation' });
    expect(dashboard.requests).toEqual([]);
  },
);
