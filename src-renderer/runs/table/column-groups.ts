import {
  listDifferingSettings,
  listSettings,
  runProperties,
  type RunField,
} from '#analysis/run-field';
import type { Run } from '#spec/run';
import { listMetrics } from '#chart/metric-names';
import { curveColumn, describeColumns, specialColumns, type Column, type ColumnId } from './column';

export interface ColumnGroup {
  title: string;
  columns: Column[];
}

/** Settings that stand among what is said of a run, since every run has them. */
const settingsOfRuns: readonly ColumnId[] = ['training.method', 'training.seed'];

/** Every column that a table of these runs can have, in groups. */
export function listColumnGroups(runs: readonly Run[]): ColumnGroup[] {
  const known = new Set<ColumnId>(settingsOfRuns);
  const differing = listDifferingSettings(runs).filter((field) => !known.has(field));
  const isDiffering = new Set(differing);
  const settings = new Set<RunField>();
  for (const run of runs) for (const field of listSettings(run).keys()) settings.add(field);
  const others = [...settings].filter((field) => !known.has(field) && !isDiffering.has(field));
  const metrics = listMetrics(runs);
  return [
    {
      title: 'About the run',
      ids: [...Object.keys(runProperties), ...settingsOfRuns, ...Object.keys(specialColumns)],
    },
    { title: 'Metrics', ids: metrics },
    { title: 'Curves', ids: metrics.map(curveColumn) },
    { title: 'Settings that differ', ids: differing },
    { title: 'Settings that are equal', ids: others },
  ]
    .filter(({ ids }) => ids.length > 0)
    .map(({ title, ids }) => ({ title, columns: describeColumns(ids) }));
}

/** The columns whose title or path has every word of the text, in the groups that have some. */
export function searchColumns(groups: readonly ColumnGroup[], text: string): ColumnGroup[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [...groups];
  const matches = ({ title, id }: Column): boolean => {
    const searched = `${title} ${id}`.toLowerCase();
    return words.every((word) => searched.includes(word));
  };
  return groups.flatMap(({ title, columns }) => {
    const found = columns.filter(matches);
    return found.length > 0 ? [{ title, columns: found }] : [];
  });
}
