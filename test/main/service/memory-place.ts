import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { encodePart, type PartChange } from '#cluster/parts';
import type { JobHandle, JobState, JobSubmission, PlaceClient } from '#cluster/place-client';
import { WorkbenchError } from '#spec/errors';
import type { JobRequest } from '#spec/job';
import { placeSchema, type Place, type PlaceReport } from '#spec/place';
import type { TrainedRun } from '#spec/run';
import { readJob } from '#storage/jobs';
import type { ProjectFolder } from '#storage/projects';
import { readTrainedRun, runDirectory } from '#storage/runs';

interface MemoryJob {
  runs: TrainedRun[];
  /** The bytes of files that grow, by path. */
  sizes: Map<string, number>;
  parts: Uint8Array[];
  hasEnded: boolean;
  /** How many jobs were submitted before it. */
  index: number;
}

export const placeOf = (id: string, jobs = 2): Place =>
  placeSchema.parse({ kind: 'slurm', id, name: `Place ${id}`, folder: id, jobs });

/** A place that trains in memory: ten steps of each run of a job whenever it is asked for the states. */
export class MemoryPlace implements PlaceClient {
  readonly place: Place;
  /** By the id of the attempt. */
  readonly jobs = new Map<string, MemoryJob>();
  readonly asked: JobRequest[] = [];
  /** The most jobs that were at work at the same time. */
  mostAtWork = 0;
  /** Set by a test: no request gets an answer. */
  isDown = false;
  /** Set by a test: jobs wait, and train no steps. */
  isHolding = false;
  /** The same for jobs from this number on. */
  holdsAfter = Infinity;
  readonly #project: () => ProjectFolder;

  constructor(place: Place, project: () => ProjectFolder) {
    this.place = place;
    this.#project = project;
  }

  test(): Promise<PlaceReport> {
    return Promise.reject(new Error('not used'));
  }

  async submit({ id }: JobSubmission): Promise<JobHandle> {
    this.#assertUp();
    const { runIds } = await readJob(this.#project(), id.replace(/-\d+$/, ''));
    const runs = await Promise.all(
      runIds.map((runId) => readTrainedRun(this.#project(), runId, 'be tested')),
    );
    const sizes = new Map<string, number>();
    for (const run of runs)
      for (const name of ['log.jsonl', 'metrics/0.f64']) {
        const path = join(runDirectory(this.#project(), run.id), name);
        const stats = await stat(path).catch(() => null);
        sizes.set(`${run.id}/${name}`, stats?.size ?? 0);
      }
    this.jobs.set(id, { runs, sizes, parts: [], hasEnded: false, index: this.jobs.size });
    const atWork = [...this.jobs.values()].filter(({ hasEnded }) => !hasEnded).length;
    this.mostAtWork = Math.max(this.mostAtWork, atWork);
    return { id, remoteId: id };
  }

  states(handles: readonly JobHandle[]): Promise<JobState[]> {
    this.#assertUp();
    return Promise.resolve(
      handles.map(({ id }) => {
        const job = this.#job(id);
        const isHeld = this.isHolding || job.index >= this.holdsAfter;
        if (!isHeld && !job.hasEnded) this.#train(id, job);
        return {
          phase: isHeld ? 'waiting' : job.hasEnded ? 'ended' : 'running',
          ...{ exitCode: null, reason: null, node: 'n1', submitted: 1000 },
          ...{ started: isHeld ? null : 2000, ended: job.hasEnded ? 3000 : null },
        };
      }),
    );
  }

  send({ id }: JobHandle, request: JobRequest): Promise<void> {
    this.#assertUp();
    this.asked.push(request);
    const job = this.#job(id);
    const status = { pause: 'paused', resume: 'running', stop: 'stopped' }[request as string];
    if (status !== undefined)
      job.runs = job.runs.map((run) => ({ ...run, status: status as TrainedRun['status'] }));
    return Promise.resolve();
  }

  listParts({ id }: JobHandle, after: number): Promise<number[]> {
    this.#assertUp();
    return Promise.resolve(
      this.#job(id)
        .parts.map((_, index) => index + 1)
        .filter((number) => number > after),
    );
  }

  readPart({ id }: JobHandle, number: number): Promise<Uint8Array> {
    return Promise.resolve(this.#job(id).parts[number - 1] as Uint8Array);
  }

  removeParts(): Promise<void> {
    return Promise.resolve();
  }

  readOutput(): Promise<string> {
    return Promise.resolve('');
  }

  remove(): Promise<void> {
    return Promise.resolve();
  }

  #train(id: string, job: MemoryJob): void {
    job.runs = job.runs.map((run) => {
      const isAtWork = run.status === 'running' || run.status === 'queued';
      const step = isAtWork ? Math.min(run.step + 10, run.spec.training.steps) : run.step;
      const isDone = isAtWork && step === run.spec.training.steps;
      return { ...run, step, status: isDone ? 'finished' : isAtWork ? 'running' : run.status };
    });
    job.hasEnded = job.runs.every(({ status }) => status === 'finished' || status === 'stopped');
    const changes = job.runs.flatMap((run) => this.#changesOf(job, run));
    const number = job.parts.length + 1;
    job.parts.push(encodePart({ job: id, number }, changes));
  }

  /** The node has no notes and no tags of the user. */
  #changesOf({ sizes }: MemoryJob, run: TrainedRun): PartChange[] {
    const there = { ...run, name: 'there', notes: '', tags: [] };
    const files = { version: 1, files: { 'validation/error': '0.f64' } };
    const entry = { time: run.created, level: 'info', message: `At step ${run.step}.` };
    const rows = Buffer.from(new Float64Array([run.step, run.step / 10, 0.5]).buffer);
    const replace = (name: string, content: object): PartChange => ({
      ...{ kind: 'replace', path: `${run.id}/${name}` },
      bytes: Buffer.from(JSON.stringify(content)),
    });
    const append = (name: string, bytes: Buffer): PartChange => {
      const path = `${run.id}/${name}`;
      const offset = sizes.get(path) ?? 0;
      sizes.set(path, offset + bytes.length);
      return { kind: 'append', path, offset, bytes };
    };
    return [
      replace('metrics.json', files),
      append('metrics/0.f64', rows),
      append('log.jsonl', Buffer.from(`${JSON.stringify(entry)}\n`)),
      replace('run.json', there),
      replace(`checkpoints/${run.step}/state.json`, {}),
      { kind: 'complete', path: `${run.id}/checkpoints/${run.step}` },
    ];
  }

  #job(id: string): MemoryJob {
    return this.jobs.get(id) as MemoryJob;
  }

  #assertUp(): void {
    if (this.isDown)
      throw new WorkbenchError('unavailable', `'${this.place.name}' does not answer.`);
  }
}
