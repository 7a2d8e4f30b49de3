import { topicOfField } from '../../help/field-topic';
import type { StudyNames } from '#analysis/named-values';
import {
  fieldTitle,
  parseMetricField,
  readField,
  runProperties,
  type FieldValue,
  type RunField,
} from '#analysis/run-field';
import { describeMetric } from '#spec/metric-catalogue';
import { totalSteps, type Run } from '#spec/run';
import { findHeadline } from '#spec/run-result';
import { capitalize } from '#spec/letter-case';
import { formatDuration, formatMetric, formatNumber, formatWhen } from '../../stores/format';
import { shortMetricTitle } from '#chart/metric-names';
import { methodInfo } from '#chart/methods';
import { formatFigure } from '../../stores/run-result';
import { computeProgress, statusLabel, statusLabels } from '../../stores/status';

/** The columns that are more than one value of a run; the curve of another metric is `curve:METRIC`. */
export const specialColumns = { progress: 'Progress', result: 'Result' } as const;
const curvePrefix = 'curve:';

/** A field of `run-field`, one of `specialColumns`, or a curve. */
export type ColumnId = RunField;

export type ColumnKind =
  'name' | 'status' | 'progress' | 'result' | 'curve' | 'tags' | 'notes' | 'value';

/** What the rows of groups show in a column. */
export type Summary = 'mean' | 'results' | 'statuses' | 'values' | 'nothing';

/** What the table knows about one of its columns. */
export interface Column {
  id: ColumnId;
  title: string;
  /** For whoever points at the title: the whole path of a setting. */
  hint: string;
  kind: ColumnKind;
  isNumeric: boolean;
  /** In pixels, while the user has chosen no other. */
  width: number;
  summary: Summary;
  /** What rows are sorted by: undefined comes last. Numbers are also what groups have the mean of. */
  sortValue: (run: Run) => number | string | undefined;
  /** The value as it is shown, and as it is copied; empty where the run has none. */
  format: (run: Run) => string;
  /** A value of `sortValue`, such as a mean, as it is shown. */
  formatNumber: (value: number) => string;
}

const statusOrder = Object.keys(statusLabels);

/** The column of the curve of a metric. */
export function curveColumn(metric: string): ColumnId {
  return curvePrefix + metric;
}

/** The metric whose curve a column shows; null for every other column. */
export function curveMetric(id: ColumnId): string | null {
  return id.startsWith(curvePrefix) ? id.slice(curvePrefix.length) : null;
}

/** The entry of help on what a column shows; undefined where there is none. */
export function topicOfColumn(id: ColumnId): string | undefined {
  return topicOfField(curveMetric(id) ?? id);
}

/** Whether a column shows a setting of the model, the data or the training. */
export function isSetting(id: ColumnId): boolean {
  return /^(model|task|training|diagnostics)\./.test(id);
}

const text = { isNumeric: false, summary: 'values', width: 120 } as const;
const unsaid = { summary: 'nothing', formatNumber } as const;

/** What is known of a column by its id. `studyNames`: what the column of studies shows; else their ids. */
export function describeColumn(id: ColumnId, studyNames?: StudyNames): Column {
  const curve = curveMetric(id);
  if (curve !== null) return describeCurve(id, curve);
  if (id === 'progress') return progressColumn;
  if (id === 'result') return resultColumn;
  const metric = parseMetricField(id);
  if (metric) return describeMetricColumn(id, metric.metric);
  if (id === 'run.study') return describeStudy(studyNames);
  return id.startsWith('run.') ? describeProperty(id) : describeSetting(id);
}

function describeCurve(id: ColumnId, metric: string): Column {
  const { title } = describeMetric(metric);
  return {
    ...unsaid,
    id,
    title,
    hint: `Curve of ${metric}`,
    kind: 'curve',
    isNumeric: false,
    width: 112,
    sortValue: () => undefined,
    format: () => '',
  };
}

const progressColumn: Column = {
  id: 'progress',
  title: specialColumns.progress,
  hint: 'Steps that are done, and the time that is left',
  kind: 'progress',
  isNumeric: false,
  width: 148,
  summary: 'mean',
  sortValue: computeProgress,
  format: (run) => `${formatNumber(run.step)} of ${formatNumber(totalSteps(run))}`,
  formatNumber: (value) => `${Math.round(value * 100)} %`,
};

const resultColumn: Column = {
  id: 'result',
  title: specialColumns.result,
  hint: 'The figure that stands for the run: by the test part, at the step that validation has chosen',
  kind: 'result',
  isNumeric: true,
  width: 176,
  summary: 'results',
  formatNumber,
  sortValue: (run) => definedNumber(findHeadline(run)?.value),
  format: (run) => {
    const headline = findHeadline(run);
    return headline ? `${shortMetricTitle(headline.metric, run)} ${formatFigure(headline)}` : '';
  },
};

function describeMetricColumn(id: ColumnId, metric: string): Column {
  const read = (run: Run): FieldValue => readField(run, id);
  const format = (value: number): string =>
    Number.isFinite(value) ? formatMetric(metric, value) : 'no number';
  return {
    id,
    title: fieldTitle(id),
    hint: `Metric ${id}`,
    kind: 'value',
    isNumeric: true,
    width: 132,
    summary: 'mean',
    sortValue: (run) => definedNumber(read(run)),
    format: (run) => {
      const value = read(run);
      return typeof value === 'number' ? format(value) : '';
    },
    formatNumber: format,
  };
}

const times = new Set<ColumnId>(['run.seconds']);
const counts = new Set<ColumnId>(['run.step', 'run.parameters']);
const propertyWidths: Readonly<Record<string, number>> = {
  'run.name': 272,
  'run.status': 128,
  'run.notes': 180,
  'run.tags': 132,
  'run.model': 160,
  'run.created': 100,
  'run.seconds': 84,
};
const propertyKinds: Readonly<Record<string, ColumnKind>> = {
  'run.name': 'name',
  'run.status': 'status',
  'run.tags': 'tags',
  'run.notes': 'notes',
};

function describeProperty(id: ColumnId): Column {
  const isTime = times.has(id);
  const isNumeric = isTime || counts.has(id);
  const column: Column = {
    ...text,
    id,
    title: id === 'run.seconds' ? 'Duration' : fieldTitle(id),
    hint: Object.hasOwn(runProperties, id) ? id : `Unknown value ${id}`,
    kind: propertyKinds[id] ?? 'value',
    isNumeric,
    width: propertyWidths[id] ?? text.width,
    summary: isNumeric ? 'mean' : 'values',
    sortValue: (run) => toSortValue(readField(run, id)),
    format: (run) => formatValue(readField(run, id), isTime ? formatDuration : formatNumber),
    formatNumber: isTime ? formatDuration : formatNumber,
  };
  if (id === 'run.status')
    return {
      ...column,
      summary: 'statuses',
      sortValue: (run) => statusOrder.indexOf(run.status),
      format: statusLabel,
    };
  if (id === 'run.created')
    return { ...column, summary: 'nothing', format: (run) => formatWhen(run.created) };
  if (id === 'run.name') return { ...column, summary: 'nothing' };
  return column;
}

function describeStudy(names?: StudyNames): Column {
  const nameOf = ({ study }: Run): string => (study ? (names?.get(study.id) ?? study.id) : '');
  return {
    ...describeProperty('run.study'),
    width: 150,
    sortValue: (run) => nameOf(run) || undefined,
    format: nameOf,
  };
}

function describeSetting(id: ColumnId): Column {
  const read = (run: Run): FieldValue => readField(run, id);
  const column: Column = {
    id,
    title: settingTitle(id),
    hint: `Setting ${id}`,
    kind: 'value',
    isNumeric: true,
    width: 96,
    summary: 'mean',
    sortValue: (run) => toSortValue(read(run)),
    format: (run) => formatValue(read(run), formatSettingNumber),
    formatNumber: formatSettingNumber,
  };
  if (id === 'training.method')
    return {
      ...column,
      isNumeric: false,
      width: 84,
      summary: 'values',
      format: (run) => (run.method === null ? '–' : methodInfo[run.method].label),
    };
  // A mean of seeds says nothing.
  return id === 'training.seed' ? { ...column, width: 60, summary: 'values' } : column;
}

/** `Rate` of `training.optimizer.rate`, `Clip norm` of `training.clipNorm`. */
function settingTitle(id: ColumnId): string {
  const words = fieldTitle(id).replace(
    /([a-z])([A-Z])/g,
    (_, a: string, b: string) => `${a} ${b.toLowerCase()}`,
  );
  return capitalize(words);
}

/** A setting is shown exactly, without digit grouping up to four digits: `0.0003`, `1e-5`, `10,000`. */
function formatSettingNumber(value: number): string {
  return formatNumber(value, 12);
}

function formatValue(value: FieldValue, format: (value: number) => string): string {
  if (value === null) return '';
  if (typeof value === 'number') return format(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value;
}

function toSortValue(value: FieldValue): number | string | undefined {
  if (typeof value === 'number') return definedNumber(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === null || value === '' ? undefined : value;
}

function definedNumber(value: FieldValue | undefined): number | undefined {
  return typeof value === 'number' && !Number.isNaN(value) ? value : undefined;
}

/**
 * The columns by their ids. Of two with the same title, each is named with the part of its path that stands before:
 * `Optimizer rate`, `Synthesizer rate`.
 */
export function describeColumns(ids: readonly ColumnId[], studyNames?: StudyNames): Column[] {
  const columns = ids.map((id) => describeColumn(id, studyNames));
  return columns.map((column) => {
    const isAmbiguous = columns.some(
      (other) => other.id !== column.id && other.title === column.title,
    );
    const parent = isSetting(column.id) ? column.id.split('.').at(-2) : undefined;
    return isAmbiguous && parent !== undefined
      ? { ...column, title: `${column.title}, ${parent}` }
      : column;
  });
}
