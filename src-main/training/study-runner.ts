import type { EmitEvent } from '#api/events';
import { describeHolder, FileLock, tryAcquireLock } from '#files/lock';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { Study, StudyActivity } from '#spec/study';
import type { ProjectFolder } from '#storage/projects';
import { ensureStudiesFolder, studyLock } from '#storage/studies';
import { keepModels } from '#storage/study-models';
import { ActiveStudy, type StudyContext } from './active-study';
import { PendingWork } from './pending-work';

export interface StudyRunnerOptions extends StudyContext {
  emit: EmitEvent;
}

/** A saved study with the experiments of its models, by id. */
export interface StudyToRun {
  study: Study;
  models: ReadonlyMap<string, Experiment>;
  /** Where its runs train; left out: as the runner's options say. */
  context?: StudyContext;
  /** The lock of the study, where the caller holds it already; it is released when the study has ended. */
  lock?: FileLock;
}

/**
 * Runs studies: starts the runs that they have not made yet, and goes on with those that were interrupted. All studies
 * share the queue of the run manager.
 *
 *     const studies = new StudyRunner({ runs, slots: () => runs.queue().count, emit });
 *     await studies.start(project, { study, models });
 *     const { status } = await studies.whenEnded(project, study.id);
 *     await studies.shutdown(); // before that of the runs
 */
export class StudyRunner {
  readonly #options: StudyRunnerOptions;
  readonly #studies = new Map<string, ActiveStudy>();
  /** Starts, and the studies at work, each until its lock is released. */
  readonly #working = new PendingWork();
  #isShuttingDown = false;

  constructor(options: StudyRunnerOptions) {
    this.#options = options;
  }

  /**
   * Starts a study, or what it has not run yet; does not wait for its runs. Throws `conflict` while it is at work, in this program or
   * another one, `validation` where it or a model does not allow it, `unavailable` while the program closes.
   */
  start(project: ProjectFolder, toRun: StudyToRun): Promise<StudyActivity> {
    return this.#working.do(() => this.#start(project, toRun));
  }

  async #start(
    project: ProjectFolder,
    { study, models, context, lock: held }: StudyToRun,
  ): Promise<StudyActivity> {
    if (this.#isShuttingDown)
      throw new WorkbenchError('unavailable', 'The program is closing: no study can be started.');
    const key = keyOf(project, study.id);
    if (this.#studies.get(key)?.activity.isActive)
      throw new WorkbenchError('conflict', `The study '${study.name}' is at work already.`);
    const { emit, warn } = this.#options;
    const active = new ActiveStudy(
      project,
      study,
      { warn, ...(context ?? this.#options) },
      (activity) => emit('study.changed', { projectId: project.id, activity }),
    );
    const previous = this.#studies.get(key);
    // Set before the first await, so that no other window starts it at the same time.
    this.#studies.set(key, active);
    let lock: FileLock | null = held ?? null;
    try {
      const claimed = lock ?? (await claimStudy(project, study));
      lock = claimed;
      await active.prepare(models);
      await keepModels(project, study.id, models);
    } catch (error) {
      await lock?.release();
      if (previous) this.#studies.set(key, previous);
      else this.#studies.delete(key);
      throw error;
    }
    const { activity } = active;
    void this.#working.do(() => active.run().finally(() => lock.release()));
    return activity;
  }

  /** Stops a study and its runs, with checkpoints; does not wait for it. Throws `conflict` where it is not at work here. */
  async stop(project: ProjectFolder, studyId: string): Promise<void> {
    const active = this.#studies.get(keyOf(project, studyId));
    if (!active?.activity.isActive)
      throw new WorkbenchError(
        'conflict',
        `The study '${studyId}' is not at work in this program.`,
      );
    await active.stop();
  }

  /** Stops all studies, or those that are meant. They start no further runs from now on. */
  async stopAll(isMeant: (activity: StudyActivity) => boolean = () => true): Promise<void> {
    const all = [...this.#studies.values()].filter(
      ({ activity }) => activity.isActive && isMeant(activity),
    );
    await Promise.all(all.map((active) => active.stop()));
  }

  /** What this process does for studies of the project, or has done. */
  activities({ id }: ProjectFolder): StudyActivity[] {
    return [...this.#studies.values()]
      .filter(({ project }) => project.id === id)
      .map(({ activity }) => activity);
  }

  /** Throws `notFound` where this process has not started it. */
  async whenEnded(project: ProjectFolder, studyId: string): Promise<StudyActivity> {
    const active = this.#studies.get(keyOf(project, studyId));
    if (!active)
      throw new WorkbenchError('notFound', `The study '${studyId}' was not started here.`);
    return active.ended;
  }

  /** Starts no more runs, and stops those of studies. To be called before the run manager is shut down. */
  async shutdown(): Promise<void> {
    this.#isShuttingDown = true;
    await this.stopAll();
    await this.#working.settled();
  }
}

/**
 * Takes the lock of a study, which need not be saved yet: two programs that run the same study would both make every
 * run. Throws `conflict` where another program holds it.
 */
export async function claimStudy(
  project: ProjectFolder,
  { id, name }: Pick<Study, 'id' | 'name'>,
): Promise<FileLock> {
  await ensureStudiesFolder(project);
  const result = await tryAcquireLock(studyLock(project, id));
  if (result instanceof FileLock) return result;
  throw new WorkbenchError(
    'conflict',
    `The study '${name}' is at work in another program, ${describeHolder(result)}. Stop it there, or wait until it has ended.`,
  );
}

function keyOf(project: ProjectFolder, studyId: string): string {
  return `${project.id}/${studyId}`;
}
