import { formatClock, formatDay } from '#spec/date-format';
import { modelName, type Run } from '#spec/run';
import { suggestGroupFields } from './group-fields';
import { describeValues, makeUnique } from './label-parts';
import { readField, type FieldValue, type RunField } from './run-field';

export { suggestGroupFields };

/** A run that is left out of its group, because another one has the same settings and seed. */
export interface Repeat {
  run: Run;
  /** The run that counts. */
  counted: Run;
}

/** Runs with equal values of some fields: most often those that differ in their seed only. */
export interface RunGroup {
  /** The values as JSON, or the id of the run where there are none. It outlives the program: files hold it. */
  key: string;
  values: Record<RunField, FieldValue>;
  runs: Run[];
  /** Runs that `countOnce` has left out; undefined where it has not, or has found none. */
  repeats?: readonly Repeat[];
}

/** Groups by equal values, in the order of first appearance; without fields every run is a group. */
export function groupRuns(runs: readonly Run[], fields: readonly RunField[]): RunGroup[] {
  if (fields.length === 0) return runs.map((run) => ({ key: run.id, values: {}, runs: [run] }));
  const groups = new Map<string, RunGroup>();
  for (const run of runs) {
    const values = Object.fromEntries(fields.map((field) => [field, readField(run, field)]));
    const key = groupKey(values);
    const group = groups.get(key);
    if (group) group.runs.push(run);
    else groups.set(key, { key, values, runs: [run] });
  }
  return [...groups.values()];
}

/** The same for the same values, whatever the order of the fields. NaN and infinities, unknown to JSON, are texts. */
export function groupKey(values: Record<RunField, FieldValue>): string {
  const entries = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(
    Object.fromEntries(
      entries.map(([field, value]) => [
        field,
        typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
      ]),
    ),
  );
}

/** Labels of groups by their key: they name what differs, and only that, as in `DNI, rate 0.001`. */
export function labelGroups(groups: readonly RunGroup[]): Map<string, string> {
  const fields = [...new Set(groups.flatMap(({ values }) => Object.keys(values)))];
  if (fields.length === 0) {
    const labels = labelRuns(groups.flatMap(({ runs }) => runs));
    return new Map(groups.map(({ key, runs }) => [key, labels.get(runs[0]?.id ?? '') ?? key]));
  }
  const differing = fields.filter(
    (field) => !isConstant(groups.map(({ values }) => values[field])),
  );
  const parts = describeValues(
    groups.map(({ values }) => differing.map((field) => values[field] ?? null)),
    differing,
  );
  const labels = parts.map((words, index) => words.join(', ') || commonLabel(groups[index]));
  const unique = makeUnique(
    labels,
    groups.map(({ key }) => key),
  );
  return new Map(groups.map(({ key }, index) => [key, unique[index] ?? key]));
}

/**
 * Labels of runs by their id: what differs. Runs that are alike in their settings are told apart by the names that the
 * user has given them, then by the time at which they were started.
 */
export function labelRuns(runs: readonly Run[]): Map<string, string> {
  const fields = suggestGroupFields(runs);
  const groups = groupRuns(runs, fields);
  const hasSeeds = groups.some(({ runs: same }) => !isConstant(same.map(({ seed }) => seed)));
  const groupLabels = fields.length === 0 ? null : labelGroups(groups);
  const texts = new Map<string, string>();
  for (const { key, runs: same } of groups)
    for (const run of same) {
      const common =
        groups.length === 1 && hasSeeds ? '' : (groupLabels?.get(key) ?? modelName(run));
      texts.set(
        run.id,
        [common, hasSeeds && run.seed !== null ? `seed ${run.seed}` : '']
          .filter(Boolean)
          .join(', '),
      );
    }
  const labels = runs.map(({ id }) => texts.get(id) ?? id);
  const named = tellApart(runs, labels, ({ name }) => name);
  const timed = tellApart(runs, named, ({ created }) => formatMoment(created));
  const ids = runs.map(({ id }) => id);
  const unique = makeUnique(timed, ids);
  return new Map(ids.map((id, index) => [id, unique[index] ?? id]));
}

/** Adds to labels that are alike what they differ in, where they do. */
function tellApart(
  runs: readonly Run[],
  labels: readonly string[],
  partOf: (run: Run) => string,
): string[] {
  const parts = new Map<string, Set<string>>();
  const alike = new Map<string, Run[]>();
  runs.forEach((run, index) => {
    const label = labels[index] ?? '';
    const same = alike.get(label);
    if (same) same.push(run);
    else alike.set(label, [run]);
  });
  for (const [label, same] of alike)
    if (same.length > 1) parts.set(label, new Set(same.map(partOf)));
  return runs.map((run, index) => {
    const label = labels[index] ?? '';
    return (parts.get(label)?.size ?? 0) > 1 ? `${label} (${partOf(run)})` : label;
  });
}

/** `Nov 29, 08:15:02`, in the time zone of the user. */
function formatMoment(iso: string): string {
  const moment = new Date(iso);
  return `${formatDay(moment)}, ${formatClock(moment, { seconds: true })}`;
}

function isConstant(values: readonly (FieldValue | undefined)[]): boolean {
  return values.every((value) => Object.is(value, values[0]));
}

/** What groups are called that differ in nothing: their model. */
function commonLabel(group: RunGroup | undefined): string {
  const run = group?.runs[0];
  return run ? modelName(run) : '';
}
