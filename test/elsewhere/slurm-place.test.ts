import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JobHandle, JobState, JobSubmission } from '#cluster/place-client';
import type { Package } from '#cluster/packages';
import { SlurmClient } from '#cluster/slurm/slurm-client';
import { placeSchema, type PlaceInput, type SlurmPlace } from '#spec/place';
import { zipOf } from '../main/tensorflow/runtime/fake-wheel';
import { ensureSlurm, startSlurm, type SlurmCluster } from './slurm-cluster';
import { writeParts } from './write-parts';

/** More than the pipes between programs hold. */
const data = randomBytes(1_500_000).toString('hex');
const runtime = { tensorflow: '2.18.1', tfjs: '4.22.0' };
const missing = ensureSlurm();
if (missing) console.warn(missing);

describe.skipIf(missing)('a Slurm cluster', () => {
  let cluster: SlurmCluster;
  let folder = '';
  const before = { PATH: process.env.PATH, SLURM_CONF: process.env.SLURM_CONF };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dni-workbench-test-'));
    cluster = await startSlurm();
    Object.assign(process.env, cluster.env, { DNI_TEST_SECRET: 'of this process' });
  });

  afterAll(async () => {
    await cluster.stop();
    Object.assign(process.env, before);
    await rm(folder, { recursive: true });
  });

  function newPlace(settings: Partial<PlaceInput>): SlurmPlace {
    const place = placeSchema.parse({
      ...{ kind: 'slurm', id: 'group', name: 'Group cluster', folder: join(folder, "it's % here") },
      ...{ cores: 1, node: process.execPath, runtime: '/opt/run time', ...settings },
    });
    if (place.kind !== 'slurm') throw new Error('not Slurm');
    return place;
  }

  let jobs = 0;
  async function newPackage(files: Record<string, string>): Promise<Package> {
    const bytes = zipOf(files);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = join(folder, `${sha256}.zip`);
    await writeFile(file, bytes);
    return { file, sha256, bytes: bytes.length };
  }

  async function newJob(command: string): Promise<JobSubmission> {
    const id = `job-${++jobs}`;
    const packages = [await newPackage({ 'run-job.sh': command })] as const;
    const shared = [await newPackage({ 'name.txt': 'the bundle', data })];
    return { id, name: `Job "${jobs}"`, packages, shared };
  }

  async function stateOf(client: SlurmClient, job: JobHandle): Promise<JobState> {
    const [state] = await client.states([job]);
    if (!state) throw new Error('There is no state.');
    return state;
  }

  const until = (client: SlurmClient, job: JobHandle, phase: JobState['phase']): Promise<void> =>
    expect
      .poll(async () => (await stateOf(client, job)).phase, { interval: 200, timeout: 40_000 })
      .toBe(phase);

  const recent = expect.toSatisfy((time: number) => Math.abs(time - Date.now()) < 100_000);
  const queued = (): string[] =>
    execFileSync('squeue', ['-h', '-o', '%A'], { encoding: 'utf8' }).split('\n').filter(Boolean);

  describe.each(['this computer', 'a login host'] as const)('on %s', (where) => {
    let place: SlurmPlace;
    let client: SlurmClient;

    beforeAll(() => {
      place = newPlace({ host: where === 'this computer' ? null : cluster.loginHost });
      client = new SlurmClient(place, { runtime });
    });

    beforeEach(({ skip }) => {
      if (place.host === null && where !== 'this computer') skip('There is no sshd here.');
    });

    it('says what there is', async () => {
      expect(await client.test()).toEqual({
        version: expect.stringMatching(/^\d+\.\d+/),
        nodes: 2,
        cores: 8,
        gpus: 1,
        probe: {
          node: process.versions.node,
          python: expect.stringMatching(/^3\./),
          hasRuntime: false,
          platform: `linux-${process.arch}`,
        },
      });
      expect(queued()).toEqual([]);
      expect(readdirSync(place.folder).filter((name) => name.startsWith('probe'))).toEqual([]);
    });

    it('runs a job once, and brings back what it writes while it runs', async () => {
      const submission = await newJob(writeParts);
      const job = await client.submit(submission);
      // As after an answer that was lost, by another process.
      expect(await new SlurmClient(place, { runtime }).submit(submission)).toEqual(job);
      expect(queued()).toEqual([job.remoteId]);

      await expect.poll(() => client.listParts(job, 0), { interval: 100 }).toContain(2);
      expect(await stateOf(client, job)).toEqual({
        ...{ phase: 'running', exitCode: null, reason: null, ended: null },
        node: expect.stringMatching(/^n[12]$/),
        submitted: recent,
        started: recent,
        newestPart: expect.any(Number) as number,
      });
      const after = await client.listParts(job, 1);
      expect(after[0]).toBe(2);
      const output = await client.readOutput(job);
      const part = await client.readPart(job, 2);
      const sum = createHash('sha256').update(part).digest('hex');
      expect(part).toHaveLength(300_000);
      expect(output).toContain(`part 2 ${sum}\n`);
      expect(output).toContain(
        `${job.id} runs with '${process.execPath}' and '/opt/run time' in the bundle\nsecret: \n`,
      );

      await client.send(job, 'pause');
      await expect
        .poll(async () => {
          const [one, two] = [await client.listParts(job, 0), await sleep(700)];
          void two;
          return (await client.listParts(job, 0)).length - one.length;
        })
        .toBe(0);
      const paused = (await client.listParts(job, 0)).length;
      await client.send(job, 'resume');
      await expect.poll(() => client.listParts(job, paused)).not.toEqual([]);
      await client.send(job, 'stop');
      await until(client, job, 'ended');
      expect(await stateOf(client, job)).toMatchObject({
        exitCode: 0,
        reason: null,
        ended: recent,
      });
      expect(await client.readOutput(job)).toMatch(/stopped\n$/);
      await client.send(job, 'cancel');

      await client.remove(job);
      await client.remove(job);
      expect(readdirSync(join(place.folder, 'jobs'))).toEqual([]);
      expect(await client.listParts(job, 0)).toEqual([]);
    });

    it('tells how a job has ended', async () => {
      const failing = await client.submit(await newJob('echo no such layer >&2; exit 3'));
      const killed = await client.submit(await newJob('kill -9 $$'));
      // Its end is the last thing that it does when Slurm asks it to end.
      const command = 'trap "echo saved; exit 0" TERM; echo on; while :; do sleep 0.1; done';
      const cancelled = await client.submit(await newJob(command));
      const jobs = [failing, killed, cancelled, { id: 'job-unknown', remoteId: '4000' }];
      await expect.poll(() => client.readOutput(cancelled)).toBe('on\n');
      await client.send(cancelled, 'cancel');
      await until(client, cancelled, 'ended');
      await until(client, killed, 'ended');
      await until(client, failing, 'ended');
      const states = await client.states(jobs);
      expect(states.map(({ phase }) => phase)).toEqual(['ended', 'ended', 'ended', 'missing']);
      expect(states.map(({ exitCode }) => exitCode)).toEqual([3, 137, 0, null]);
      expect(states[2]?.reason).toBe('It was cancelled.');
      expect(await client.readOutput(failing)).toBe('no such layer\n');
      expect(await client.readOutput(cancelled)).toMatch(/^on\n[^]*saved\n/);
      // Slurm has one number, and it is of a job that is over: another question than one of many.
      expect((await stateOf(client, { id: 'job-unknown', remoteId: '4000' })).phase).toBe(
        'missing',
      );
      for (const job of jobs) await client.remove(job);
    });

    it('says what Slurm refuses', async () => {
      const refused = newPlace({ host: place.host, options: ['--partition=gold mine'] });
      const other = new SlurmClient(refused, { runtime });
      await expect(other.submit(await newJob('true'))).rejects.toMatchObject({
        kind: 'validation',
        message: expect.stringMatching(/'Group cluster' .* refuses the job: .*gold mine.* options/),
      });
      await expect(other.test()).rejects.toMatchObject({ kind: 'validation' });
      expect(readdirSync(join(place.folder, 'jobs'))).toEqual([]);
    });
  });

  it('runs a job once where the number of the first submission was lost', async () => {
    const place = newPlace({ cores: 4, options: ['--nodelist=n1'] });
    const client = new SlurmClient(place, { runtime });
    const first = await client.submit(
      await newJob('until [ -e "$DNI_JOB_FOLDER/requests/stop" ]; do sleep 0.1; done'),
    );
    await until(client, first, 'running');
    // Both of these wait for the first.
    const submission = await newJob('echo once');
    const lost = await client.submit(submission);
    await unlink(join(place.folder, 'jobs', submission.id, 'number'));
    const job = await client.submit(submission);
    expect(job.remoteId).not.toBe(lost.remoteId);
    expect(queued()).toHaveLength(3);
    expect(await stateOf(client, job)).toMatchObject({
      phase: 'waiting',
      started: null,
      node: null,
    });
    await client.send(first, 'stop');
    await until(client, job, 'ended');
    expect(await client.readOutput(job)).toBe('once\n');
    expect(queued()).toEqual([]);
    for (const handle of [first, job]) await client.remove(handle);
  });

  it('says that the disk is full, and goes on when there is room', async ({
    skip,
    onTestFinished,
  }) => {
    const disk = await mkdtemp(join(folder, 'disk-'));
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=10m', 'tmpfs', disk]);
    if (status !== 0) skip('This user may not mount a small disk.');
    onTestFinished(() => void spawnSync('umount', ['--lazy', disk]));
    const client = new SlurmClient(newPlace({ folder: disk }), { runtime });
    const filler = join(disk, 'filler');
    await writeFile(filler, Buffer.alloc(9_000_000));
    // 3 MB, and as much again once it is unpacked.
    const submission = await newJob('cat name.txt');
    await expect(client.submit(submission)).rejects.toThrow(
      /^The place 'Group cluster' \(this computer\) has no room left for the folder '.*Make room/,
    );
    await truncate(filler, 5_000_000);
    const job = await client.submit(submission);
    await expect.poll(() => stateOf(client, job)).toMatchObject({ isDiskFull: true });
    expect(await client.readOutput(job)).toMatch(/^The disk of .* is full: the job waits/);
    await rm(filler);
    await until(client, job, 'ended');
    expect(await client.readOutput(job)).toContain('there.\nthe bundle');
    await client.remove(job);
  });

  it('refuses a host whose key is not known', async ({ skip }) => {
    if (cluster.loginHost === null) skip('There is no sshd here.');
    const stranger = new SlurmClient(newPlace({ host: cluster.unknownHost }), { runtime });
    await expect(stranger.states([{ id: 'job-1', remoteId: '1' }])).rejects.toThrow(
      "The place 'Group cluster' (stranger) has a host key that ssh does not know: ",
    );
  });

  it('tells a lost node from a failed job', async () => {
    const client = new SlurmClient(newPlace({ options: ['--nodelist=n2'] }), { runtime });
    const job = await client.submit(await newJob(writeParts));
    await expect.poll(() => client.listParts(job, 0)).toContain(1);
    await cluster.killNode('n2');
    await until(client, job, 'lost');
    expect(await stateOf(client, job)).toMatchObject({
      reason: 'Its node is down.',
      node: 'n2',
      exitCode: null,
    });
    // What it has written is there still.
    expect(await client.readPart(job, 1)).toHaveLength(300_000);
    await client.remove(job);
    expect(await new SlurmClient(newPlace({}), { runtime }).test()).toMatchObject({
      nodes: 1,
      gpus: 0,
    });
  });
});
