import type { Run } from '#spec/run';
import { seedPath } from '#spec/study';
import { listDifferingSettings, readField, type RunField } from './run-field';

/**
 * The fields to group runs by, so that a group has the runs that differ in their seed only: the model where models
 * differ, and the settings that differ. Settings that follow from those before them are left out: those of the model
 * where the models differ, or a rate that every method has its own of. The axes of a study are always among them.
 * Runs that differ in nothing but their seed are one group, by their model.
 */
export function suggestGroupFields(runs: readonly Run[]): RunField[] {
  if (runs.length < 2) return [];
  const differing = listDifferingSettings(runs).filter((field) => field !== seedPath);
  const axes = new Set(runs.flatMap(({ study }) => Object.keys(study?.values ?? {})));
  const isAxis = (field: RunField): boolean => axes.has(field);
  const candidates = [
    'run.model',
    ...differing.filter(isAxis),
    ...differing.filter((field) => !isAxis(field)).sort(byImportance),
  ];
  const partition = new Partition(runs);
  const fields = candidates.filter((field) => partition.refine(field) || isAxis(field));
  return fields.length > 0 ? fields : ['run.model'];
}

/** The method first, then settings of training, the task, the model; else in the order of the file. */
function byImportance(a: RunField, b: RunField): number {
  return rankOf(a) - rankOf(b);
}

function rankOf(field: RunField): number {
  if (field === 'training.method') return -1;
  return ['training', 'task', 'model', 'diagnostics'].indexOf(field.split('.')[0] ?? '');
}

/** Runs in classes that are equal in all fields so far. */
class Partition {
  readonly #runs: readonly Run[];
  #classes: Int32Array;
  #count = 1;

  constructor(runs: readonly Run[]) {
    this.#runs = runs;
    this.#classes = new Int32Array(runs.length);
  }

  /** Splits the classes by a field; false where all of them have one value of it, so that it follows from the others. */
  refine(field: RunField): boolean {
    const next = new Map<string, number>();
    const classes = this.#classes.map((previous, index) => {
      const run = this.#runs[index];
      const name = `${previous}|${JSON.stringify(run ? readField(run, field) : null)}`;
      const known = next.get(name) ?? next.size;
      next.set(name, known);
      return known;
    });
    const isFiner = next.size > this.#count;
    if (isFiner) [this.#classes, this.#count] = [classes, next.size];
    return isFiner;
  }
}
