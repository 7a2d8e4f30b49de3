import type { Experiment } from '#spec/experiment';
import type { ReportedEntry, ReportedSource, ReportedValue } from '#spec/reported';
import type { Run } from '#spec/run';
import { meanOfRuns } from '../group-mean';
import type { RunGroup } from '../group-runs';
import { parseMetricField, readField, type RunField } from '../run-field';
import { isFromTemplate } from './from-template';
import { figureOf, titleFigure, type ReportedFigure } from './reported-figures';

/** The experiments of the templates, by id. */
export type Templates = ReadonlyMap<string, Experiment>;

/** A reported value beside the groups of a table. */
export interface ReportedRow {
  key: string;
  /** With its source. */
  title: string;
  source: ReportedSource;
  entry: ReportedValue;
  /** Key of the group with the same settings; null where none has them. */
  beside: string | null;
  /** The mean of that group minus the value; null where several groups have the settings, or the mean is missing. */
  difference: number | null;
}

/** The reported values of a field, each with the group that it stands beside. */
export function matchReported(
  figures: readonly ReportedFigure[],
  groups: readonly RunGroup[],
  field: RunField,
  templates: Templates,
): ReportedRow[] {
  const metric = parseMetricField(field)?.metric;
  return figures.flatMap((figure) => {
    const { key, source, entry } = figure;
    if (entry.kind !== 'value' || entry.metric !== metric) return [];
    const matching = findBeside(entry, groups, templates);
    const [first] = matching;
    const mean = first && matching.length === 1 ? meanOfRuns(first.runs, field).mean : null;
    return [
      {
        key,
        title: titleFigure(figure),
        source,
        entry,
        beside: first?.key ?? null,
        difference: mean === null ? null : mean - entry.value,
      },
    ];
  });
}

/** The groups whose runs have the settings of an entry. One that names no settings stands beside the only group. */
export function findBeside(
  entry: ReportedEntry,
  groups: readonly RunGroup[],
  templates: Templates,
): RunGroup[] {
  if (!isSpecific(entry)) return groups.length === 1 ? [...groups] : [];
  return groups.filter(
    ({ runs }) => runs.length > 0 && runs.every((run) => belongsTo(run, entry, templates)),
  );
}

function isSpecific({ templates, settings }: ReportedEntry): boolean {
  return templates.length > 0 || Object.keys(settings).length > 0;
}

function belongsTo(
  run: Run,
  { templates: ids, settings }: Pick<ReportedEntry, 'templates' | 'settings'>,
  templates: Templates,
): boolean {
  const isOfTemplate =
    ids.length === 0 ||
    ids.some((id) => {
      const template = templates.get(id);
      return template !== undefined && isFromTemplate(run, template);
    });
  return (
    isOfTemplate &&
    Object.entries(settings).every(([field, value]) => Object.is(readField(run, field), value))
  );
}

/** The entries of sources that belong to groups by their settings, of any metric that is named. */
export function suggestReported(
  sources: readonly ReportedSource[],
  groups: readonly RunGroup[],
  templates: Templates,
): ReportedFigure[] {
  return sources.flatMap((source) =>
    source.entries
      .filter((entry) => isSpecific(entry) && findBeside(entry, groups, templates).length > 0)
      .map((entry) => figureOf(source, entry)),
  );
}

/** The groups with the rows of reported values below those that they stand beside; the others come last. */
export function withReported<G extends { key: string }, R extends ReportedRow>(
  groups: readonly G[],
  rows: readonly R[],
): (G | R)[] {
  const keys = new Set(groups.map(({ key }) => key));
  const isPlaced = ({ beside }: R): boolean => beside !== null && keys.has(beside);
  return [
    ...groups.flatMap((group) => [group, ...rows.filter(({ beside }) => beside === group.key)]),
    ...rows.filter((row) => !isPlaced(row)),
  ];
}

export function isReportedRow<T extends { key: string }>(row: T): row is Extract<T, ReportedRow> {
  return 'entry' in row;
}
