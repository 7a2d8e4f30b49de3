import type { Handlers } from '#api/commands';
import { expandInSteps } from '#analysis/study-runs';
import { inTurns } from '#files/take-turn';
import type { FileLock } from '#files/lock';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import type { Study, StudyContent } from '#spec/study';
import type { Task } from '#spec/task';
import type { ProjectFolder } from '#storage/projects';
import {
  deleteStudy,
  getStudy,
  listStudies,
  listTrashedStudies,
  restoreStudy,
  saveStudy,
} from '#storage/studies';
import { keepModels, readKeptModels } from '#storage/study-models';
import { keepStudyPlaces, listStudyPlaces, readStudyPlaces } from '#storage/study-places';
import { claimStudy, type StudyRunner } from '#training/study-runner';
import type { AllRuns } from './all-runs';
import type { StudyToRead } from './command-reach';
import { checkStudyRuns } from './study-checks';
import { readStudyEvidence } from './study-evidence';
import { listModelIds, readStudyModels, resolveModels } from './study-models';
import { planStudy } from './study-plan';
import { studyContext } from './study-runs';
import type { Workspace } from './workspace';

type StudyHandlers = Pick<Handlers, Extract<keyof Handlers, `studies.${string}`>>;

export interface StudyServices {
  runs: AllRuns;
  studies: StudyRunner;
}

export function studyHandlers(
  workspace: Workspace,
  { runs: allRuns, studies }: StudyServices,
): StudyHandlers {
  const { resources } = workspace;
  const { here: runs } = allRuns;
  const changed = (projectId: string): void =>
    workspace.emit('project.changed', { projectId, what: 'studies' });
  return {
    'studies.list': async ({ projectId }) =>
      (await listStudies(await workspace.presentProject(projectId))).items,
    'studies.save': async ({ projectId, studyId, study, baseRevision }) => {
      const saved = await saveStudy(workspace.project(projectId), study, {
        id: studyId,
        baseRevision,
      });
      changed(projectId);
      return saved;
    },
    'studies.delete': async ({ projectId, studyId }) => {
      const project = workspace.project(projectId);
      if (studies.activities(project).some((one) => one.studyId === studyId && one.isActive))
        throw new WorkbenchError('conflict', `The study '${studyId}' is at work: stop it first.`);
      const trashId = await deleteStudy(project, studyId);
      changed(projectId);
      return { trashId };
    },
    'studies.restore': async ({ projectId, trashId }) => {
      const restored = await restoreStudy(workspace.project(projectId), trashId);
      changed(projectId);
      return restored;
    },
    'studies.trash': ({ projectId }) => listTrashedStudies(workspace.project(projectId)),
    'studies.evidence': async ({ projectId, studyId }) => {
      const project = workspace.project(projectId);
      const study = await getStudy(project, studyId);
      const all = await runs.list(project);
      const { models } = await resolveModels(project, resources, study, all);
      return readStudyEvidence(project, study, { runs: all, models });
    },
    'studies.plan': async ({ projectId, studyId = null, study }) => {
      const project = workspace.project(projectId);
      const all = await runs.list(project);
      return planStudy(
        { ...study, id: studyId },
        {
          project,
          models: await readModelsOf(project, resources, { ...study, id: studyId }, all),
          knownIds: await listModelIds(project, resources),
          runs: all,
          slots: runs.queue.get().count,
        },
      );
    },
    'studies.start': async ({ projectId, studyId, places }) => {
      const project = workspace.project(projectId);
      const study = await getStudy(project, studyId);
      const activity = await startStudy(project, study, {
        ...{ resources, runs: allRuns, studies, places },
      });
      changed(projectId);
      return activity;
    },
    'studies.places': async ({ projectId }) =>
      listStudyPlaces(await workspace.presentProject(projectId)),
    'studies.stop': async ({ projectId, studyId }) => {
      await studies.stop(workspace.project(projectId), studyId);
      return null;
    },
    'studies.keptModels': async ({ projectId }) => {
      const project = workspace.project(projectId);
      const { items } = await listStudies(project);
      const kept = items.map(
        async ({ id }) =>
          // A file of a newer version is told of where the study is read.
          [
            id,
            Object.fromEntries(await readKeptModels(project, id).catch(() => new Map())),
          ] as const,
      );
      return Object.fromEntries(await Promise.all(kept));
    },
    'studies.useModels': async ({ projectId, studyId }) => {
      const project = workspace.project(projectId);
      const study = await getStudy(project, studyId);
      const lock = await claimStudy(project, study);
      try {
        await keepModels(project, studyId, await readStudyModels(project, resources, study));
      } finally {
        await lock.release();
      }
      changed(projectId);
      return null;
    },
    'studies.activities': ({ projectId }) => studies.activities(workspace.project(projectId)),
  };
}

/** The models of a study that is saved or not: without an id it has no runs. */
async function readModelsOf(
  project: ProjectFolder,
  resources: string,
  { id, ...study }: StudyContent & { id?: string | null },
  runs: readonly Run[],
): Promise<Map<string, Experiment>> {
  if (id === undefined || id === null) return readStudyModels(project, resources, study);
  return (await resolveModels(project, resources, { ...study, id }, runs)).models;
}

interface StartContext extends Pick<StudyServices, 'studies'> {
  resources: string;
  runs: AllRuns;
  /** Ids of the places that train its runs; left out: where it was started last. */
  places?: readonly string[];
  /** Runs at work at the same time at places, as for `studyContext`. */
  most?: number;
  /** The lock of the study, where the caller holds it already. */
  lock?: FileLock;
}

/**
 * Starts a saved study after it was checked that its runs can be trained, with their data and on this machine. Throws as
 * `StudyRunner.start`.
 */
export async function startStudy(
  project: ProjectFolder,
  study: Study,
  { resources, runs: allRuns, studies, places, most, lock }: StartContext,
): ReturnType<StudyRunner['start']> {
  const ids = places ?? (await readStudyPlaces(project, study.id));
  const context = await studyContext(allRuns, ids, most);
  const all = await allRuns.here.list(project);
  const { models } = await resolveModels(project, resources, study, all);
  const knownIds = await listModelIds(project, resources);
  const { runs, problems } = await inTurns(expandInSteps(study, models, knownIds));
  const [obstacle] =
    problems.length > 0
      ? problems
      : (await checkStudyRuns(study, runs, { project, models })).obstacles;
  if (obstacle !== undefined) throw new WorkbenchError('validation', obstacle);
  const activity = await studies.start(project, { study, models, context, lock });
  // Where that cannot be written, it has to be said again where it goes on.
  await keepStudyPlaces(project, study.id, context.places ?? []).catch(() => undefined);
  return activity;
}

/** The tasks whose data the runs of a study read, or of a saved one. Of a study that cannot be run, those of its models. */
export async function listStudyTasks(
  project: ProjectFolder,
  resources: string,
  studyOrId: StudyToRead,
  listRuns: () => Promise<Run[]>,
): Promise<Task[]> {
  const study = typeof studyOrId === 'string' ? await getStudy(project, studyOrId) : studyOrId;
  const models = await readModelsOf(project, resources, study, await listRuns());
  const { runs } = await inTurns(expandInSteps(study, models));
  const specs = runs.length > 0 ? runs.map(({ spec }) => spec) : [...models.values()];
  const tasks = new Map(specs.map(({ task }) => [JSON.stringify(task), task]));
  return [...tasks.values()];
}
