import { listDifferingSettings, readField, type FieldValue } from '#analysis/run-field';
import { modelName, type Run } from '#spec/run';

/** What stands beside every value in a table of all values of many runs. */
export interface RunDescription {
  /** The id. */
  run: string;
  name: string;
  model: string;
  /** '' where it is not known. */
  method: string;
  seed: number | null;
}

export function describeRun(run: Run): RunDescription {
  const { id, name, method, seed } = run;
  return { run: id, name, model: modelName(run), method: method ?? '', seed };
}

/** A setting in which the runs differ: a column beside their values, so that a sweep can be read from the table. */
export interface SettingColumn {
  /** Its path, such as `training.optimizer.rate`. */
  name: string;
  /** Whether all runs have a number there, or nothing. */
  isNumber: boolean;
  read(run: Run): FieldValue;
}

/** Those that `RunDescription` has. */
const described = ['training.method', 'training.seed'];

export function listSettingColumns(runs: readonly Run[]): SettingColumn[] {
  return listDifferingSettings(runs)
    .filter((field) => !described.includes(field))
    .map((field) => ({
      name: field,
      isNumber: runs.every((run) => ['number', 'object'].includes(typeof readField(run, field))),
      read: (run) => readField(run, field),
    }));
}
