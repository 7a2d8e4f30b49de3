import { estimateTime, findPaceBases, type RunPace, type TimeContext } from '#analysis/study-time';
import type { RunLeft } from '#analysis/study-left';
import { isEnded, type Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { readPace } from '#storage/run-pace';

/** How long a study that is at work still takes, from its own runs. */
export class StudyTimeLeft {
  readonly #project: ProjectFolder;
  /** Of runs that have ended, by id: their curves do not change. */
  readonly #paces = new Map<string, RunPace | null>();

  constructor(project: ProjectFolder) {
    this.#project = project;
  }

  /**
   * Seconds; null until the first run has trained enough to tell. `runs`: those of the study. `slots`, `group`: as of
   * `estimateTime`.
   */
  async estimate(
    stages: readonly (readonly RunLeft[])[],
    runs: readonly Run[],
    { slots, group }: Pick<TimeContext, 'slots' | 'group'>,
  ): Promise<number | null> {
    const bases = findPaceBases(stages.flat(), runs);
    const used = new Set([...bases.values()].flatMap((basis) => basis.runs));
    const paces = new Map<string, RunPace>();
    for (const run of used) {
      const pace =
        this.#paces.get(run.id) ?? (await readPace(this.#project, run).catch(() => null));
      if (isEnded(run.status)) this.#paces.set(run.id, pace);
      if (pace) paces.set(run.id, pace);
    }
    return estimateTime(stages, { bases, paces, slots, group }).seconds;
  }
}
