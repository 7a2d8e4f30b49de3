/** What the columns of a table of curves are: steps, times, names of runs and of metrics, values, settings. */
import { normalizeName } from '#data/import/column-names';
import { isMissing, parseNumber, type DecimalMark } from '#data/formats/table-numbers';
import type { ColumnRole, CurveImport } from '#spec/curve-import';
import { WorkbenchError } from '#spec/errors';
import { joinNames, quote } from '#spec/quote';

/** What the columns of one table are, by their place. */
export interface CurveColumns {
  file: string;
  names: string[];
  roles: ColumnRole[];
  /** Whether each row holds one value, and a column the name of its metric. */
  isLong: boolean;
}

/** Names of columns in small letters, those of the first list that has one. */
const known = {
  step: [
    ...['step', 'global_step', 'global step', '_step', 'trainer/global_step', 'iteration'],
    ...['iterations', 'iter', 'update', 'updates', 'batch', 'epoch', 'round'],
  ],
  time: [
    ...['seconds', '_runtime', 'runtime', 'elapsed', 'wall time', 'wall_time', 'walltime'],
    ...['_timestamp', 'timestamp', 'time', 'relative time (process)', 'relative time (wall)'],
  ],
  run: ['run', 'run_id', 'run id', 'run_name', 'experiment', 'trial'],
  metric: ['metric', 'tag', 'variable', 'key'],
  value: ['value'],
};

/** Settings that are numbers, which would be taken for curves. */
const settingNames = ['seed', 'training.seed', 'method', 'training.method', 'model'];

type Wanted = CurveImport['columns'];

/**
 * Finds what the columns are. `rows`: the first ones. Throws `validation` where a column that the user names is not there,
 * or none counts the steps.
 */
export function findColumns(
  file: string,
  names: string[],
  rows: readonly (readonly string[])[],
  { wanted, decimal }: { wanted: Wanted; decimal: DecimalMark },
): CurveColumns {
  const lower = names.map((name) => name.toLowerCase());
  const find = (candidates: readonly string[]): number =>
    candidates.map((name) => lower.indexOf(name)).find((at) => at >= 0) ?? -1;
  const choose = (name: string | undefined, candidates: readonly string[]): number =>
    name === undefined ? find(candidates) : findNamed(file, names, name);
  const [metric, value] = [find(known.metric), find(known.value)];
  const isLong = metric >= 0 && value >= 0;
  const places: Partial<Record<ColumnRole, number>> = {
    step: choose(wanted.step, known.step),
    time: choose(wanted.time, known.time),
    run: choose(wanted.run, known.run),
    ...(isLong ? { metric, value, name: find(['name']) } : {}),
  };
  if (places.step === -1)
    throw new WorkbenchError(
      'validation',
      `${quote(file)} has no column that counts steps: none is called step, iteration or epoch. Say which one it is: ${joinNames(names)}.`,
    );
  const ignored = wanted.ignored.map((name) => findNamed(file, names, name));
  const roles = names.map((name, column): ColumnRole => {
    if (ignored.includes(column)) return 'ignored';
    const placed = Object.entries(places).find(([, at]) => at === column)?.[0];
    if (placed !== undefined) return placed as ColumnRole;
    if (isLong) return 'setting';
    const cells = rows.map((row) => row[column] ?? '');
    return roleInWide(lower, name, cells, { decimal, isOfOneRun: places.run === -1 });
  });
  return { file, names, roles, isLong };
}

/** Of a table with a column for each metric: a curve where the cells are numbers, else a setting. */
function roleInWide(
  lower: readonly string[],
  name: string,
  cells: readonly string[],
  { decimal, isOfOneRun }: { decimal: DecimalMark; isOfOneRun: boolean },
): ColumnRole {
  // Weights & Biases exports the range of each smoothed value beside it.
  const base = /^(.+)__(?:min|max)$/i.exec(name)?.[1];
  if (base !== undefined && lower.includes(base.toLowerCase())) return 'ignored';
  if (settingNames.includes(name.toLowerCase()) || name.includes('training.')) return 'setting';
  const filled = cells.filter((cell) => !isMissing(cell));
  // A column that is still empty may have numbers further down.
  if (filled.every((cell) => !Number.isNaN(parseNumber(cell, decimal)))) return 'curve';
  // A remark that is the same in all rows tells the run from no other one.
  return isOfOneRun && new Set(filled).size === 1 ? 'ignored' : 'setting';
}

/** The place of a column by its name or, where none has it, its number from 1. */
function findNamed(file: string, names: readonly string[], wanted: string): number {
  const name = normalizeName(wanted);
  const at = names.indexOf(name);
  const number = /^\d+$/.test(name) ? Number(name) - 1 : -1;
  if (at >= 0) return at;
  if (number >= 0 && number < names.length) return number;
  throw new WorkbenchError(
    'validation',
    `${quote(file)} has no column ${quote(wanted)}. Its columns: ${joinNames(names)}.`,
  );
}
