import { access, readdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { giveUpJob } from '#cluster/end-job';
import { followJob } from '#cluster/follow-job';
import type { JobContext } from '#cluster/job-context';
import { encodePart, type PartChange } from '#cluster/parts';
import type { JobState, JobSubmission, PlaceClient } from '#cluster/place-client';
import { WorkbenchError } from '#spec/errors';
import type { Job } from '#spec/job';
import { placeSchema } from '#spec/place';
import type { TrainedRun } from '#spec/run';
import { readJob, readJobRequest, writeJob, writeJobRequest } from '#storage/jobs';
import { readLog } from '#storage/log';
import type { ProjectFolder } from '#storage/projects';
import { createRun, readTrainedRun, runDirectory, writeRun } from '#storage/runs';
import { newProject, spirals } from '../storage/helpers';

const place = placeSchema.parse({ kind: 'slurm', id: 'hpc', name: 'Cluster' });
const down = new WorkbenchError('unavailable', 'The cluster does not answer.');

/** A place that says what a test has set. */
class ScriptedPlace implements PlaceClient {
  readonly place = place;
  readonly asked: string[] = [];
  readonly parts = new Map<number, Uint8Array>();
  submitError: Error | null = null;
  sendError: Error | null = null;
  state: Partial<JobState> = { phase: 'running', started: 2000 };

  test = () => Promise.reject(new Error('not used'));
  async submit({ id, packages }: JobSubmission) {
    await access(packages[0].file);
    if (this.submitError) throw this.submitError;
    this.asked.push(`submit ${id}`);
    return { id, remoteId: '17' };
  }
  states(): Promise<JobState[]> {
    const nothing = { exitCode: null, reason: null, node: null, submitted: 1000 };
    return Promise.resolve([
      { ...nothing, phase: 'running', started: null, ended: null, ...this.state },
    ]);
  }
  send = (_: object, request: string) =>
    this.sendError ? Promise.reject(this.sendError) : this.#note(request);
  listParts = (_: object, after: number) =>
    Promise.resolve(
      [...this.parts.keys()].filter((number) => number > after).sort((a, b) => a - b),
    );
  readPart = (_: object, number: number) => Promise.resolve(this.parts.get(number) as Uint8Array);
  removeParts = (_: object, upTo: number) => this.#note(`remove parts to ${upTo}`);
  readOutput = () => Promise.resolve('first\nlast line\n');
  remove = () => this.#note('remove');

  #note(text: string): Promise<void> {
    this.asked.push(text);
    return Promise.resolve();
  }
}

let project: ProjectFolder;
let client: ScriptedPlace;
let run: TrainedRun;
let job: Job;
let context: JobContext;

beforeEach(async () => {
  project = await newProject();
  client = new ScriptedPlace();
  const created = { name: 'Far away', modelId: null, spec: spirals() };
  run = await createRun(project, { ...created, job: { id: 'j', place: 'Cluster' } });
  job = {
    ...{ version: 1, id: 'j', place, runIds: [run.id], created: run.created, attempts: [] },
    ...{ together: false, status: 'sending', failure: null, isToEnd: false },
  };
  await writeJob(project, job);
  const nothing = () => Promise.resolve({ packages: [], cutFiles: [] });
  const shared = { program: nothing, dataset: nothing };
  const stateOf = async () => (await client.states())[0];
  context = {
    ...{ project, client, stateOf, shared, onRun: () => undefined, checkpointEverySeconds: 0 },
    signal: new AbortController().signal,
  };
});

const path = (name: string) => `${run.id}/${name}`;
const state = (fields: Partial<TrainedRun>): PartChange => ({
  kind: 'replace',
  path: path('run.json'),
  bytes: Buffer.from(JSON.stringify({ ...run, ...fields })),
});
const rows = (offset: number, text: string): PartChange => ({
  kind: 'append',
  path: path('log.jsonl'),
  offset,
  bytes: Buffer.from(`${text}\n`),
});
const line = JSON.stringify({ time: '2026-01-01T00:00:00.000Z', level: 'info', message: 'a' });

function put(number: number, ...changes: PartChange[]): void {
  client.parts.set(number, encodePart({ job: `j-${job.attempts.length}`, number }, changes));
}

/** Looks at the job once more, as a program that was started just now. */
async function look(): Promise<Job> {
  job = await followJob(context, await readJob(project, 'j'));
  expect(await readJob(project, 'j')).toEqual(job);
  return job;
}

const readBack = () => readTrainedRun(project, run.id, 'be tested');

describe('followJob', () => {
  it('submits an attempt again under its id where the answer was lost', async () => {
    client.submitError = down;
    await expect(look()).rejects.toBe(down);
    job = await readJob(project, 'j');
    expect(job.attempts).toMatchObject([{ id: 'j-1', remoteId: null }]);
    client.submitError = null;
    expect(await look()).toMatchObject({ status: 'waiting', attempts: [{ remoteId: '17' }] });
    expect(client.asked).toEqual(['submit j-1']);
  });

  it('takes a job back whose place does not answer, but not where this program ends', async () => {
    client.submitError = down;
    await expect(look()).rejects.toBe(down);
    await writeJobRequest(project, 'j', 'stop');
    const { signal } = context;
    context.signal = AbortSignal.abort();
    await expect(look()).rejects.toThrow();
    expect(await readJob(project, 'j')).toMatchObject({ status: 'sending' });
    context.signal = signal;
    expect(await look()).toMatchObject({ status: 'ended', isToEnd: true });
    expect((await readLog(runDirectory(project, run.id))).at(-1)?.message).toContain(
      "Ended before 'Cluster' answered",
    );
  });

  it('leaves a run alone that has gone on elsewhere since', async () => {
    await look();
    put(1, state({ status: 'finished', step: 60 }));
    await look();
    const next = { id: 'k', place: 'Cluster' };
    await writeRun(project, { ...(await readBack()), status: 'queued', job: next });
    client.state = { phase: 'ended', exitCode: 1, started: 2000, ended: 5000 };
    expect(await look()).toMatchObject({ status: 'ended', failure: null });
    expect(await readBack()).toMatchObject({ status: 'queued', job: next });
  });

  it('fails where the place does not allow it', async () => {
    client.submitError = new WorkbenchError('validation', 'There is no partition gpu.');
    const failure = 'There is no partition gpu.';
    expect(await look()).toMatchObject({ status: 'failed', failure });
    expect(await readBack()).toMatchObject({ status: 'failed', failure });
  });

  it('waits for a part that is missing', async () => {
    await look();
    put(1, state({ status: 'running', step: 5 }), rows(0, line));
    put(3, state({ status: 'finished', step: 60 }));
    expect((await look()).attempts).toMatchObject([{ parts: 1 }]);
    expect(await readBack()).toMatchObject({ status: 'running', step: 5 });
    client.state = { phase: 'ended', exitCode: 0, started: 2000, ended: 5000 };
    await expect(look()).rejects.toThrow(
      "Part 2 of what the job 'j-1' has sent back is missing, and later ones are there.",
    );
    expect(client.asked).toEqual(['submit j-1']);
    put(2, rows(line.length + 1, line));
    expect(await look()).toMatchObject({
      status: 'ended',
      attempts: [{ parts: 3, reason: null, ended: '1970-01-01T00:00:05.000Z' }],
    });
    expect(await readLog(runDirectory(project, run.id))).toHaveLength(2);
    expect(client.asked).toEqual(['submit j-1', 'remove']);
  });

  it('has every row once where the program was killed before it noted what it has applied', async () => {
    await look();
    const before = job;
    put(1, rows(0, line));
    put(2, rows(line.length + 1, line));
    await look();
    await writeJob(project, before);
    put(3, rows(2 * (line.length + 1), line));
    expect((await look()).attempts).toMatchObject([{ parts: 3 }]);
    expect(await readLog(runDirectory(project, run.id))).toHaveLength(3);
  });

  it('uses nothing of a damaged part, and asks for it again', async () => {
    await look();
    put(1, rows(0, line));
    const whole = client.parts.get(1) as Uint8Array;
    client.parts.set(1, whole.subarray(0, -1));
    await expect(look()).rejects.toThrow("Part 1 of what the job 'j-1' has sent back is damaged");
    expect(await readLog(runDirectory(project, run.id))).toEqual([]);
    client.parts.set(1, whole);
    expect((await look()).attempts).toMatchObject([{ parts: 1 }]);
  });

  it.each(['stop', 'cancel'] as const)(
    'can be ended by %s though its parts cannot be used',
    async (request) => {
      await look();
      client.parts.set(1, new Uint8Array([1, 2, 3]));
      await writeJobRequest(project, 'j', request);
      await expect(look()).rejects.toThrow('is damaged');
      client.state = { phase: 'ended' };
      expect(await look()).toMatchObject({ status: 'ended', isToEnd: true });
      expect(client.asked).toEqual(['submit j-1', request, 'remove']);
      expect(await readBack()).toMatchObject({ status: 'interrupted' });
      expect(await readJobRequest(project, 'j')).toBeNull();
    },
  );

  it('sends a lost job again, three times at most, and not one that the user has ended', async () => {
    await look();
    client.state = { phase: 'lost', started: 2000, reason: 'the node is gone' };
    for (const attempt of [2, 3]) {
      expect(await look()).toMatchObject({ status: 'sending' });
      expect(job.attempts).toHaveLength(attempt);
      expect(await look()).toMatchObject({ status: 'waiting' });
    }
    const failure =
      "The job was lost 3 times at 'Cluster', the last time because of this: the node is gone. Resume its runs to send it again.";
    expect(await look()).toMatchObject({ status: 'failed', failure });
    expect((await readLog(runDirectory(project, run.id))).map(({ message }) => message)).toEqual(
      Array(2).fill('The job is sent again: the node is gone.'),
    );
  });

  it('sends a lost job again though its node has left a damaged part', async () => {
    await look();
    put(1, rows(0, line));
    client.parts.set(2, new Uint8Array());
    client.state = { phase: 'lost', started: 2000 };
    expect(await look()).toMatchObject({ status: 'sending' });
    expect(job.attempts).toHaveLength(2);
    expect(await readLog(runDirectory(project, run.id))).toHaveLength(2);
  });

  it('keeps no part of a checkpoint that a lost node has not completed', async () => {
    await look();
    put(
      1,
      { kind: 'replace', path: path('checkpoints/20/weights'), bytes: Buffer.from('half') },
      { kind: 'replace', path: path('checkpoints/20/state.json'), bytes: Buffer.from('{}') },
    );
    await look();
    const checkpoints = join(runDirectory(project, run.id), 'checkpoints');
    expect(await readdir(checkpoints)).toEqual(['20.partial']);
    client.state = { phase: 'lost', started: 2000 };
    expect(await look()).toMatchObject({ status: 'sending' });
    expect(await readdir(checkpoints)).toEqual([]);
  });

  it('notes in a line of its own that it is sent again where the log of a lost node is cut off', async () => {
    await look();
    put(1, { ...rows(0, line), bytes: Buffer.from(`${line}\n{"time": "20`) } as PartChange);
    client.state = { phase: 'lost', started: 2000, reason: 'the node is gone' };
    await look();
    expect((await readLog(runDirectory(project, run.id))).map(({ message }) => message)).toEqual([
      'a',
      'The job is sent again: the node is gone.',
    ]);
  });

  it.each(['not sent yet', 'lost'])(
    'is not over while the disk does not give the file of its run: %s',
    async (state) => {
      if (state === 'lost') await look();
      client.state = { phase: 'lost', started: 2000 };
      const file = join(runDirectory(project, run.id), 'run.json');
      await rename(file, `${file}.away`);
      // A link to itself.
      await symlink('run.json', file);
      await expect(look()).rejects.toMatchObject({ kind: 'unavailable' });
      await rename(`${file}.away`, file);
      expect(await look()).toMatchObject({ failure: null, isToEnd: false });
      expect(['sending', 'waiting']).toContain(job.status);
    },
  );

  it('does not count losses before it has begun', async () => {
    await look();
    client.state = { phase: 'missing' };
    for (let times = 0; times < 4; times += 1) {
      await look();
      await look();
    }
    expect(job).toMatchObject({ status: 'waiting' });
    expect(job.attempts).toHaveLength(5);
  });

  it('does not send a job again that ends with an error, and says why', async () => {
    await look();
    client.state = { phase: 'ended', exitCode: 1 };
    const failure = "The job ended at 'Cluster' before its runs: last line";
    expect(await look()).toMatchObject({ status: 'failed', failure });
    expect(await readBack()).toMatchObject({ status: 'failed', failure });
  });

  it('lists no parts where the place says that there are none, and removes those that are here', async () => {
    await look();
    put(1, rows(0, line));
    client.state = { phase: 'running', started: 2000, newestPart: 0 };
    expect((await look()).attempts[0]?.parts).toBe(0);
    const length = line.length + 1;
    for (let number = 1; number <= 501; number += 1) put(number, rows((number - 1) * length, line));
    client.state = { phase: 'running', started: 2000, newestPart: 501 };
    expect((await look()).attempts[0]?.parts).toBe(501);
    expect(client.asked).toEqual(['submit j-1', 'remove parts to 499']);
  });

  it('tells that the job waits for room on its disk', async () => {
    const told: string[] = [];
    context = { ...context, onWait: (message) => told.push(message) };
    await look();
    client.state = { phase: 'running', started: 2000, isDiskFull: true };
    expect(await look()).toMatchObject({ status: 'running' });
    expect(told).toEqual([
      "The disk on which the job 'j' writes at 'Cluster' is full. The job waits and goes on by itself: make room there, or cancel it.",
    ]);
  });

  it('fails a run that could not begin, whatever of it has come back before', async () => {
    await look();
    put(1, state({ status: 'interrupted' }));
    client.state = { phase: 'ended', exitCode: 1 };
    const failure = "The job ended at 'Cluster' before its runs: last line";
    expect(await look()).toMatchObject({ status: 'failed', failure });
    expect(await readBack()).toMatchObject({ status: 'failed', failure });
  });

  it('keeps a request until the place takes it, and follows the job on where that refuses it', async () => {
    await look();
    await writeJobRequest(project, 'j', 'pause');
    client.sendError = down;
    await expect(look()).rejects.toBe(down);
    expect(await readJobRequest(project, 'j')).toBe('pause');
    client.sendError = new WorkbenchError('validation', 'It cannot pause.');
    await expect(look()).rejects.toThrow('It cannot pause.');
    expect(await look()).toMatchObject({ status: 'running' });
  });

  it('ends a job that was not submitted yet', async () => {
    await writeJobRequest(project, 'j', 'cancel');
    expect(await look()).toMatchObject({ status: 'ended', attempts: [] });
    expect(client.asked).toEqual([]);
    expect(await readBack()).toMatchObject({ status: 'interrupted' });
    expect(await readJobRequest(project, 'j')).toBeNull();
  });

  it.each(['stop', 'cancel'] as const)(
    'can be ended by %s though its place has never answered',
    async (request) => {
      client.submitError = down;
      await expect(look()).rejects.toBe(down);
      await writeJobRequest(project, 'j', request);
      expect(await look()).toMatchObject({ status: 'ended', failure: null, isToEnd: true });
      expect(await readBack()).toMatchObject({ status: 'interrupted', failure: null });
      expect(await readJobRequest(project, 'j')).toBeNull();
      expect((await readLog(runDirectory(project, run.id))).map(({ message }) => message)).toEqual([
        "Ended before 'Cluster' answered: if the job 'j-1' is there after all, end it there.",
      ]);
    },
  );

  it('counts no more time of a job that is given up while it runs', async () => {
    const running = await followJob(context, await followJob(context, await readJob(project, 'j')));
    expect(running.attempts.at(-1)).toMatchObject({ ended: null });
    const { status, attempts } = await giveUpJob(context, running);
    expect(status).toBe('ended');
    expect(Date.parse(attempts.at(-1)?.ended ?? '')).toBeGreaterThan(0);
  });

  it('sends nothing where none of its runs is left to train', async () => {
    await writeRun(project, { ...run, status: 'interrupted', ended: run.created });
    expect(await look()).toMatchObject({ status: 'ended', attempts: [] });
    expect(client.asked).toEqual([]);
  });
});
