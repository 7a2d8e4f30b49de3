import { describeProperty } from '#spec/environments';
import { describeMetric, isSmallerBetter } from '#spec/metric-catalogue';
import type { Experiment } from '#spec/experiment';
import { modelName, ownSeconds, type ImportedRun, type Run } from '#spec/run';
import { findFigure, latestValue } from '#spec/run-result';

/**
 * A field names one value of a run. Columns of tables, filters, groups, the axes of charts and of studies all use it:
 *
 *     training.optimizer.rate            a setting, by its path; edges by their ends: model.edges.core->core.delay
 *     settings.lr                        a setting of an imported run, unless its name is a path like those above
 *     run.name, run.status, run.tags …   what is known of the run itself (`runProperties`)
 *     test/error, train/loss@last        a metric, with the value that is picked (`metricPicks`); without one, `chosen`
 */
export type RunField = string;

/** Where a run has been trained that no job of another place trains. */
export const thisComputer = 'this computer';

/** What is known of a run besides its settings and metrics, by field. */
export const runProperties = {
  'run.name': 'Name',
  'run.id': 'Id',
  'run.model': 'Model',
  'run.status': 'Status',
  'run.tags': 'Tags',
  'run.notes': 'Notes',
  'run.study': 'Study',
  'run.created': 'Created',
  'run.seconds': 'Training time',
  'run.step': 'Step',
  'run.parameters': 'Parameters',
  'run.parent': 'Continued from',
  'run.archived': 'Archived',
  'run.device': 'Device',
  'run.place': 'Place',
  'run.imported': 'Imported from',
} as const;
export type RunProperty = keyof typeof runProperties;

/**
 * Which value of a curve stands for it. `chosen`: at the step that the validation part has chosen, where the metric is
 * measured at evaluations, else the last one. `best` and `worst` follow the direction of the metric.
 */
export const metricPicks = ['chosen', 'last', 'best', 'min', 'max'] as const;
export type MetricPick = (typeof metricPicks)[number];

export interface MetricField {
  metric: string;
  pick: MetricPick;
}

/** A value of a field. Lists, such as tags and hidden sizes, are joined by commas. */
export type FieldValue = number | string | boolean | null;

/** The metric and pick of a field; null where the field is none of a metric. Edges in settings have no slash. */
export function parseMetricField(field: RunField): MetricField | null {
  if (!field.includes('/') || isSetting(field)) return null;
  const at = field.lastIndexOf('@');
  const pick = metricPicks.find((name) => name === field.slice(at + 1));
  return at > 0 && pick ? { metric: field.slice(0, at), pick } : { metric: field, pick: 'chosen' };
}

function isSetting(field: RunField): boolean {
  return /^(model|task|training|diagnostics|settings)\./.test(field);
}

/** `test/error@best`; without the pick where it is the default. */
export function metricField({ metric, pick }: MetricField): RunField {
  return pick === 'chosen' ? metric : `${metric}@${pick}`;
}

/** The value of a field in a run; null where the run has none, NaN where a metric is not finite. */
export function readField(run: Run, field: RunField): FieldValue {
  const metric = parseMetricField(field);
  if (metric) return readMetricField(run, metric);
  if (field.startsWith('run.')) return readProperty(run, field);
  return run.spec
    ? toFieldValue(readSetting(run.spec, field))
    : (listSettings(run).get(field) ?? null);
}

/** The number that a field has in a run; null where it is no number. */
export function readNumber(run: Run, field: RunField): number | null {
  const value = readField(run, field);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function readMetricField(run: Run, { metric, pick }: MetricField): number | null {
  if (pick === 'chosen') return findFigure(run, metric)?.value ?? null;
  const summary = run.metrics[metric];
  if (!summary) return null;
  if (pick === 'last') return latestValue(summary);
  if (pick === 'best') return summary.best;
  // The best is one of the two extremes; runs of earlier versions have not recorded the other one.
  return isSmallerBetter(metric) === (pick === 'min') ? summary.best : (summary.worst ?? null);
}

function readProperty(run: Run, field: RunField): FieldValue {
  switch (field as RunProperty) {
    case 'run.name':
      return run.name;
    case 'run.id':
      return run.id;
    case 'run.model':
      return modelName(run);
    case 'run.status':
      return run.status;
    case 'run.tags':
      return run.tags.join(', ');
    case 'run.notes':
      return run.notes;
    case 'run.study':
      return run.study?.id ?? null;
    case 'run.created':
      return run.created;
    case 'run.seconds':
      return ownSeconds(run);
    case 'run.step':
      return run.step;
    case 'run.parameters':
      return run.parameters;
    case 'run.parent':
      return run.parent?.runId ?? null;
    case 'run.archived':
      return run.archived;
    case 'run.device':
      return describeProperty(run, ({ device }) => device) ?? null;
    case 'run.place':
      return run.spec ? (run.job?.place ?? thisComputer) : null;
    case 'run.imported':
      return run.spec ? null : run.imported.format;
    default:
      return null;
  }
}

/** The value at a path of an experiment; undefined where there is none. Node and edge names may hold dots in no case. */
function readSetting(spec: Experiment, path: string): unknown {
  let value: unknown = spec;
  for (const key of path.split('.')) {
    if (Array.isArray(value)) {
      value = value.find((item: unknown, index) => String(index) === key || edgeName(item) === key);
    } else if (typeof value === 'object' && value !== null && Object.hasOwn(value, key)) {
      value = (value as Record<string, unknown>)[key];
    } else {
      return undefined;
    }
  }
  return value;
}

function edgeName(item: unknown): string | null {
  const edge = item as { from?: unknown; to?: unknown } | null;
  return typeof edge === 'object' && edge && 'from' in edge && 'to' in edge
    ? `${String(edge.from)}->${String(edge.to)}`
    : null;
}

/** A setting as a field shows it. */
export function toFieldValue(value: unknown): FieldValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
    return value.join(', ');
  return 'set';
}

type Leaves = ReadonlyMap<RunField, FieldValue>;

/** The parts of an experiment that hold settings. */
const settingSections = ['model', 'task', 'training', 'diagnostics'] as const;
export type SettingSection = (typeof settingSections)[number];

/** Settings that were listed already, by section: those of a thousand runs are a hundred thousand values. */
const listedSections = new WeakMap<object, Leaves>();
/** The same of whole experiments, and of imported runs. */
const listed = new WeakMap<object, Leaves>();

/** The settings of a run by path, leaves only, in the order of the file. */
export function listSettings(run: Run): Leaves {
  if (run.spec) return listSpecSettings(run.spec);
  const known = listed.get(run);
  if (known) return known;
  const leaves = importedSettings(run);
  listed.set(run, leaves);
  return leaves;
}

/** The settings of an experiment. */
export function listSpecSettings(spec: Experiment): Leaves {
  const known = listed.get(spec);
  if (known) return known;
  const leaves = new Map(settingSections.flatMap((section) => [...listSection(spec, section)]));
  listed.set(spec, leaves);
  return leaves;
}

function importedSettings({ method, seed, imported }: ImportedRun): Leaves {
  const leaves = new Map<RunField, FieldValue>();
  if (method !== null) leaves.set('training.method', method);
  if (seed !== null) leaves.set('training.seed', seed);
  for (const [name, value] of Object.entries(imported.settings))
    leaves.set(isSetting(name) ? name : `settings.${name}`, value);
  return leaves;
}

/** The settings of one section alone: most names are those of training, while a model has many more. */
export function listSectionSettings(run: Run, section: SettingSection | 'settings'): Leaves {
  if (run.spec) return section === 'settings' ? new Map() : listSection(run.spec, section);
  return new Map([...listSettings(run)].filter(([field]) => field.startsWith(`${section}.`)));
}

function listSection(spec: Experiment, section: SettingSection): Leaves {
  const value = spec[section];
  const known = listedSections.get(value);
  if (known) return known;
  const leaves = new Map<RunField, FieldValue>();
  collectLeaves(value, section, leaves);
  listedSections.set(value, leaves);
  return leaves;
}

function collectLeaves(value: unknown, path: string, leaves: Map<RunField, FieldValue>): void {
  const isLeafList = Array.isArray(value) && value.every((item) => typeof item !== 'object');
  if (typeof value !== 'object' || value === null || isLeafList) {
    leaves.set(path, toFieldValue(value));
    return;
  }
  const entries = Array.isArray(value)
    ? value.map((item: unknown, index) => [edgeName(item) ?? String(index), item] as const)
    : Object.entries(value);
  if (entries.length === 0) leaves.set(path, 'set');
  for (const [key, item] of entries) collectLeaves(item, `${path}.${key}`, leaves);
}

/** The fields of settings in which the runs are not all equal, seeds included. */
export function listDifferingSettings(runs: readonly Run[]): RunField[] {
  const specs = runs.flatMap(({ spec }) => spec ?? []);
  const differing = settingSections.flatMap((section) => listDifferingInSection(specs, section));
  const imported = runs.filter((run) => run.spec === null);
  return imported.length === 0
    ? differing
    : [...new Set([...differing, ...listDifferingFromImported(runs, imported)])];
}

/**
 * The settings of imported runs that are not equal in all of them, or are another value in a run that has them. Most of
 * what a run of this program has is not known of an imported one, which makes no difference between them.
 */
function listDifferingFromImported(runs: readonly Run[], imported: readonly Run[]): RunField[] {
  const fields = new Set(imported.flatMap((run) => [...listSettings(run).keys()]));
  return [...fields].filter((field) => {
    const values = runs
      .map((run) => readField(run, field))
      .filter((value, index) => value !== null || runs[index]?.spec === null);
    return new Set(values).size > 1;
  });
}

/** Sections that are one object, such as a model that many runs share, are compared once. */
function listDifferingInSection(specs: readonly Experiment[], section: SettingSection): RunField[] {
  const [first] = specs;
  if (!first) return [];
  const differing = new Set<RunField>();
  for (const value of new Set<unknown>(specs.map((spec) => spec[section])))
    collectDiffering(first[section], value, section, differing);
  if (differing.size === 0) return [];
  const inOrder = [...listSection(first, section).keys()];
  return [...new Set([...inOrder.filter((field) => differing.has(field)), ...differing])];
}

/** Adds the fields of leaves that only one of two values has, or that are not equal in them. */
function collectDiffering(a: unknown, b: unknown, path: string, differing: Set<RunField>): void {
  if (Object.is(a, b)) return;
  if (isBranch(a) && isBranch(b)) {
    // Most settings are equal: a path is made for the others only.
    for (const key in a)
      if (!Object.is(a[key], b[key])) collectDiffering(a[key], b[key], `${path}.${key}`, differing);
    for (const key in b)
      if (!Object.hasOwn(a, key)) collectDiffering(undefined, b[key], `${path}.${key}`, differing);
    return;
  }
  const [left, right] = [leavesOf(a, path), leavesOf(b, path)];
  for (const [field, value] of left)
    if (!right.has(field) || !Object.is(value, right.get(field))) differing.add(field);
  for (const field of right.keys()) if (!left.has(field)) differing.add(field);
}

/** Whether a value is an object with settings in it. Lists are compared by their leaves. */
function isBranch(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.keys(value).length > 0;
}

function leavesOf(value: unknown, path: string): Leaves {
  const leaves = new Map<RunField, FieldValue>();
  if (value !== undefined) collectLeaves(value, path, leaves);
  return leaves;
}

/** The title of a field for a column or an axis: `Test error`, `rate`, `Status`. */
export function fieldTitle(field: RunField): string {
  const metric = parseMetricField(field);
  if (metric) {
    const { title } = describeMetric(metric.metric);
    return metric.pick === 'chosen' ? title : `${title}, ${metric.pick}`;
  }
  if (Object.hasOwn(runProperties, field)) return runProperties[field as RunProperty];
  const path = field.split('.');
  const isOfModel = path[0] === 'model';
  const title = isOfModel ? path.slice(2).join(' ') : path.at(-1);
  // A file can name any field.
  return title || field || 'nothing';
}
