import type { Handlers } from '#api/commands';
import { listEvaluations } from '#storage/evaluations';
import { runDirectory } from '#storage/runs';
import type { CheckpointEvaluations } from '#training/checkpoint-evaluations';
import type { RunManager } from '#training/run-manager';
import type { Workspace } from './workspace';

export type EvaluationCommand = 'runs.evaluate' | 'runs.cancelEvaluation' | 'runs.evaluations';

export function evaluationHandlers(
  workspace: Workspace,
  { runs, evaluations }: { runs: RunManager; evaluations: CheckpointEvaluations },
): Pick<Handlers, EvaluationCommand> {
  const project = (id: string) => workspace.project(id);
  return {
    'runs.evaluate': async ({ projectId, runId, request, step }) => {
      const run = await runs.get(project(projectId), runId);
      return evaluations.evaluate(project(projectId), run, step, request);
    },
    'runs.cancelEvaluation': ({ projectId, ...key }) => {
      evaluations.cancel(project(projectId), key);
      return null;
    },
    'runs.evaluations': ({ projectId, runId }) =>
      listEvaluations(runDirectory(project(projectId), runId)),
  };
}
