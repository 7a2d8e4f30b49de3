import type { JobRunner } from '#cluster/job-runner';
import { WorkbenchError } from '#spec/errors';
import { isJobOver } from '#spec/job';
import type { Place } from '#spec/place';
import { assertTrained, isElsewhere, type Run, type TrainedRun } from '#spec/run';
import { listJobs } from '#storage/jobs';
import type { ProjectFolder } from '#storage/projects';
import { readRun } from '#storage/runs';
import type { StudyContext } from '#training/active-study';
import { experimentToResume, type ResumeRequest } from '#training/resume';
import { claimRun, listSettledRuns, readOwnedRun, settleRun } from '#training/run-owner';
import { withOverrides, type MemberRequest, type StartRequest } from '#training/run-manager';

type StudyRuns = StudyContext['runs'];

/**
 * The runs of a study, trained at other places: each is a job of its own, at the place that has the fewest of them. To
 * the study they look as those of the run manager do.
 */
export class PlaceRuns implements StudyRuns {
  readonly #jobs: JobRunner;
  readonly #places: readonly [Place, ...Place[]];
  #hasLeft = false;

  constructor(jobs: JobRunner, places: readonly [Place, ...Place[]]) {
    this.#jobs = jobs;
    this.#places = places;
  }

  /** Ends waiting: the jobs go on at their places, and no further ones are sent. */
  async leave(): Promise<void> {
    this.#hasLeft = true;
    await this.#jobs.close();
  }

  async list(project: ProjectFolder): Promise<Run[]> {
    return (await listSettledRuns(project)).items;
  }

  async get(project: ProjectFolder, runId: string): Promise<Run> {
    return settleRun(project, await readRun(project, runId));
  }

  async start(project: ProjectFolder, request: StartRequest): Promise<TrainedRun> {
    this.#throwIfLeft();
    const spec = withOverrides(request);
    const { modelId, study } = request;
    const name = request.name?.trim() || spec.name;
    const place = await this.#choosePlace(project);
    const { runIds } = await this.#jobs.send(project, place, [{ spec, name, modelId, study }]);
    return this.#readTrained(project, runIds[0] ?? '');
  }

  /** Each in a job of its own: another node may be free. */
  async startTogether(
    project: ProjectFolder,
    requests: readonly MemberRequest[],
  ): Promise<TrainedRun[]> {
    const runs: TrainedRun[] = [];
    for (const request of requests)
      if ('start' in request) runs.push(await this.start(project, request.start));
      else {
        await this.resume(project, request.resume, request.changes);
        runs.push(await this.#readTrained(project, request.resume));
      }
    return runs;
  }

  /** Sends an ended run again, to go on from its last checkpoint. */
  async resume(
    project: ProjectFolder,
    runId: string,
    { from, ...changes }: ResumeRequest = {},
  ): Promise<void> {
    this.#throwIfLeft();
    if (from !== undefined)
      throw new WorkbenchError(
        'validation',
        'At a place a run goes on from its last checkpoint: leave out --from, or --at.',
      );
    const place = await this.#choosePlace(project);
    const lock = await claimRun(project, runId, 'resumed');
    try {
      const run = await readOwnedRun(project, runId);
      assertTrained(run, 'be resumed');
      const spec = experimentToResume(run, { ...changes, from: run.step });
      const study = changes.study ?? run.study;
      await this.#jobs.sendAgain(project, place, { ...run, spec, study });
    } finally {
      await lock.release();
    }
  }

  /** Ends the run with a checkpoint; does not wait for it. */
  async stop(project: ProjectFolder, runId: string): Promise<void> {
    const { job } = await readRun(project, runId);
    if (job && !this.#hasLeft) await this.#jobs.request(project, job.id, 'stop');
  }

  async whenEnded(project: ProjectFolder, runId: string): Promise<Run> {
    const run = await readRun(project, runId);
    if (run.job && isElsewhere(run)) {
      this.#jobs.followOne(project, run.job.id);
      await this.#jobs.whenOver(project, run.job.id);
    }
    return readRun(project, runId);
  }

  /** The one with the fewest jobs of this project at work. */
  async #choosePlace(project: ProjectFolder): Promise<Place> {
    const open = (await listJobs(project)).items.filter((job) => !isJobOver(job));
    const countOf = ({ id }: Place): number => open.filter(({ place }) => place.id === id).length;
    return this.#places.reduce((best, place) => (countOf(place) < countOf(best) ? place : best));
  }

  async #readTrained(project: ProjectFolder, runId: string): Promise<TrainedRun> {
    const run = await readRun(project, runId);
    assertTrained(run, 'be trained');
    return run;
  }

  #throwIfLeft(): void {
    if (this.#hasLeft) throw new WorkbenchError('unavailable', 'This program sends nothing more.');
  }
}
