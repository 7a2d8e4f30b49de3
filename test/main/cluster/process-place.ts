import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { JobHandle, JobState, JobSubmission, PlaceClient } from '#cluster/place-client';
import type { JobRequest } from '#spec/job';
import { placeSchema, type PlaceReport } from '#spec/place';

/**
 * A place whose jobs are processes of this computer, in a folder: with it the way of a job is tested without a cluster. A
 * test can lose a job as a dead node does.
 */
export class ProcessPlace implements PlaceClient {
  readonly place = placeSchema.parse({ kind: 'slurm', id: 'test', name: 'Test place' });
  readonly submitted: string[] = [];
  readonly #folder: string;
  readonly #processes = new Map<string, ChildProcess>();
  readonly #lost = new Set<string>();
  readonly #startedAt = Date.now();
  /** Set by a test: no request gets an answer. */
  isDown = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  test(): Promise<PlaceReport> {
    return Promise.reject(new Error('not used'));
  }

  async submit({ id, packages, shared }: JobSubmission): Promise<JobHandle> {
    this.#assertUp();
    if (this.#processes.has(id)) return { id, remoteId: id };
    this.submitted.push(id);
    const [job, content] = [join(this.#folder, id), join(this.#folder, id, 'content')];
    await mkdir(join(job, 'parts'), { recursive: true });
    await mkdir(join(job, 'requests'));
    for (const { file } of [...packages, ...shared])
      await promisify(execFile)('python3', ['-m', 'zipfile', '-e', file, content]);
    const env = { ...process.env, DNI_JOB_ID: id, DNI_JOB_FOLDER: job, DNI_JOB_NODE: 'node' };
    const child = spawn('sh', ['run-job.sh'], { cwd: content, env, detached: true });
    const output: string[] = [];
    child.stderr.on('data', (text: Buffer) => output.push(text.toString()));
    // Where the test has removed it, nobody reads it.
    const file = join(job, 'output.txt');
    child.on('exit', () => void writeFile(file, output.join('')).catch(() => undefined));
    this.#processes.set(id, child);
    return { id, remoteId: id };
  }

  states(jobs: readonly JobHandle[]): Promise<JobState[]> {
    this.#assertUp();
    return Promise.resolve(jobs.map(({ id }) => this.#stateOf(id)));
  }

  async send({ id }: JobHandle, request: JobRequest): Promise<void> {
    this.#assertUp();
    const folder = join(this.#folder, id, 'requests');
    if (request === 'resume') await rm(join(folder, 'pause'), { force: true });
    else if (request === 'cancel') this.#kill(id);
    else await writeFile(join(folder, request), '');
  }

  async listParts({ id }: JobHandle, after: number): Promise<number[]> {
    this.#assertUp();
    const names = await readdir(join(this.#folder, id, 'parts')).catch((): string[] => []);
    return names
      .filter((name) => name.endsWith('.part'))
      .map((name) => Number(name.slice(0, 6)))
      .filter((number) => number > after)
      .sort((a, b) => a - b);
  }

  readPart({ id }: JobHandle, part: number): Promise<Uint8Array> {
    this.#assertUp();
    return readFile(join(this.#folder, id, 'parts', `${String(part).padStart(6, '0')}.part`));
  }

  async removeParts({ id }: JobHandle, upTo: number): Promise<void> {
    const folder = join(this.#folder, id, 'parts');
    for (const name of await readdir(folder))
      if (Number(name.slice(0, 6)) <= upTo) await rm(join(folder, name));
  }

  readOutput({ id }: JobHandle): Promise<string> {
    return readFile(join(this.#folder, id, 'output.txt'), 'utf8');
  }

  async remove({ id }: JobHandle): Promise<void> {
    this.#kill(id);
    await rm(join(this.#folder, id), { recursive: true, force: true });
  }

  /** As where the node dies. */
  lose(id: string): void {
    this.#lost.add(id);
    this.#kill(id);
  }

  close(): void {
    for (const id of this.#processes.keys()) this.#kill(id);
  }

  #stateOf(id: string): JobState {
    const child = this.#processes.get(id);
    const hasEnded = child !== undefined && (child.exitCode !== null || child.signalCode !== null);
    const isLost = this.#lost.has(id);
    return {
      phase: isLost ? 'lost' : hasEnded ? 'ended' : child ? 'running' : 'missing',
      exitCode: child?.exitCode ?? null,
      reason: isLost ? 'the node is gone' : null,
      node: 'here',
      ...{ submitted: null, started: child ? this.#startedAt : null, ended: null },
    };
  }

  /** With everything that it has started: the training has a process group of its own. */
  #kill(id: string): void {
    const { pid } = this.#processes.get(id) ?? {};
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }

  #assertUp(): void {
    if (this.isDown) throw new Error('connect ECONNREFUSED');
  }
}
