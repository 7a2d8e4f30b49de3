import { formatDuration, formatMetric, formatNumber } from '#analysis/format-value';
import { findCommonHeadline } from '#analysis/compared-runs';
import { uniqueTitles } from '#analysis/label-parts';
import {
  listDifferingSettings,
  listSettings,
  readField,
  type FieldValue,
  type RunField,
} from '#analysis/run-field';
import { describeStatus } from '#analysis/run-outcome';
import { missing } from '#analysis/tables/text-table';
import { describeMetric } from '#spec/metric-catalogue';
import { formatWhole } from '#spec/number-format';
import { modelName, ownSeconds, type Environment, type Run } from '#spec/run';
import { findFigure } from '#spec/run-result';
import { nameRuns } from './name-runs';
import type { ReportRun, ReportRuns } from './report';

/** Columns of every table of runs. */
const always = ['training.method', 'training.seed', 'training.steps'];

/** The runs as a report lists them. `commandOf`: the command that repeats a run. */
export function describeRuns(
  runs: readonly Run[],
  commandOf: (run: Run) => string | null,
): ReportRuns {
  const fields = listDifferingSettings(runs).filter((field) => !always.includes(field));
  const metric = findCommonHeadline(runs);
  const call = nameRuns(runs);
  return {
    differing: named(fields, () => ''),
    shared: listShared(runs),
    resultTitle: metric === null ? null : describeMetric(metric).title,
    items: runs.map((run) => describeRun(run, { fields, metric, call, commandOf })),
    environments: groupEqual(runs, describeEnvironments).map(({ value, runIds }) => ({
      text: value,
      runIds,
    })),
    data: groupEqual(runs, ({ data }) => {
      const files = data[data.length - 1]?.files ?? [];
      return files.length === 0 ? null : JSON.stringify(files);
    }).map(({ value, runIds }) => ({ files: JSON.parse(value), runIds })),
  };
}

function describeRun(
  run: Run,
  {
    fields,
    metric,
    call,
    commandOf,
  }: {
    fields: readonly RunField[];
    metric: string | null;
    call: (run: Run) => string;
    commandOf: (run: Run) => string | null;
  },
): ReportRun {
  const result = metric === null ? null : findFigure(run, metric);
  return {
    id: run.id,
    name: run.name,
    label: call(run),
    model: modelName(run),
    method: run.method === 'dni' ? 'DNI' : (run.method ?? missing),
    seed: String(run.seed ?? missing),
    status: describeStatus(run),
    steps: formatNumber(run.step),
    result: result === null ? missing : formatMetric(result.metric, result.value),
    time: formatDuration(ownSeconds(run)),
    settings: fields.map((field) => formatSetting(readField(run, field))),
    command: commandOf(run),
  };
}

/** The settings that are equal in all runs, but for those of which a run has none. */
function listShared(runs: readonly Run[]): ReportRuns['shared'] {
  const [first] = runs;
  if (!first) return [];
  const differing = new Set(listDifferingSettings(runs));
  const settings = [...listSettings(first)].filter(
    ([field, value]) => !differing.has(field) && value !== null,
  );
  return settings.map(([path, value]) => ({ path, title: path, value: formatSetting(value) }));
}

function named(fields: readonly RunField[], valueOf: (field: RunField) => string) {
  const titles = uniqueTitles(fields);
  return fields.map((path, index) => ({
    path,
    title: titles[index] ?? path,
    value: valueOf(path),
  }));
}

function formatSetting(value: FieldValue): string {
  if (value === null) return missing;
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'number' ? String(value) : value;
}

/** Null where none was recorded: `DNI Workbench … until step 500, then DNI Workbench …`. */
function describeEnvironments({ environment, earlierEnvironments = [] }: Run): string | null {
  if (environment === null) return null;
  const earlier = earlierEnvironments.map(
    (each) => `${describeEnvironment(each.environment)} until step ${formatWhole(each.untilStep)}`,
  );
  return [...earlier, describeEnvironment(environment)].join(', then ');
}

/** `DNI Workbench 0.1.0, TensorFlow 2.9.1 on CPU, linux x64, machine lab-3, 8 cores`. */
function describeEnvironment(environment: Environment): string {
  const { workbench, tensorflow, device, platform, host, cores, threads, node } = environment;
  const parts = [
    `DNI Workbench ${workbench}`,
    tensorflow === null ? `tfjs on ${device}` : `TensorFlow ${tensorflow} on ${device}`,
    `Node ${node}`,
    platform,
    host === undefined ? '' : `machine ${host}`,
    cores === undefined ? '' : `${cores} processor cores`,
    threads === undefined ? '' : `${threads.interOp} × ${threads.intraOp} threads`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** The runs by a text that they share, in the order of first appearance; runs without one are left out. */
function groupEqual(
  runs: readonly Run[],
  textOf: (run: Run) => string | null,
): { value: string; runIds: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const run of runs) {
    const text = textOf(run);
    if (text !== null) groups.set(text, [...(groups.get(text) ?? []), run.id]);
  }
  return [...groups].map(([value, runIds]) => ({ value, runIds }));
}
