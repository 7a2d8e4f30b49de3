import type { RunGroup } from '#analysis/group-runs';
import type { FieldValue } from '#analysis/run-field';
import type { FigureRow } from './figure-rows';

/** The groups of a study by the values of two settings: a table for each combination of the others. */
export interface GroupGrid {
  /** What all groups of the table have in common. */
  rest: RunGroup;
  columns: FieldValue[];
  lines: { value: FieldValue; cells: (FigureRow | null)[] }[];
}

export function arrangeGrids(
  groups: readonly RunGroup[],
  rows: readonly FigureRow[],
  [down, across]: [string, string],
): GroupGrid[] {
  const tables = new Map<string, { rest: RunGroup; members: number[] }>();
  groups.forEach((group, index) => {
    const values = Object.fromEntries(
      Object.entries(group.values).filter(([field]) => field !== down && field !== across),
    );
    const key = JSON.stringify(values);
    const table = tables.get(key) ?? { rest: { key, values, runs: group.runs }, members: [] };
    table.members.push(index);
    tables.set(key, table);
  });
  return [...tables.values()].map(({ rest, members }) => {
    const at = (index: number, path: string): FieldValue => groups[index]?.values[path] ?? null;
    const listValues = (path: string) => [...new Set(members.map((index) => at(index, path)))];
    const columns = listValues(across);
    const lines = listValues(down).map((value) => ({
      value,
      cells: columns.map((column) => {
        const member = members.find((i) => at(i, down) === value && at(i, across) === column);
        return member === undefined ? null : (rows[member] ?? null);
      }),
    }));
    return { rest, columns, lines };
  });
}
