import type { Handlers } from '#api/commands';
import { listCheckpoints } from '#storage/checkpoints';
import { findCheckpoint } from '#storage/find-checkpoint';
import { readLog } from '#storage/log';
import type { Run } from '#spec/run';
import { emptyRunTrash, listTrashedRuns, restoreRun } from '#storage/run-trash';
import { runDirectory } from '#storage/runs';
import { withOverrides } from '#training/run-manager';
import type { AllRuns } from './all-runs';
import { assertTrainable } from './assert-trainable';
import { forEachRun } from './bulk-runs';
import type { EvaluationCommand } from './evaluation-handlers';
import type { Workspace } from './workspace';

/** Those of curves are in `curve-handlers.ts`, those of evaluations in `evaluation-handlers.ts`. */
type RunHandlers = Pick<
  Handlers,
  Exclude<Extract<keyof Handlers, `runs.${string}`>, 'runs.curves' | EvaluationCommand>
>;

export function runHandlers(workspace: Workspace, allRuns: AllRuns): RunHandlers {
  const { here: runs } = allRuns;
  const project = (id: string) => workspace.project(id);
  return {
    'runs.list': async ({ projectId }) => runs.list(await workspace.presentProject(projectId)),
    'runs.get': ({ projectId, runId }) => runs.get(project(projectId), runId),
    'runs.start': async ({ projectId, place, ...request }) => {
      await assertTrainable(withOverrides(request), project(projectId));
      return allRuns.start(project(projectId), request, await allRuns.findPlace(place));
    },
    'runs.pause': async ({ projectId, runId }) => {
      await allRuns.pause(project(projectId), runId);
      return null;
    },
    'runs.resume': async ({ projectId, runId, place: placeId, ...request }) => {
      const place = await allRuns.findPlace(placeId);
      await allRuns.resume(project(projectId), runId, request, place);
      return null;
    },
    'runs.stop': async ({ projectId, runId }) => {
      await allRuns.stop(project(projectId), runId);
      return null;
    },
    'runs.update': ({ projectId, runId, ...changes }) =>
      runs.update(project(projectId), runId, changes),
    'runs.retry': ({ projectId, runIds }) =>
      forEachRun(runIds, (runId) => allRuns.retry(project(projectId), runId)),
    'runs.tag': ({ projectId, runIds, add, remove }) =>
      forEachRun(runIds, (runId) =>
        runs.update(project(projectId), runId, ({ tags }) => ({
          tags: [...new Set([...tags, ...add])].filter((tag) => !remove.includes(tag)),
        })),
      ),
    'runs.archive': ({ projectId, runIds, archived }) =>
      forEachRun(runIds, (runId) => runs.update(project(projectId), runId, { archived })),
    'runs.delete': async ({ projectId, runIds }) => {
      const trashIds = new Map<string, string>();
      const { done, failures } = await forEachRun(runIds, async (runId) =>
        trashIds.set(runId, await runs.delete(project(projectId), runId)),
      );
      const deleted = done.map((runId) => ({ runId, trashId: trashIds.get(runId) ?? '' }));
      return { deleted, failures };
    },
    'runs.restore': async ({ projectId, trashIds }) => {
      const restored: Run[] = [];
      for (const trashId of trashIds) {
        const run = await restoreRun(project(projectId), trashId);
        workspace.emit('run.changed', { projectId, run });
        restored.push(run);
      }
      return restored;
    },
    'runs.trash': ({ projectId }) => listTrashedRuns(project(projectId)),
    'runs.emptyTrash': async ({ projectId }) => {
      await emptyRunTrash(project(projectId));
      return null;
    },
    'runs.continue': async ({ projectId, runId, step, spec, name }) => {
      const folder = project(projectId);
      await assertTrainable(spec, folder);
      const { modelId } = await runs.get(folder, runId);
      const parent = { runId, step: await findCheckpoint(folder, runId, step) };
      return runs.start(folder, { spec, modelId, name, parent });
    },
    'runs.log': ({ projectId, runId }) => readLog(runDirectory(project(projectId), runId)),
    'runs.checkpoints': ({ projectId, runId }) =>
      listCheckpoints(runDirectory(project(projectId), runId)),
    'runs.look': ({ projectId, runId, request, step }) =>
      runs.inspect(project(projectId), runId, request, step),
  };
}
