import { formatWhole } from '#spec/number-format';
import { listDifferingFiles } from '#spec/data-files';
import type { DataFile, Run } from '#spec/run';
import { taskFiles, type Task } from '#spec/task';

/**
 * Sentences about compared runs that did not see the same data although their tasks name the same data set or files:
 * a figure of one is then no answer to that of another. Runs of version 0.1.0, which did not record their data, are
 * left out.
 */
export function describeDataDifferences(runs: readonly Run[]): string[] {
  const changed = runs.flatMap(({ name, data }) => {
    const [, second] = data;
    return second
      ? [`'${name}' was resumed with other data from step ${formatWhole(second.fromStep)} on.`]
      : [];
  });
  const bySource = groupBy(
    runs.filter(({ data }) => data.length > 0),
    ({ spec }) => (spec ? nameSource(spec.task) : ''),
  );
  const differing = [...bySource].flatMap(([source, sharing]) => {
    const versions = groupBy(sharing, ({ data }) => JSON.stringify(data.at(-1)?.files));
    if (versions.size < 2) return [];
    const [first = [], second = []] = [...versions.values()];
    const names = [first, second].map(([run]) => `'${run?.name ?? ''}'`);
    return [
      `These runs saw ${versions.size} different versions of ${source}: ${names.join(' and ')} differ in ${listDiffering(first, second)}. Their figures do not compare.`,
    ];
  });
  return [...differing, ...changed];
}

function groupBy(runs: readonly Run[], keyOf: (run: Run) => string): Map<string, Run[]> {
  const groups = new Map<string, Run[]>();
  for (const run of runs) groups.set(keyOf(run), [...(groups.get(keyOf(run)) ?? []), run]);
  return groups;
}

function nameSource(task: Task): string {
  if ('dataset' in task && task.dataset !== undefined) return `the data set '${task.dataset}'`;
  return taskFiles(task)
    .map((path) => `'${path}'`)
    .join(', ');
}

/** The files that differ, by name. */
function listDiffering([a]: readonly Run[], [b]: readonly Run[]): string {
  const filesOf = (run: Run | undefined): readonly DataFile[] => run?.data.at(-1)?.files ?? [];
  return listDifferingFiles(filesOf(a), filesOf(b))
    .map(({ name }) => name)
    .join(', ');
}
