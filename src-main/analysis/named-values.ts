import { modelName, type Run } from '#spec/run';
import {
  listSectionSettings,
  listSettings,
  parseMetricField,
  readField,
  runProperties,
  type FieldValue,
} from './run-field';
import { statusWords } from './run-outcome';

/** The names of studies, by their ids: runs know the ids alone. */
export type StudyNames = ReadonlyMap<string, string>;

/**
 * The values that a name in a filter has in a run. A name is a field, the property of a run without `run.` (`status`),
 * or the end of a setting's path (`rate`, `optimizer.kind`, `units`).
 */
export function readNamed(run: Run, name: string, studyNames?: StudyNames): readonly FieldValue[] {
  const property = name.startsWith('run.') ? name : `run.${name}`;
  if (property === 'run.tags') return run.tags.length > 0 ? run.tags : [null];
  if (property === 'run.status') return statusWords(run);
  if (property === 'run.model') return [modelName(run), run.modelId];
  if (property === 'run.study' && run.study) {
    const { id } = run.study;
    return [id, studyNames?.get(id) ?? id];
  }
  if (Object.hasOwn(runProperties, property)) return [readField(run, property)];
  if (parseMetricField(name)) return [readField(run, name)];
  const paths = findPaths(run, name);
  return paths.length > 0 ? paths.map((path) => readField(run, path)) : [null];
}

const sections = ['settings', 'training', 'task', 'model', 'diagnostics'] as const;

/**
 * The settings whose path is the name, or ends with it, of the first section that has some: `batch` is that of training,
 * not that of diagnostics. In training and task the shortest path is meant; in a model, all nodes.
 */
function findPaths(run: Run, name: string): string[] {
  for (const section of sections) {
    const settings = listSectionSettings(run, section);
    if (settings.has(name)) return [name];
    const found = [...settings.keys()].filter((path) => path.endsWith(`.${name}`));
    if (found.length === 0) continue;
    if (section === 'model') return found;
    const depth = Math.min(...found.map((path) => path.split('.').length));
    return found.filter((path) => path.split('.').length === depth);
  }
  return [];
}

/** Whether any of the runs has a value of this name. */
export function isKnownName(name: string, runs: readonly Run[]): boolean {
  const property = name.startsWith('run.') ? name : `run.${name}`;
  if (Object.hasOwn(runProperties, property)) return true;
  const metric = parseMetricField(name)?.metric;
  if (metric !== undefined) return runs.some((run) => hasMetric(run, metric));
  return runs.some((run) => findPaths(run, name).length > 0);
}

function hasMetric({ metrics, selected }: Run, metric: string): boolean {
  return Object.hasOwn(metrics, metric) || Object.hasOwn(selected?.values ?? {}, metric);
}

/** Names that a filter of these runs may hold, the short ones of settings. */
export function listNames(runs: readonly Run[]): string[] {
  const names = new Set(Object.keys(runProperties).map((property) => property.slice(4)));
  for (const run of runs) {
    for (const path of listSettings(run).keys()) names.add(path.split('.').at(-1) ?? path);
    for (const metric of Object.keys(run.metrics)) names.add(metric);
  }
  return [...names];
}
