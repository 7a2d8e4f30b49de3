import type { JobMember, RunToSend } from '#cluster/job-members';
import type { JobRunner } from '#cluster/job-runner';
import { WorkbenchError } from '#spec/errors';
import type { JobRequest } from '#spec/job';
import type { Place } from '#spec/place';
import { assertTrained, isElsewhere, type Run, type TrainedRun } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { readRun, readTrainedRun } from '#storage/runs';
import { experimentToResume, type ResumeRequest } from '#training/resume';
import { claimRun, readOwnedRun, settleRun } from '#training/run-owner';
import { withOverrides, type MemberRequest, type StartRequest } from '#training/run-manager';

/** Runs at other places: each in a job of its own, since another node may be free for it, or several that train together in one. */
export class PlaceRuns {
  readonly #jobs: JobRunner;
  #hasLeft = false;

  constructor(jobs: JobRunner) {
    this.#jobs = jobs;
  }

  /** Ends all waiting: the jobs go on at their places, and nothing is sent or asked any more. */
  async leave(): Promise<void> {
    this.#hasLeft = true;
    await this.#jobs.close();
  }

  /** How many jobs at the place are not over, of those that this process follows. */
  countAt(place: Place): number {
    return this.#jobs.countAt(place);
  }

  async start(project: ProjectFolder, place: Place, request: StartRequest): Promise<TrainedRun> {
    const [run] = await this.startTogether(project, place, [{ start: request }]);
    return run as TrainedRun;
  }

  /**
   * Sends an ended run again, to go on from its last checkpoint. Throws `conflict` where it is at work, `validation` where the
   * request asks for what no job can do.
   */
  async resume(
    project: ProjectFolder,
    place: Place,
    runId: string,
    changes: ResumeRequest = {},
  ): Promise<void> {
    await this.startTogether(project, place, [{ resume: runId, changes }]);
  }

  /**
   * Sends runs in one job, in whose process they train together. Returns them in the order of the requests. Throws as
   * `resume`; none is sent then.
   */
  async startTogether(
    project: ProjectFolder,
    place: Place,
    requests: readonly MemberRequest[],
  ): Promise<TrainedRun[]> {
    this.#throwIfLeft();
    const members: JobMember[] = [];
    const locks: { release(): Promise<void> }[] = [];
    try {
      for (const request of requests)
        if ('start' in request) members.push(toSend(request.start));
        else {
          assertPossible(request.changes);
          locks.push(await claimRun(project, request.resume, 'resumed'));
          members.push({ again: await runToResume(project, request.resume, request.changes) });
        }
      const [first, ...others] = members;
      if (!first) return [];
      const together = others.length > 0;
      const { runIds } = await this.#jobs.send(project, place, [first, ...others], { together });
      return await Promise.all(runIds.map((id) => readTrainedRun(project, id, 'be trained')));
    } finally {
      for (const lock of locks) await lock.release();
    }
  }

  /** Asks the job of a run to do something, which reaches all runs of the job; does not wait for it. */
  async ask(project: ProjectFolder, { job }: Run, request: JobRequest): Promise<void> {
    if (job && !this.#hasLeft) await this.#jobs.request(project, job.id, request);
  }

  /**
   * Waits until the job of a run is over, or nobody here follows it any more, as where its file is damaged; then the run has the
   * reason as its `failure`.
   */
  async whenEnded(project: ProjectFolder, { id, job }: Run): Promise<Run> {
    if (!job) return readRun(project, id);
    this.#jobs.followOne(project, job.id);
    await this.#jobs.whenOver(project, job.id).catch(() => undefined);
    const run = await settleRun(project, await readRun(project, id));
    const trouble = isElsewhere(run) ? this.#jobs.troubleOf(project, job.id) : null;
    return trouble ? { ...run, failure: trouble.message } : run;
  }

  #throwIfLeft(): void {
    if (this.#hasLeft) throw new WorkbenchError('unavailable', 'This program sends nothing more.');
  }
}

function toSend({ name, ...request }: StartRequest): RunToSend {
  const spec = withOverrides(request);
  const { modelId, study } = request;
  return { spec, name: name?.trim() || spec.name, modelId, study };
}

function assertPossible({ from, acceptOtherData }: ResumeRequest): void {
  if (from !== undefined)
    throw new WorkbenchError(
      'validation',
      'At another place a run goes on from its last checkpoint: resume it on this computer to go on from an earlier one.',
    );
  if (acceptOtherData)
    throw new WorkbenchError(
      'validation',
      'At another place a run goes on with its own data only: resume it on this computer to go on with other data.',
    );
}

/** The run as it goes on. The caller holds its lock. */
async function runToResume(
  project: ProjectFolder,
  runId: string,
  changes: ResumeRequest,
): Promise<TrainedRun> {
  const run = await readOwnedRun(project, runId);
  assertTrained(run, 'be resumed');
  const spec = experimentToResume(run, { ...changes, from: run.step });
  return { ...run, spec, study: changes.study ?? run.study };
}
