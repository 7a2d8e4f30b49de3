import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskFullFile } from '#cluster/node/job-file';
import type { JobHandle, JobState, JobSubmission } from '#cluster/place-client';
import type { Package } from '#cluster/packages';
import { RayConnection } from '#cluster/ray/connection';
import { RayDashboard } from '#cluster/ray/dashboard';
import { RayClient } from '#cluster/ray/ray-client';
import { placeSchema, type RayPlace } from '#spec/place';
import { zipOf } from '../main/tensorflow/runtime/fake-wheel';
import { installRay, rayVersion, startRay, type RayCluster } from './ray-cluster';
import { writeParts } from './write-parts';

const ray = await installRay();

describe.skipIf(!ray)('a Ray cluster', () => {
  let cluster: RayCluster;
  let place: RayPlace;
  let client: RayClient;
  let folder = '';
  let jobs = 0;

  const runtime = { tensorflow: '2.18.1', tfjs: '4.22.0' };
  const newClient = (): RayClient => new RayClient(place, { runtime, pollMs: 100 });

  async function newPackage(files: Record<string, string>): Promise<Package> {
    const bytes = zipOf(files);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = join(folder, `${sha256}.zip`);
    await writeFile(file, bytes);
    return { file, sha256, bytes: bytes.length };
  }

  async function newJob(command: string): Promise<JobSubmission> {
    jobs += 1;
    return {
      id: `job-${jobs}`,
      name: `Job ${jobs}`,
      packages: [await newPackage({ 'run-job.sh': command, 'id.txt': `job-${jobs}` })],
      shared: [await newPackage({ 'name.txt': 'the bundle' })],
    };
  }

  async function stateOf(job: JobHandle): Promise<JobState> {
    const [state] = await client.states([job]);
    if (!state) throw new Error('There is no state.');
    return state;
  }

  const until = (job: JobHandle, phase: JobState['phase']): Promise<void> =>
    expect
      .poll(async () => (await stateOf(job)).phase, { interval: 200, timeout: 40_000 })
      .toBe(phase);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dni-workbench-test-'));
    cluster = await startRay(ray ?? '');
    place = placeSchema.parse({
      kind: 'ray',
      id: 'ray',
      name: 'Ray here',
      address: cluster.address,
      cores: 2,
    }) as RayPlace;
    client = newClient();
  });

  afterAll(async () => {
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('says what it has, and what a node has', async () => {
    // The second node may still be joining.
    await expect
      .poll(() => client.test(), { timeout: 40_000 })
      .toMatchObject({ version: rayVersion, nodes: 2, cores: 4, gpus: 0 });
    const { probe } = await client.test();
    expect(probe).toMatchObject({ node: process.versions.node, platform: 'linux-x64' });
    expect(probe?.python).toMatch(/^3\./);
  });

  it('runs a job once that was submitted twice, and gives out its parts while it writes them', async () => {
    const submission = await newJob(writeParts);
    const [job, again] = [await client.submit(submission), await newClient().submit(submission)];
    expect(again).toEqual(job);
    await until(job, 'running');
    await expect.poll(() => client.listParts(job, 0)).toEqual(expect.arrayContaining([1, 2, 3]));

    // Another start of the program knows no more than the handle.
    client = newClient();
    const first = await client.listParts(job, 1);
    expect(first.slice(0, 2)).toEqual([2, 3]);
    const output = await client.readOutput(job);
    expect(output).toContain("job-1 runs with 'node' and '' in the bundle");
    for (const part of [1, 2, 3]) {
      const bytes = await client.readPart(job, part);
      expect(bytes).toHaveLength(300_000);
      expect(output).toContain(`part ${part} ${createHash('sha256').update(bytes).digest('hex')}`);
    }

    await client.send(job, 'pause');
    let last = -1;
    await expect
      .poll(
        async () => {
          const before = last;
          last = (await client.listParts(job, 0)).length;
          return last - before;
        },
        { interval: 1000 },
      )
      .toBe(0);
    const jobFolder = join(cluster.session, 'logs', 'dni-jobs', job.id);
    const mark = join(jobFolder, 'parts', diskFullFile(last + 1));
    await writeFile(mark, '');
    expect(await client.listParts(job, last)).toEqual([]);
    expect(await stateOf(job)).toMatchObject({ phase: 'running', isDiskFull: true });
    await rm(mark);
    await client.send(job, 'resume');
    await expect.poll(async () => (await client.listParts(job, last)).length).toBeGreaterThan(1);
    expect((await stateOf(job)).isDiskFull).toBeUndefined();

    await client.send(job, 'stop');
    await until(job, 'ended');
    const state = await stateOf(job);
    expect(state).toMatchObject({ phase: 'ended', exitCode: 0, reason: null });
    expect(await client.readOutput(job)).toMatch(/stopped\n$/);
    // In seconds, as the node writes it; submitted is from the clock of the same machine.
    expect((state.started ?? 0) - (state.submitted ?? 0)).toBeGreaterThan(-1000);
    expect((state.ended ?? 0) - (state.started ?? Infinity)).toBeGreaterThan(0);

    expect(existsSync(jobFolder)).toBe(true);
    await client.remove(job);
    expect(existsSync(jobFolder)).toBe(false);
    expect(await stateOf(job)).toMatchObject({ phase: 'missing' });
    expect(await client.listParts(job, 0)).toEqual([]);
    await client.remove(job);
  });

  it('tells how a command has failed, and ends a job that runs and one that waits', async () => {
    const failing = await client.submit(await newJob('echo broken >&2; exit 7'));
    await until(failing, 'ended');
    expect(await stateOf(failing)).toMatchObject({ phase: 'ended', exitCode: 7 });
    expect(await client.readOutput(failing)).toContain('broken\n');

    const running = [
      await client.submit(await newJob('exec sleep 100')),
      await client.submit(await newJob('exec sleep 101')),
    ];
    for (const job of running) await until(job, 'running');
    const waiting = await client.submit(await newJob('exec sleep 102'));
    const states = await client.states([waiting, ...running, failing]);
    expect(states.map(({ phase }) => phase)).toEqual(['waiting', 'running', 'running', 'ended']);
    await expect(client.send(waiting, 'pause')).rejects.toThrow(/waits for a node at 'Ray here'/);
    await client.send(waiting, 'cancel');
    for (const job of running) await client.send(job, 'cancel');
    for (const job of [...running, waiting]) await until(job, 'ended');
    expect(await stateOf(waiting)).toMatchObject({ phase: 'ended', exitCode: null });
  });

  it('says that a job is lost whose node has died', async () => {
    const submissions = [await newJob(writeParts), await newJob(writeParts)];
    const handles = await Promise.all(submissions.map((submission) => client.submit(submission)));
    for (const job of handles) await until(job, 'running');
    const before = await client.states(handles);
    const at = before.findIndex(({ node }) => node === cluster.secondNode);
    const [lost, other] = [handles[at], handles[1 - at]];
    if (!lost || !other) throw new Error('The second node has no job.');
    await expect.poll(() => client.listParts(lost, 0)).toContain(1);

    cluster.killSecondNode();
    await until(lost, 'lost');
    expect(await stateOf(lost)).toMatchObject({
      exitCode: null,
      node: cluster.secondNode,
      reason: expect.stringContaining('node has died') as string,
    });
    expect(await client.listParts(lost, 0)).toEqual([]);
    await expect(client.readPart(lost, 1)).rejects.toMatchObject({ kind: 'unavailable' });
    await client.remove(lost);
    expect(await stateOf(lost)).toMatchObject({ phase: 'missing' });
    expect(await stateOf(other)).toMatchObject({ phase: 'running' });
    const hasty = new RayClient(place, { runtime, waitMs: 500 });
    expect(await hasty.test()).toMatchObject({ nodes: 1, cores: 2, probe: null });
    // One that still runs is ended before it is removed.
    await client.remove(other);
    expect(await stateOf(other)).toMatchObject({ phase: 'missing' });
  });

  it('leaves no failed jobs in the list of Ray but those of the user', async () => {
    const jobs = await new RayDashboard(new RayConnection(place)).jobs();
    const failed = (jobs ?? []).filter(({ status }) => status === 'FAILED');
    expect(failed).toMatchObject([{ driver_exit_code: 7 }]);
  });
});
