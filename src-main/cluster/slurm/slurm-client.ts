/** A cluster with Slurm, by its commands: on this computer, or on a login host by `ssh`. */
import type { JobRequest } from '#spec/job';
import type { PlaceReport, SlurmPlace } from '#spec/place';
import { WorkbenchError } from '#spec/errors';
import {
  maxPartBytes,
  type JobHandle,
  type JobState,
  type JobSubmission,
  type PlaceClient,
} from '../place-client';
import type { Package } from '../packages';
import { parseProbe, probeScript as nodeProbe, type RuntimeVersions } from '../probe';
import { exitCodes, said, SlurmFaults } from './faults';
import type { ScriptAnswer } from './framed-script';
import {
  listPartsScript,
  readOutputScript,
  readPartScript,
  removePartsScript,
  removeScript,
  requestScript,
  statesScript,
} from './job-scripts';
import { parseStates } from './job-state';
import { Shell, type ScriptLimits } from './shell';
import { submitScript, uploadScript } from './submit-script';
import { listNodesScript, parseNodes, probeScript } from './test-scripts';

export interface SlurmOptions {
  runtime: RuntimeVersions;
  /** Ends all commands. */
  signal?: AbortSignal;
  /** Seconds that a test waits for a node. */
  probeSeconds?: number;
  /** Milliseconds that a command may take. */
  timeoutMs?: number;
}

/** Jobs that are asked for at once: the script has to fit into what a shell takes as an argument. */
const maxStates = 200;
/** A slow connection still has this. */
const leastBytesPerMs = 100;

export class SlurmClient implements PlaceClient {
  readonly place: SlurmPlace;
  readonly #runtime: RuntimeVersions;
  readonly #faults: SlurmFaults;
  readonly #shell: Shell;
  readonly #probeSeconds: number;
  readonly #timeoutMs: number;
  /** Packages that are being sent, by their checksums. */
  readonly #uploads = new Map<string, Promise<unknown>>();

  constructor(
    place: SlurmPlace,
    { runtime, signal, probeSeconds = 45, timeoutMs = 40_000 }: SlurmOptions,
  ) {
    this.place = place;
    this.#runtime = runtime;
    this.#faults = new SlurmFaults(place);
    this.#shell = new Shell(place, this.#faults, signal);
    this.#probeSeconds = probeSeconds;
    this.#timeoutMs = timeoutMs;
  }

  async test(): Promise<PlaceReport> {
    const listed = await this.#run('list its nodes', listNodesScript(this.place), {
      timeoutMs: Math.min(this.#timeoutMs, 15_000),
    });
    const nodes = parseNodes(listed);
    if (!nodes) throw this.#faults.misunderstood(listed);
    const script = probeScript(
      this.place,
      nodeProbe(this.place, this.#runtime),
      this.#probeSeconds,
    );
    const timeoutMs = this.#probeSeconds * 1000 + this.#timeoutMs / 4;
    const printed = await this.#run('run a short job', script, { timeoutMs });
    return { ...nodes, probe: parseProbe(printed) };
  }

  async submit(job: JobSubmission): Promise<JobHandle> {
    assertId(job.id);
    const packages = [...job.packages, ...job.shared];
    for (const { sha256 } of packages)
      if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error(`not a checksum: ${sha256}`);
    const script = submitScript(this.place, job);
    let answer = await this.#shell.run(script, this.#limits());
    if (answer.code === exitCodes.absent) {
      const absent = new Set(answer.stdout.toString('utf8').split('\n'));
      for (const file of packages) if (absent.has(file.sha256)) await this.#upload(file);
      answer = await this.#shell.run(script, this.#limits());
    }
    const remoteId = this.#printed(answer, 'submit the job').trim();
    if (!/^\d{1,12}$/.test(remoteId)) throw this.#faults.misunderstood(remoteId);
    return { id: job.id, remoteId };
  }

  /** Once, where several jobs need the same package. */
  #upload({ file, sha256, bytes }: Package): Promise<unknown> {
    const timeoutMs = this.#timeoutMs + bytes / leastBytesPerMs;
    const limits = { timeoutMs, inputFile: file };
    const upload =
      this.#uploads.get(sha256) ??
      this.#run('store the files of the job', uploadScript(this.place, sha256), limits).finally(
        () => this.#uploads.delete(sha256),
      );
    this.#uploads.set(sha256, upload);
    return upload;
  }

  async states(jobs: readonly JobHandle[]): Promise<JobState[]> {
    const states: JobState[] = [];
    for (let from = 0; from < jobs.length; from += maxStates)
      states.push(...(await this.#statesOf(jobs.slice(from, from + maxStates))));
    return states;
  }

  async #statesOf(jobs: readonly JobHandle[]): Promise<JobState[]> {
    jobs.forEach(assertHandle);
    const doing = 'say the states of jobs';
    const answer = await this.#shell.run(statesScript(this.place, jobs), this.#limits());
    const states = parseStates(this.#printed(answer, doing), answer.errors, jobs);
    if (states) return states;
    throw answer.errors === ''
      ? this.#faults.misunderstood(answer.stdout.toString('utf8', 0, 1000))
      : this.#faults.failed(answer, doing);
  }

  async send(job: JobHandle, request: JobRequest): Promise<void> {
    assertHandle(job);
    await this.#run(`${request} the job`, requestScript(this.place, job, request));
  }

  async listParts(job: JobHandle, after: number): Promise<number[]> {
    assertHandle(job);
    const printed = await this.#run('list results', listPartsScript(this.place, job, after));
    return printed
      .split('\n')
      .map((name) => Number(/^(\d{6})\.part$/.exec(name)?.[1]))
      .filter((part) => part > after);
  }

  async readPart(job: JobHandle, part: number): Promise<Uint8Array> {
    assertHandle(job);
    const maxBytes = maxPartBytes + 2 ** 20;
    const timeoutMs = this.#timeoutMs + maxBytes / leastBytesPerMs;
    const script = readPartScript(this.place, job, part);
    const answer = await this.#shell.run(script, { timeoutMs, maxBytes });
    if (answer.code === exitCodes.absent)
      throw this.#faults.unavailable(
        `has no result ${part} of the job '${job.id}'`,
        'Check that nobody removes files from its folder',
      );
    if (answer.code === exitCodes.tooLarge || answer.stdout.length > maxPartBytes)
      throw this.#faults.unavailable(
        `has a result ${part} of the job '${job.id}' that is larger than any that this program writes`,
        'Remove the job',
      );
    if (answer.code !== 0) throw this.#faults.failed(answer, 'read results');
    return answer.stdout;
  }

  async removeParts(job: JobHandle, upTo: number): Promise<void> {
    assertHandle(job);
    await this.#run('remove results', removePartsScript(this.place, job, upTo));
  }

  async readOutput(job: JobHandle): Promise<string> {
    assertHandle(job);
    const printed = await this.#run('read the output', readOutputScript(this.place, job));
    // Neither a character that was cut in two, nor anything that a terminal obeys.
    return printed.replace(/^\ufffd+/, '').replace(/[^\P{Cc}\n\t]/gu, '');
  }

  async remove(job: JobHandle): Promise<void> {
    assertHandle(job);
    await this.#run('remove the job', removeScript(this.place, job));
  }

  #limits(): ScriptLimits {
    return { timeoutMs: this.#timeoutMs };
  }

  /** What a script prints that must end with 0. */
  async #run(doing: string, script: string, limits = this.#limits()): Promise<string> {
    return this.#printed(await this.#shell.run(script, limits), doing);
  }

  #printed(answer: ScriptAnswer, doing: string): string {
    if (answer.code !== 0) throw this.#faults.failed(answer, doing);
    return answer.stdout.toString('utf8');
  }
}

/** They become words of a script and parts of paths, and may come from a file that somebody else has written. */
function assertHandle({ id, remoteId }: JobHandle): void {
  assertId(id);
  if (!/^\d{1,12}$/.test(remoteId))
    throw new WorkbenchError(
      'validation',
      `This is not a number of a job at Slurm${said(remoteId)}.`,
    );
}

function assertId(id: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/.test(id))
    throw new WorkbenchError(
      'validation',
      `The id of a job has letters, digits and hyphens${said(id)}.`,
    );
}
