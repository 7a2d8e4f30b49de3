import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JobRunner, type JobRunnerOptions } from '#cluster/job-runner';
import type { Place } from '#spec/place';
import { WorkbenchError } from '#spec/errors';
import { isEnded, type TrainedRun } from '#spec/run';
import { listCheckpoints } from '#storage/checkpoints';
import { readJob, readJobRequest } from '#storage/jobs';
import { readLog } from '#storage/log';
import { readMetric } from '#storage/metrics';
import type { ProjectFolder } from '#storage/projects';
import { createRun, listRuns, readTrainedRun, runDirectory } from '#storage/runs';
import { forkLauncher } from '#training/fork-port';
import { RunManager } from '#training/run-manager';
import { ensureNodeProgram } from '../../../src-main/launch/node-program';
import { newProject, spirals } from '../storage/helpers';
import { newManager } from '../training/helpers';
import { ProcessPlace } from './process-place';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let folder: string;
let place: ProcessPlace;
let project: ProjectFolder;
const runners: JobRunner[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-place-'));
  place = new ProcessPlace(folder);
  project = await newProject();
});
afterEach(async () => {
  for (const runner of runners.splice(0)) await runner.close();
  place.close();
  // Processes that were just killed may still write.
  await rm(folder, { recursive: true, force: true, maxRetries: 20 });
});

function newRunner(
  onTrouble: (message: string) => void = () => undefined,
  own: Place = place.place,
  onConnect: (signal: AbortSignal) => void = () => undefined,
  listProgram: JobRunnerOptions['listProgram'] = () => ensureNodeProgram(root),
  assertWritable: JobRunnerOptions['assertWritable'] = () => Promise.resolve(),
): JobRunner {
  const runner = new JobRunner({
    connect(_place, signal) {
      onConnect(signal);
      return place;
    },
    ownPlaces: () => Promise.resolve([own]),
    listProgram,
    assertWritable,
    everyMs: 100,
    checkpointEverySeconds: 0,
    onTrouble(_project, _job, message) {
      if (message !== null) onTrouble(message);
    },
  });
  runners.push(runner);
  return runner;
}

const toSend = (steps: number, checkpointEvery: number) => {
  const spec = spirals('Far away', steps);
  return {
    spec: { ...spec, training: { ...spec.training, checkpointEvery } },
    name: 'Far away',
    modelId: null,
  };
};

async function waitFor(
  runId: string,
  fits: (run: TrainedRun) => boolean | Promise<boolean>,
): Promise<void> {
  for (;;) {
    const run = await readTrainedRun(project, runId, 'be tested');
    if (await fits(run)) return;
    if (isEnded(run.status)) throw new Error(`ended: ${run.status}, ${run.failure}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The steps of a curve: each is there once. */
async function stepsOf(runId: string): Promise<number[]> {
  return [...((await readMetric(runDirectory(project, runId), 'train/loss'))?.step ?? [])];
}

describe('JobRunner', () => {
  it('brings back runs as if they were trained here', async () => {
    const runner = newRunner();
    const job = await runner.send(project, place.place, [toSend(40, 20), toSend(20, 20)]);
    const over = await runner.whenOver(project, job.id);
    expect(over).toMatchObject({ status: 'ended', failure: null, attempts: [{ node: 'here' }] });
    for (const [index, steps] of [40, 20].entries()) {
      const runId = job.runIds[index] ?? '';
      const run = await readTrainedRun(project, runId, 'be tested');
      expect(run).toMatchObject({ status: 'finished', step: steps, job: { place: 'Test place' } });
      expect((await stepsOf(runId)).at(-1)).toBe(steps);
      expect((await listCheckpoints(runDirectory(project, runId))).at(-1)?.step).toBe(steps);
    }
    expect(place.submitted).toHaveLength(1);
  });

  it('trains runs of a job together, and sends those again that a lost node leaves unfinished', async () => {
    const runner = newRunner();
    const member = (steps: number, seed: number) => {
      const { spec, ...more } = toSend(steps, 100);
      return { ...more, spec: { ...spec, training: { ...spec.training, seed } } };
    };
    // The last is not alike: it trains after the others.
    const members = [member(700, 1), member(700, 2), member(20, 3)] as const;
    const job = await runner.send(project, place.place, members, { together: true });
    const [first = '', second = '', last = ''] = job.runIds;
    const isCovered = async () =>
      (await listCheckpoints(runDirectory(project, second))).some(({ step }) => step > 0);
    await waitFor(first, ({ groupTiming }) => groupTiming?.members === 2 && isCovered());
    place.lose(place.submitted[0] ?? '');
    const over = await runner.whenOver(project, job.id);
    expect(over).toMatchObject({ status: 'ended', together: true, attempts: [{}, {}] });
    for (const [runId, steps] of [
      [first, 700],
      [second, 700],
      [last, 20],
    ] as const) {
      const run = await readTrainedRun(project, runId, 'be tested');
      expect(run).toMatchObject({ status: 'finished', step: steps });
      const recorded = await stepsOf(runId);
      expect(new Set(recorded).size).toBe(recorded.length);
      expect(recorded.at(-1)).toBe(steps);
    }
  });

  it('sends a job again whose node is lost, from its last checkpoint, to the weights of a run that was trained here', async () => {
    const runner = newRunner();
    const job = await runner.send(project, place.place, [toSend(4000, 100)]);
    const [runId = ''] = job.runIds;
    const directory = runDirectory(project, runId);
    const hasCheckpoint = async () =>
      (await listCheckpoints(directory)).some(({ step }) => step > 0);
    await waitFor(runId, hasCheckpoint);
    place.lose(place.submitted[0] ?? '');
    const over = await runner.whenOver(project, job.id);
    expect(over).toMatchObject({
      status: 'ended',
      attempts: [{ reason: 'the node is gone' }, { reason: null }],
    });
    expect(place.submitted).toEqual([`${job.id}-1`, `${job.id}-2`]);
    const log = await readLog(directory);
    expect(log.map(({ message }) => message)).toContain('The job is sent again: the node is gone.');
    expect(log.filter(({ message }) => message.startsWith('Resumed'))).toHaveLength(1);

    const local = new RunManager({
      launch: forkLauncher(join(root, 'src-main/training/worker.ts')),
      resources: join(root, 'resources'),
      emit: () => undefined,
    });
    const { id } = await local.start(project, toSend(4000, 100));
    expect(await local.whenEnded(project, id)).toMatchObject({ status: 'finished' });
    const here = await readMetric(runDirectory(project, id), 'train/loss');
    const there = await readMetric(directory, 'train/loss');
    expect(there?.step).toEqual(here?.step);
    expect(there?.value).toEqual(here?.value);
    const weights = (run: string) =>
      readFile(join(runDirectory(project, run), 'checkpoints/4000/weights.safetensors'));
    expect(await weights(runId)).toEqual(await weights(id));
  });

  it('goes on after the program was closed and the place did not answer', async () => {
    const first = newRunner();
    const job = await first.send(project, place.place, [toSend(3000, 500)]);
    const [runId = ''] = job.runIds;
    await waitFor(runId, ({ step }) => step > 0);
    await first.close();
    place.isDown = true;
    const messages: string[] = [];
    const second = newRunner((message) => messages.push(message));
    await second.follow(project);
    await expect.poll(() => messages).toEqual(['connect ECONNREFUSED']);
    expect(await readTrainedRun(project, runId, 'be tested')).toMatchObject({ status: 'running' });
    place.isDown = false;
    await second.whenOver(project, job.id);
    expect(await readTrainedRun(project, runId, 'be tested')).toMatchObject({ status: 'finished' });
    const steps = await stepsOf(runId);
    expect(new Set(steps).size).toBe(steps.length);
    expect(steps.at(-1)).toBe(3000);
    expect(place.submitted).toHaveLength(1);
  });

  it('pauses and stops a job, with a checkpoint', async () => {
    const runner = newRunner();
    const job = await runner.send(project, place.place, [toSend(1_000_000, 1_000_000)]);
    const [runId = ''] = job.runIds;
    await waitFor(runId, ({ step }) => step > 0);
    await runner.request(project, job.id, 'pause');
    await waitFor(runId, ({ status }) => status === 'paused');
    await runner.request(project, job.id, 'resume');
    await waitFor(runId, ({ status }) => status === 'running');
    await runner.request(project, job.id, 'stop');
    expect(await runner.whenOver(project, job.id)).toMatchObject({ status: 'ended' });
    const run = await readTrainedRun(project, runId, 'be tested');
    expect(run.status).toBe('stopped');
    const checkpoints = await listCheckpoints(runDirectory(project, runId));
    expect(checkpoints.at(-1)?.step).toBe(run.step);
    await expect(runner.request(project, job.id, 'stop')).rejects.toMatchObject({
      kind: 'conflict',
    });
  });

  it('gives up after three lost nodes, and says why', async () => {
    const runner = newRunner();
    const job = await runner.send(project, place.place, [toSend(1_000_000, 1_000_000)]);
    for (const attempt of [1, 2, 3]) {
      await expect.poll(() => place.submitted.length, { timeout: 60_000 }).toBe(attempt);
      place.lose(place.submitted.at(-1) ?? '');
    }
    const over = await runner.whenOver(project, job.id);
    expect(over.status).toBe('failed');
    expect(over.failure).toContain("lost 3 times at 'Test place'");
    const run = await readTrainedRun(project, job.runIds[0] ?? '', 'be tested');
    expect(run).toMatchObject({ status: 'failed', failure: over.failure });
  });

  it('says why a run could not begin, and sends nothing again', async () => {
    const runner = newRunner();
    const request = toSend(10, 10);
    const task = { kind: 'text', dataset: 'words' } as unknown as typeof request.spec.task;
    const spec = { ...request.spec, task };
    await mkdir(join(project.directory, 'datasets', 'words'), { recursive: true });
    const job = await runner.send(project, place.place, [{ ...request, spec }]);
    expect(await runner.whenOver(project, job.id)).toMatchObject({ status: 'failed' });
    const run = await readTrainedRun(project, job.runIds[0] ?? '', 'be tested');
    expect(run.status).toBe('failed');
    expect(run.failure).toContain("The data set 'words' is not in this project.");
    expect(place.submitted).toHaveLength(1);
  });

  it('follows no job at a place that the user has not set up', async () => {
    const first = newRunner();
    const job = await first.send(project, place.place, [toSend(1_000_000, 1_000_000)]);
    await first.close();
    const messages: string[] = [];
    const second = newRunner((message) => messages.push(message), {
      ...place.place,
      folder: 'elsewhere',
    } as Place);
    await second.follow(project);
    expect((await second.whenOver(project, job.id)).status).not.toBe('ended');
    expect(messages).toEqual([
      `The job '${job.id}' is at Slurm on this computer, which is none of your places: add it (\`places add\`), and the job can be followed; or give it up (\`jobs cancel\`).`,
    ]);
    await second.request(project, job.id, 'pause');
    // Nobody takes it: the wait has an end.
    await second.whenTaken(project, job.id);
  });

  it('gives up on request what is at a place that the user has no more', async () => {
    place.isDown = true;
    const first = newRunner();
    const job = await first.send(project, place.place, [toSend(20, 20)]);
    await first.close();
    const second = newRunner(undefined, { ...place.place, folder: 'elsewhere' } as Place);
    await second.request(project, job.id, 'cancel');
    expect(await second.whenOver(project, job.id)).toMatchObject({ status: 'ended' });
    const run = await readTrainedRun(project, job.runIds[0] ?? '', 'be tested');
    expect(run.status).toBe('interrupted');
  });

  it('asks for no checkpoint where that would take the place of a stop', async () => {
    place.isDown = true;
    const runner = newRunner();
    const job = await runner.send(project, place.place, [toSend(20, 20)]);
    await runner.close();
    await runner.request(project, job.id, 'stop');
    await expect(runner.request(project, job.id, 'checkpoint')).rejects.toThrow(
      `The job '${job.id}' was not told yet to stop: ask for its checkpoint after that.`,
    );
    expect(await readJobRequest(project, job.id)).toBe('stop');
  });

  it('does not wait for what is on its way to a place when it is closed', async () => {
    let cut: AbortSignal | undefined;
    let isOnItsWay = false;
    const messages: string[] = [];
    const runner = newRunner(
      (message) => messages.push(message),
      place.place,
      (signal) => {
        cut = signal;
      },
      // Nothing is to be built first.
      () => Promise.resolve([]),
    );
    place.submit = () =>
      new Promise((_, reject) => {
        isOnItsWay = true;
        cut?.addEventListener('abort', () => reject(new WorkbenchError('unavailable', 'Cut off.')));
      });
    const job = await runner.send(project, place.place, [toSend(20, 20)]);
    await expect.poll(() => isOnItsWay, { timeout: 60_000 }).toBe(true);
    await runner.close(0);
    expect(messages).toEqual([]);
    expect(await readJob(project, job.id)).toMatchObject({ status: 'sending' });
  });

  it('does not wait for what is prepared for a place when it is closed', async () => {
    let isListing = false;
    const messages: string[] = [];
    const listProgram = (): Promise<never> => {
      isListing = true;
      // A build takes longer than anybody waits for the end of a program.
      return new Promise(() => undefined);
    };
    const runner = newRunner((text) => messages.push(text), undefined, undefined, listProgram);
    const job = await runner.send(project, place.place, [toSend(20, 20)]);
    await expect.poll(() => isListing).toBe(true);
    await runner.close(0);
    expect(messages).toEqual([]);
    expect(await readJob(project, job.id)).toMatchObject({ status: 'sending' });
  });

  it('follows no job whose file is damaged, nor one whose id leads elsewhere', async () => {
    const messages: string[] = [];
    const runner = newRunner((message) => messages.push(message));
    place.isDown = true;
    const job = await runner.send(project, place.place, [toSend(20, 20)]);
    await expect.poll(() => messages).toEqual(['connect ECONNREFUSED']);
    await writeFile(join(project.directory, 'jobs', `${job.id}.json`), '{"version": 1, ');
    await expect(runner.whenOver(project, job.id)).rejects.toMatchObject({ kind: 'validation' });
    expect(runner.troubleOf(project, job.id)?.message).toContain(`${job.id}.json`);
    for (const id of [job.id, '../project'])
      await expect(runner.request(project, id, 'stop')).rejects.toBeInstanceOf(WorkbenchError);
    runner.followOne(project, '../project');
    await expect(runner.whenOver(project, '../project')).rejects.toMatchObject({
      kind: 'notFound',
    });
  });

  it('follows a job on where something else than its file is missing, as a run that is deleted meanwhile', async () => {
    const states: (() => ReturnType<typeof place.states>)[] = [
      () => Promise.reject(new WorkbenchError('notFound', 'There is no such run.')),
      () => Promise.reject(new WorkbenchError('unavailable', 'Asked again.')),
    ];
    place.submit = ({ id }) => Promise.resolve({ id, remoteId: '1' });
    place.states = () => (states.shift() ?? (() => new Promise<never>(() => undefined)))();
    const messages: string[] = [];
    const runner = newRunner(
      (text) => messages.push(text),
      undefined,
      undefined,
      () => Promise.resolve([]),
    );
    await runner.send(project, place.place, [toSend(20, 20)]);
    await expect.poll(() => messages).toEqual(['There is no such run.', 'Asked again.']);
  });

  it('makes no lock where the folder of jobs must not be written, nor waits for a job in none', async () => {
    place.isDown = true;
    const first = newRunner(undefined, undefined, undefined, () => Promise.resolve([]));
    const job = await first.send(project, place.place, [toSend(20, 20)]);
    await first.close();
    const messages: string[] = [];
    const link = new WorkbenchError('unavailable', "'jobs' is a link.");
    const second = newRunner(
      (text) => messages.push(text),
      ...([undefined, undefined, undefined, () => Promise.reject(link)] as const),
    );
    await second.follow(project);
    await expect.poll(() => messages).toEqual([link.message]);
    const jobs = join(project.directory, 'jobs');
    await expect(second.request(project, job.id, 'stop')).rejects.toBe(link);
    expect(await readdir(jobs)).toEqual([`${job.id}.json`]);
    await second.close();
    await rm(jobs, { recursive: true });
    const third = newRunner();
    third.followOne(project, job.id);
    await expect(third.whenOver(project, job.id)).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('leaves no run waiting for a job that cannot be written', async () => {
    const made = toSend(20, 20);
    const again = { ...(await createRun(project, made)), status: 'stopped', step: 3 } as const;
    // A file in the place of the folder.
    await writeFile(join(project.directory, 'jobs'), '');
    const sent = newRunner().send(project, place.place, [{ again }, toSend(20, 20)]);
    await expect(sent).rejects.toMatchObject({ kind: 'unavailable' });
    const { message } = (await sent.catch((error: unknown) => error)) as Error;
    expect((await listRuns(project)).items).toMatchObject([
      { id: again.id, status: 'stopped', step: 3, failure: null },
      { status: 'failed', failure: message },
    ]);
  });

  it('removes packages of a program that was killed while it sent them', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const left = ['job', 'packages'].map((name) => join(tmpdir(), `dni-${name}.${pid}-0a.tmp`));
    for (const path of left) {
      await mkdir(path);
      await utimes(path, 0, 0);
    }
    newRunner();
    await expect.poll(() => left.filter((path) => existsSync(path))).toEqual([]);
  });

  it('is alone in training its runs', async () => {
    const runner = newRunner();
    const job = await runner.send(project, place.place, [toSend(1_000_000, 1_000_000)]);
    const [runId = ''] = job.runIds;
    const { manager } = newManager();
    const sentence = `The run '${runId}' trains at 'Test place' and cannot be resumed from here: stop its job '${job.id}' first.`;
    await expect(manager.resume(project, runId)).rejects.toThrow(sentence);
    expect((await manager.get(project, runId)).status).toBe('queued');
    await runner.request(project, job.id, 'cancel');
    await runner.whenOver(project, job.id);
    expect((await manager.get(project, runId)).status).toBe('interrupted');
    await manager.delete(project, runId);
  });
});
