import { intervalName } from '#analysis/interval-name';
import { labelGroups, type RunGroup } from '#analysis/group-runs';
import type { StudyGroup, StudyResult } from '#analysis/study-result';
import { listAxisPaths } from '#analysis/study-cells';
import type { Run } from '#spec/run';
import type { StudyContent } from '#spec/study';
import { buildFieldAxis } from '../axes/field-axis';
import { chooseAxisFormats } from '../axes/metric-axis';
import { linearBounds } from '../axes/axis-bounds';
import { linearTicks } from '../axes/axis-ticks';
import type { Figure, FigureLayer, FigurePanel, FigureSeries, FigureTable } from '../figure';
import { assignStyles } from '../lines/line-styles';
import { metricTitle } from '../metric-names';
import { paperColor } from '../series-colors';
import { spreadRows } from '../values/spread-rows';
import { buildAxis, buildFieldFigureAxis, buildRowAxis } from './figure-axes';
import { meanLayers } from './value-marks';

/** Fewer values of a setting than this are read better side by side. */
const fewestPoints = 3;
/** Half of the ends of an interval, as a part of the x axis. */
const capPart = 0.006;

/**
 * What a study has found: the mean of each group with its interval and single runs; over the values of a setting where
 * exactly one is a number with three or more values. Null while nothing is measured.
 */
export function buildStudyFigure(
  study: Pick<StudyContent, 'axes' | 'models'>,
  { groups, measure }: StudyResult,
): Figure | null {
  if (!measure || groups.every(({ comparison }) => comparison.mean === null)) return null;
  const fields = studyFields(study);
  const swept = findSwept(groups, fields);
  const runs = groups.flatMap((group) => group.runs);
  const title = metricTitle(measure.metric, runs);
  const built =
    swept === null
      ? buildGroups(groups, fields, measure.metric, title)
      : buildSweep(groups, swept, measure.metric, title);
  return {
    title: `${title} of each group`,
    panels: [built.panel],
    columns: 1,
    series: built.series,
    notes: [`Each mean has its ${intervalName('t')}; dots are single runs.`, ...stopNotes(groups)],
    table: tableOf(groups, measure.metric),
  };
}

/** The fields by which the runs of a study are groups: seeds of one combination together. */
export function studyFields(study: Pick<StudyContent, 'axes' | 'models'>): string[] {
  const paths = listAxisPaths(study);
  return study.models.length > 1 || paths.length === 0 ? ['run.model', ...paths] : paths;
}

/** The one setting that is a number with enough values; null where there is none, or several. */
function findSwept(groups: readonly StudyGroup[], fields: readonly string[]): string | null {
  const numeric = fields.filter((field) => {
    const values = new Set(groups.map((group) => group.values[field]));
    return values.size > 1 && [...values].every((value) => typeof value === 'number');
  });
  const [field] = numeric;
  if (field === undefined || numeric.length > 1) return null;
  return new Set(groups.map((group) => group.values[field])).size >= fewestPoints ? field : null;
}

interface Built {
  panel: FigurePanel;
  series: FigureSeries[];
}

function buildGroups(
  groups: readonly StudyGroup[],
  fields: readonly string[],
  metric: string,
  title: string,
): Built {
  const styles = assignStyles(groups, fields);
  const series = groups.map(({ key, label }) => makeSeries(key, label, styles.get(key)));
  return {
    series,
    panel: {
      title: null,
      x: buildValueAxis(groups, metric, title),
      y: buildRowAxis(series.map(({ label }) => label)),
      layers: groups.flatMap(({ comparison }, row): FigureLayer[] => {
        const offsets = spreadRows(comparison.values.length);
        return [
          {
            ...{ kind: 'points', series: row, marker: 'circle', size: 2 },
            x: comparison.values.map(({ value }) => value),
            y: comparison.values.map((_, index) => row + (offsets[index] ?? 0)),
          },
          ...meanLayers(comparison, row),
        ];
      }),
      colorScale: null,
    },
  };
}

/** Lines over the values of a setting, one for each combination of the others. */
function buildSweep(
  groups: readonly StudyGroup[],
  field: string,
  metric: string,
  title: string,
): Built {
  const lines = splitGroups(groups, field);
  const rests = lines.map(({ rest }) => rest);
  const labels = labelGroups(rests);
  const others = Object.keys(rests[0]?.values ?? {});
  const styles = assignStyles(rests, others.length > 0 ? others : [field]);
  const series = rests.map(({ key }) =>
    makeSeries(key, lines.length > 1 ? (labels.get(key) ?? key) : title, styles.get(key)),
  );
  const axis = buildFieldAxis(
    field,
    groups.map((group) => group.values[field] ?? null),
  );
  const x = buildFieldFigureAxis(axis, 'x');
  const cap = x.isLog ? (x.max / x.min) ** capPart : capPart * (x.max - x.min);
  const widen = (at: number, by: -1 | 1): number => (x.isLog ? at * cap ** by : at + by * cap);
  const y = buildValueAxis(groups, metric, title);
  return {
    series,
    panel: {
      title: null,
      x,
      y: { ...y, hasGrid: true },
      layers: lines.flatMap(({ points }, index) => [
        ...joinEqual(points).map((joined): FigureLayer => ({
          ...{ kind: 'line', role: 'main', series: index },
          x: joined.map((point) => point.x),
          y: joined.map(({ group }) => group.comparison.mean ?? NaN),
        })),
        ...points.flatMap(({ x: at, group: { comparison } }): FigureLayer[] => {
          const { mean, interval, values } = comparison;
          const ends = [widen(at, -1), widen(at, 1)];
          const bar: FigureLayer[] = interval
            ? [
                {
                  ...{ kind: 'line', role: 'member', series: index },
                  x: [at, at, NaN, ...ends, NaN, ...ends],
                  y: [
                    ...[interval.low, interval.high, NaN, interval.low, interval.low, NaN],
                    ...[interval.high, interval.high],
                  ],
                },
              ]
            : [];
          const dots: FigureLayer = {
            ...{ kind: 'points', series: index, marker: 'circle', size: 1.5 },
            x: values.map(() => at),
            y: values.map(({ value }) => value),
          };
          const diamond: FigureLayer[] =
            mean === null
              ? []
              : [{ kind: 'points', series: index, marker: 'diamond', size: 4, x: [at], y: [mean] }];
          return [dots, ...bar, ...diamond];
        }),
      ]),
      colorScale: null,
    },
  };
}

interface SweepPoint {
  x: number;
  group: StudyGroup;
}

/** The groups by what they have beside the swept setting, each in the order of its values. */
function splitGroups(
  groups: readonly StudyGroup[],
  field: string,
): { rest: RunGroup; points: SweepPoint[] }[] {
  const lines = new Map<string, { rest: RunGroup; points: SweepPoint[] }>();
  for (const group of groups) {
    const x = group.values[field];
    if (typeof x !== 'number') continue;
    const values = Object.fromEntries(
      Object.entries(group.values).filter(([other]) => other !== field),
    );
    const key = JSON.stringify(values);
    const line = lines.get(key) ?? { rest: { key, values, runs: [] as Run[] }, points: [] };
    // One model or method speaks for the line.
    if (line.rest.runs.length === 0) line.rest.runs.push(...group.runs);
    line.points.push({ x, group });
    lines.set(key, line);
  }
  for (const { points } of lines.values()) points.sort((a, b) => a.x - b.x);
  return [...lines.values()];
}

/** The points that lines join: those with a value that were trained equally long. */
function joinEqual(points: readonly SweepPoint[]): SweepPoint[][] {
  const lines = new Map<number | null, SweepPoint[]>();
  for (const point of points) {
    const { comparison, stoppedAt } = point.group;
    if (comparison.mean !== null) lines.set(stoppedAt, [...(lines.get(stoppedAt) ?? []), point]);
  }
  return [...lines.values()];
}

function makeSeries(
  key: string,
  label: string,
  style: { color: number; dash: readonly number[] } | undefined,
): FigureSeries {
  const { color = 0, dash = [] } = style ?? {};
  return { key, label, color: paperColor(color), dash, isReference: false, source: null };
}

function buildValueAxis(
  groups: readonly StudyGroup[],
  metric: string,
  title: string,
): FigurePanel['x'] {
  const ends = groups
    .flatMap(({ comparison: { values, interval } }) => [
      ...values.map(({ value }) => value),
      ...(interval ? [interval.low, interval.high] : []),
    ])
    .filter(Number.isFinite);
  return buildAxis({
    label: title,
    bounds: linearBounds({ low: Math.min(...ends), high: Math.max(...ends) }),
    isLog: false,
    buildTicks: linearTicks,
    format: chooseAxisFormats(metric).formatTick,
    hasGrid: true,
  });
}

function stopNotes(groups: readonly StudyGroup[]): string[] {
  const stopped = groups.filter(({ stoppedAt }) => stoppedAt !== null).length;
  if (stopped === 0) return [];
  return [
    `${stopped} of ${groups.length} groups ${stopped === 1 ? 'was' : 'were'} stopped by successive halving: they have the values of fewer steps.`,
  ];
}

function tableOf(groups: readonly StudyGroup[], metric: string): FigureTable {
  return {
    columns: ['group', 'run', 'seed', metric, 'lower', 'upper', 'n', 'stopped at'],
    rows: groups.flatMap(({ label, comparison, stoppedAt }) => {
      const { mean, interval, n, values } = comparison;
      return [
        [label, 'mean', null, mean, interval?.low ?? null, interval?.high ?? null, n, stoppedAt],
        ...values.map(({ runId, seed, value }) => [
          ...[label, runId, seed, value, null, null, null, null],
        ]),
      ];
    }),
  };
}
