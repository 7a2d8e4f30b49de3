import type { Handlers } from '#api/commands';
import type { Series } from '#api/types';
import { listCheckpoints } from '#storage/checkpoints';
import { readLog } from '#storage/log';
import { runDirectory } from '#storage/runs';
import { readSeries } from '#storage/series';
import { withOverrides, type RunManager } from '#training/run-manager';
import { assertTrainable } from './assert-trainable';
import type { Workspace } from './workspace';

type RunHandlers = Pick<Handlers, Extract<keyof Handlers, `runs.${string}`>>;

export function runHandlers(workspace: Workspace, runs: RunManager): RunHandlers {
  const project = (id: string) => workspace.project(id);
  return {
    'runs.list': ({ projectId }) => runs.list(project(projectId)),
    'runs.get': ({ projectId, runId }) => runs.get(project(projectId), runId),
    'runs.start': async ({ projectId, ...request }) => {
      await assertTrainable(withOverrides(request), project(projectId));
      return runs.start(project(projectId), request);
    },
    'runs.pause': async ({ projectId, runId }) => {
      await runs.pause(project(projectId), runId);
      return null;
    },
    'runs.resume': async ({ projectId, runId, ...request }) => {
      await runs.resume(project(projectId), runId, request);
      return null;
    },
    'runs.stop': async ({ projectId, runId }) => {
      await runs.stop(project(projectId), runId);
      return null;
    },
    'runs.update': ({ projectId, runId, ...changes }) =>
      runs.update(project(projectId), runId, changes),
    'runs.delete': async ({ projectId, runId }) => {
      await runs.delete(project(projectId), runId);
      return null;
    },
    'runs.series': async ({ projectId, runIds, metrics, ...query }) => {
      const result: Series[] = [];
      // Runs are read one after another, because hundreds of open files would exceed the system's limit.
      for (const runId of runIds) {
        const folder = runDirectory(project(projectId), runId);
        const curves = metrics.map((metric) => readSeries(folder, runId, { metric, ...query }));
        for (const series of await Promise.all(curves)) if (series) result.push(series);
      }
      return result;
    },
    'runs.log': ({ projectId, runId }) => readLog(runDirectory(project(projectId), runId)),
    'runs.checkpoints': ({ projectId, runId }) =>
      listCheckpoints(runDirectory(project(projectId), runId)),
    'runs.look': ({ projectId, runId, request, step }) =>
      runs.inspect(project(projectId), runId, request, step),
  };
}
