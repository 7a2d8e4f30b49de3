import { seedPath, type AxisValue, type StudyContent } from '#spec/study';
import { drawAxisValue, listAxisValues } from './study-axes';

/** The question of a study, without its name and what is measured. */
export type StudyQuestion = Pick<StudyContent, 'models' | 'axes' | 'search'>;

/** One run that a study wants: a model, and a value on each axis. */
export interface StudyCell {
  model: string;
  /** By path, those of `training.seed` included. */
  values: Record<string, AxisValue>;
  /** Equal for the cells that differ in their seed only. */
  combination: string;
}

/** A study has at most so many runs. */
export const maxStudyRuns = 10_000;

/** The paths of the axes, without that of the seeds. */
export function listAxisPaths({ axes }: Pick<StudyContent, 'axes'>): string[] {
  return Object.keys(axes).filter((path) => path !== seedPath);
}

/** How many runs a study wants at most; a random search may find fewer that differ. */
export function countCells({ models, axes, search }: StudyQuestion): number {
  const sizes = Object.entries(axes).map(([path, axis]) =>
    search.kind === 'random' && path !== seedPath ? 1 : (listAxisValues(axis)?.length ?? 1),
  );
  const samples = search.kind === 'random' ? search.samples : 1;
  return sizes.reduce((product, size) => product * size, new Set(models).size * samples);
}

/**
 * The runs of a study in the order in which they start: all combinations with the first seed, then with the second, and
 * so on, so that there is an answer early. Not to be called where `countCells` gives more than `maxStudyRuns`.
 */
export function listCells(study: StudyQuestion): StudyCell[] {
  const seeds = seedValues(study);
  const combinations = listCombinations(study);
  const models = [...new Set(study.models)];
  return seeds.flatMap((seed) =>
    combinations.flatMap((combination) =>
      models.map((model) => ({
        model,
        values: seed === undefined ? combination : { ...combination, [seedPath]: seed },
        combination: JSON.stringify([model, ...Object.values(combination)]),
      })),
    ),
  );
}

/** Undefined alone where the seed is that of the model. */
function seedValues({ axes }: StudyQuestion): (AxisValue | undefined)[] {
  const axis = axes[seedPath];
  return (axis && listAxisValues(axis)) ?? [undefined];
}

/** The values on the axes other than the seed. */
function listCombinations(study: StudyQuestion): Record<string, AxisValue>[] {
  return study.search.kind === 'grid' ? listGrid(study) : listRandom(study, study.search.samples);
}

function listGrid(study: StudyQuestion): Record<string, AxisValue>[] {
  let combinations: Record<string, AxisValue>[] = [{}];
  for (const path of listAxisPaths(study)) {
    const axis = study.axes[path];
    const values = (axis && listAxisValues(axis)) ?? [];
    combinations = combinations.flatMap((combination) =>
      values.map((value) => ({ ...combination, [path]: value })),
    );
  }
  return combinations;
}

/** Draws until there are so many that differ; where all have been drawn that there are, the draws end. */
function listRandom(study: StudyQuestion, samples: number): Record<string, AxisValue>[] {
  const axes = Object.entries(study.axes).filter(([path]) => path !== seedPath);
  const found = new Map<string, Record<string, AxisValue>>();
  // Lists of few values repeat themselves: the limit ends a search for combinations that do not exist.
  for (let index = 0; found.size < samples && index < 20 * samples + 1000; index += 1) {
    const combination = Object.fromEntries(
      axes.map(([path, axis]) => [path, drawAxisValue(study, path, axis, index)]),
    );
    const key = JSON.stringify(combination);
    if (!found.has(key)) found.set(key, combination);
  }
  return [...found.values()];
}
