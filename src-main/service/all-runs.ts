import type { PlacesFile } from '#cluster/places-file';
import { WorkbenchError } from '#spec/errors';
import { isSamePlace, thisComputerId, type Place } from '#spec/place';
import { isElsewhere, isEnded, type Run, type TrainedRun } from '#spec/run';
import { readJob } from '#storage/jobs';
import type { ProjectFolder } from '#storage/projects';
import type { ResumeRequest } from '#training/resume';
import { assertNotForeign } from '#training/run-owner';
import type { MemberRequest, RunManager, StartRequest } from '#training/run-manager';
import type { PlaceRuns } from './place-runs';

export interface AllRunsOptions {
  /** Those of this computer. */
  here: RunManager;
  elsewhere: PlaceRuns;
  places: Pick<PlacesFile, 'get' | 'list'>;
}

/**
 * What a user starts, resumes, pauses and stops, wherever it trains: here by the run manager, or at another place by a job.
 *
 *     const runs = new AllRuns({ here: manager, elsewhere: new PlaceRuns(jobs), places });
 *     const { id } = await runs.start(project, { spec, modelId: null }, 'cluster');
 *     await runs.stop(project, id);
 */
export class AllRuns {
  readonly here: RunManager;
  readonly elsewhere: PlaceRuns;
  readonly #places: AllRunsOptions['places'];

  constructor({ here, elsewhere, places }: AllRunsOptions) {
    this.here = here;
    this.elsewhere = elsewhere;
    this.#places = places;
  }

  /** The place of an id; null for this computer. Throws `notFound` where the user has not set it up. */
  async findPlace(id: string = thisComputerId): Promise<Place | null> {
    return id === thisComputerId ? null : this.#places.get(id);
  }

  /** Throws as `RunManager.start`, and as `findPlace`. */
  async start(
    project: ProjectFolder,
    request: StartRequest,
    place: Place | null,
  ): Promise<TrainedRun> {
    return place
      ? this.elsewhere.start(project, place, request)
      : this.here.start(project, request);
  }

  /** As `RunManager.startTogether`, in one process or one job. */
  async startTogether(
    project: ProjectFolder,
    requests: readonly MemberRequest[],
    place: Place | null,
  ): Promise<TrainedRun[]> {
    return place
      ? this.elsewhere.startTogether(project, place, requests)
      : this.here.startTogether(project, requests);
  }

  async pause(project: ProjectFolder, runId: string): Promise<void> {
    const run = await this.here.get(project, runId);
    if (isElsewhere(run)) await this.elsewhere.ask(project, run, 'pause');
    else await this.here.pause(project, runId);
  }

  /**
   * Lets a paused run go on, or an ended one, at the place. Throws `conflict` where a job trains it and the request asks for
   * more.
   */
  async resume(
    project: ProjectFolder,
    runId: string,
    request: ResumeRequest = {},
    place: Place | null = null,
  ): Promise<void> {
    const run = await this.here.get(project, runId);
    if (isElsewhere(run)) {
      const asksMore =
        place !== null || Object.values(request).some((value) => value !== undefined);
      if (asksMore) await assertNotForeign(project, run, 'resumed');
      await this.elsewhere.ask(project, run, 'resume');
    } else if (place) await this.elsewhere.resume(project, place, runId, request);
    else await this.here.resume(project, runId, request);
  }

  /** Ends the run with a checkpoint; does not wait for it. */
  async stop(project: ProjectFolder, runId: string): Promise<void> {
    const run = await this.here.get(project, runId);
    if (isElsewhere(run)) await this.elsewhere.ask(project, run, 'stop');
    else await this.here.stop(project, runId);
  }

  /**
   * Lets a run that has failed, was stopped or interrupted go on, where it was trained last if the user still has that place.
   * Throws as `RunManager.retry`.
   */
  async retry(project: ProjectFolder, runId: string): Promise<void> {
    const run = await this.here.get(project, runId);
    const place = isEnded(run.status) ? await this.#findLastPlace(project, run) : null;
    if (!place) return this.here.retry(project, runId);
    if (run.status === 'finished')
      throw new WorkbenchError(
        'conflict',
        `The run '${runId}' is finished: only runs that failed, were stopped or interrupted are started again.`,
      );
    await this.elsewhere.resume(project, place, runId);
  }

  async whenEnded(project: ProjectFolder, runId: string): Promise<Run> {
    const run = await this.here.get(project, runId);
    return isElsewhere(run)
      ? this.elsewhere.whenEnded(project, run)
      : this.here.whenEnded(project, runId);
  }

  async #findLastPlace(project: ProjectFolder, { job }: Run): Promise<Place | null> {
    if (!job) return null;
    const last = await readJob(project, job.id).catch(() => null);
    if (!last) return null;
    const same = (await this.#places.list()).filter((place) => isSamePlace(place, last.place));
    return same.find(({ id }) => id === last.place.id) ?? same[0] ?? null;
  }
}
