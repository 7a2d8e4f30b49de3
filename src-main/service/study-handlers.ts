import type { Handlers } from '#api/commands';
import { expandInSteps } from '#analysis/study-runs';
import { inTurns } from '#files/take-turn';
import type { FileLock } from '#files/lock';
import { WorkbenchError } from '#spec/errors';
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
import type { RunManager } from '#training/run-manager';
import type { StudyRunner } from '#training/study-runner';
import { checkStudyRuns } from './study-checks';
import { readStudyEvidence } from './study-evidence';
import { listModelIds, readStudyModels } from './study-models';
import { planStudy } from './study-plan';
import type { Workspace } from './workspace';

type StudyHandlers = Pick<Handlers, Extract<keyof Handlers, `studies.${string}`>>;

export interface StudyServices {
  runs: RunManager;
  studies: StudyRunner;
}

export function studyHandlers(
  workspace: Workspace,
  { runs, studies }: StudyServices,
): StudyHandlers {
  const { resources } = workspace;
  const changed = (projectId: string): void =>
    workspace.emit('project.changed', { projectId, what: 'studies' });
  return {
    'studies.list': async ({ projectId }) =>
      (await listStudies(workspace.project(projectId))).items,
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
      const models = await readStudyModels(project, resources, study);
      return readStudyEvidence(project, study, { runs: await runs.list(project), models });
    },
    'studies.plan': async ({ projectId, studyId = null, study }) => {
      const project = workspace.project(projectId);
      return planStudy(
        { ...study, id: studyId },
        {
          project,
          models: await readStudyModels(project, resources, study),
          knownIds: await listModelIds(project, resources),
          runs: await runs.list(project),
          slots: runs.queue.get().count,
        },
      );
    },
    'studies.start': async ({ projectId, studyId }) => {
      const project = workspace.project(projectId);
      return startStudy(project, await getStudy(project, studyId), { resources, studies });
    },
    'studies.stop': async ({ projectId, studyId }) => {
      await studies.stop(workspace.project(projectId), studyId);
      return null;
    },
    'studies.activities': ({ projectId }) => studies.activities(workspace.project(projectId)),
  };
}

/**
 * Starts a saved study after it was checked that its runs can be trained, with their data and on this machine. Throws as
 * `StudyRunner.start`.
 */
export async function startStudy(
  project: ProjectFolder,
  study: Study,
  { resources, studies, lock }: { resources: string; studies: StudyRunner; lock?: FileLock },
): ReturnType<StudyRunner['start']> {
  const models = await readStudyModels(project, resources, study);
  const knownIds = await listModelIds(project, resources);
  const { runs, problems } = await inTurns(expandInSteps(study, models, knownIds));
  const [obstacle] =
    problems.length > 0
      ? problems
      : (await checkStudyRuns(study, runs, { project, models })).obstacles;
  if (obstacle !== undefined) throw new WorkbenchError('validation', obstacle);
  return studies.start(project, { study, models, lock });
}

/** The tasks whose data the runs of a study read, or of a saved one. Of a study that cannot be run, those of its models. */
export async function listStudyTasks(
  project: ProjectFolder,
  resources: string,
  studyOrId: StudyContent | string,
): Promise<Task[]> {
  const study = typeof studyOrId === 'string' ? await getStudy(project, studyOrId) : studyOrId;
  const models = await readStudyModels(project, resources, study);
  const { runs } = await inTurns(expandInSteps(study, models));
  const specs = runs.length > 0 ? runs.map(({ spec }) => spec) : [...models.values()];
  const tasks = new Map(specs.map(({ task }) => [JSON.stringify(task), task]));
  return [...tasks.values()];
}
