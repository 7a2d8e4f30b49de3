import { thisComputerId, type Place } from '#spec/place';
import type { Run, TrainedRun } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import type { StudyContext } from '#training/active-study';
import type { ResumeRequest } from '#training/resume';
import type { MemberRequest, StartRequest } from '#training/run-manager';
import type { AllRuns } from './all-runs';

/** Where runs of a study train; null stands for this computer. */
type Site = Place | null;

/**
 * What a study needs of the program to train its runs at places of these ids, this computer among them. No id: this computer
 * alone. `most`: how many runs, or groups of them that train together, are at work at the same time in all; left out: as many
 * as this computer has slots and the places take jobs. Throws `notFound` where the user has not set up one of them.
 */
export async function studyContext(
  runs: AllRuns,
  ids: readonly string[],
  most?: number,
): Promise<StudyContext> {
  const unique = [...new Set(ids)];
  const places = unique.some((id) => id !== thisComputerId) ? unique : [];
  const sites = await Promise.all(places.map((id) => runs.findPlace(id)));
  if (sites.length === 0) sites.push(null);
  const { queue } = runs.here;
  const slotsAt = (site: Site): number => site?.jobs ?? queue.get().count;
  return {
    runs: new StudyRuns(runs, sites),
    places,
    slots: () => most ?? sites.reduce((sum, site) => sum + slotsAt(site), 0),
    // A job waits at its place, and not in a queue of this program.
    ahead: sites.includes(null) && most === undefined ? 1 : 0,
    mostTogether: (spec) => queue.mostTogether(spec),
  };
}

/**
 * The runs of one study, spread over places and this computer: each goes where most is free. To the study they look as those
 * of the run manager do.
 */
class StudyRuns {
  readonly #runs: AllRuns;
  readonly #sites: readonly Site[];
  /** The ids of those that train here for the study, or wait to. */
  readonly #here = new Set<string>();

  constructor(runs: AllRuns, sites: readonly Site[]) {
    this.#runs = runs;
    this.#sites = sites;
  }

  list(project: ProjectFolder): Promise<Run[]> {
    return this.#runs.here.list(project);
  }

  get(project: ProjectFolder, runId: string): Promise<Run> {
    return this.#runs.here.get(project, runId);
  }

  async start(project: ProjectFolder, request: StartRequest): Promise<TrainedRun> {
    const site = this.#choose();
    const run = await this.#runs.start(project, request, site);
    if (!site) this.#here.add(run.id);
    return run;
  }

  async resume(project: ProjectFolder, runId: string, request?: ResumeRequest): Promise<void> {
    const site = this.#choose();
    await this.#runs.resume(project, runId, request, site);
    if (!site) this.#here.add(runId);
  }

  async startTogether(
    project: ProjectFolder,
    requests: readonly MemberRequest[],
  ): Promise<TrainedRun[]> {
    const site = this.#choose();
    const runs = await this.#runs.startTogether(project, requests, site);
    if (!site) for (const { id } of runs) this.#here.add(id);
    return runs;
  }

  stop(project: ProjectFolder, runId: string): Promise<void> {
    return this.#runs.stop(project, runId);
  }

  async whenEnded(project: ProjectFolder, runId: string): Promise<Run> {
    const run = await this.#runs.whenEnded(project, runId);
    this.#here.delete(runId);
    return run;
  }

  /** The one with the largest free share of its slots. Where all are full, this computer: a run waits in its queue. */
  #choose(): Site {
    const isFull = this.#sites.every((site) => this.#freeShare(site) <= 0);
    if (isFull && this.#sites.includes(null)) return null;
    return this.#sites.reduce((best, site) =>
      this.#freeShare(site) > this.#freeShare(best) ? site : best,
    );
  }

  #freeShare(site: Site): number {
    if (site) return 1 - this.#runs.elsewhere.countAt(site) / site.jobs;
    return 1 - this.#here.size / this.#runs.here.queue.get().count;
  }
}
