import type { Handlers } from '#api/commands';
import { getComparison } from '#storage/comparisons';
import { getStudy } from '#storage/studies';
import type { RunManager } from '#training/run-manager';
import { pickRuns, repeatComparison, repeatRuns, repeatStudy } from './repeat-command';
import type { Workspace } from './workspace';

type RepeatCommandName = 'repeat.runs' | 'repeat.study' | 'repeat.comparison';

export function repeatHandlers(
  workspace: Workspace,
  { runs: manager }: { runs: RunManager },
): Pick<Handlers, RepeatCommandName> {
  const { resources } = workspace;
  return {
    'repeat.runs': async ({ projectId, runIds }) => {
      const project = workspace.project(projectId);
      const runs = await manager.list(project);
      return repeatRuns({ project, resources, runs }, pickRuns(runs, runIds));
    },
    'repeat.study': async ({ projectId, studyId }) => {
      const project = workspace.project(projectId);
      return repeatStudy({ project, resources }, await getStudy(project, studyId));
    },
    'repeat.comparison': async ({ projectId, comparisonId }) => {
      const project = workspace.project(projectId);
      return repeatComparison({ project, resources }, await getComparison(project, comparisonId));
    },
  };
}
