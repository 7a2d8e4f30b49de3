import { formatVersion, type Experiment } from '#spec/experiment';
import {
  seedPath,
  type Axis,
  type AxisValue,
  type StudyContent,
  type StudyInput,
} from '#spec/study';
import { freeName } from '#spec/taken-name';
import { listWrittenValues } from './axis-text';

/** Changes of a study's question, and what can be read off it. Pure functions. */

type Question = Pick<StudyContent, 'axes' | 'search' | 'baseline'>;
export type QuestionChanges = Partial<StudyContent>;

/** The axes but that of seeds, in their order. */
export function listAxes({ axes }: Pick<StudyContent, 'axes'>): [string, Axis][] {
  return Object.entries(axes).filter(([path]) => path !== seedPath);
}

/** The seeds; empty where the study leaves the seed of the model. */
export function readSeeds({ axes }: Pick<StudyContent, 'axes'>): number[] {
  const axis = axes[seedPath];
  return axis ? listWrittenValues(axis).filter((value) => typeof value === 'number') : [];
}

export function setSeeds({ axes }: Question, seeds: readonly number[]): QuestionChanges {
  return { axes: { ...axes, [seedPath]: [...seeds] } };
}

/** So many seeds: those that are there, and the numbers that follow the largest one. */
export function changeSeedCount(seeds: readonly number[], count: number): number[] {
  const next = Math.max(0, ...seeds) + 1;
  const more = Array.from({ length: Math.max(0, count - seeds.length) }, (_, i) => next + i);
  return [...seeds.slice(0, count), ...more];
}

export function addSeed(question: Question): QuestionChanges {
  const seeds = readSeeds(question);
  return setSeeds(question, changeSeedCount(seeds, seeds.length + 1));
}

/** A draw needs a random search, which is turned on with it. */
export function setAxis(
  { axes, search, baseline }: Question,
  path: string,
  axis: Axis,
): QuestionChanges {
  const isDraw = !Array.isArray(axis) && 'draw' in axis;
  return {
    axes: { ...axes, [path]: axis },
    ...(isDraw && search.kind === 'grid'
      ? { search: { kind: 'random', samples: 10, seed: 1 } }
      : {}),
    baseline: keepBaseline(baseline, { ...axes, [path]: axis }),
  };
}

export function removeAxis({ axes, baseline }: Question, path: string): QuestionChanges {
  const kept = Object.fromEntries(Object.entries(axes).filter(([other]) => other !== path));
  return { axes: kept, baseline: keepBaseline(baseline, kept) };
}

/** A baseline of values that are no longer on the axes is none. */
function keepBaseline(
  baseline: StudyContent['baseline'],
  axes: StudyContent['axes'],
): StudyContent['baseline'] {
  if (!baseline) return undefined;
  const kept = Object.entries(baseline).filter(([path, value]) => {
    const axis = axes[path];
    return axis && listWrittenValues(axis).some((other) => isSameValue(other, value));
  });
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

export function setBaseline(
  { baseline }: Question,
  path: string,
  value: AxisValue | undefined,
): QuestionChanges {
  const others = Object.entries(baseline ?? {}).filter(([other]) => other !== path);
  const entries = value === undefined ? others : [...others, [path, value] as const];
  return { baseline: entries.length > 0 ? Object.fromEntries(entries) : undefined };
}

export function isSameValue(a: AxisValue, b: AxisValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The paths of the axes on which only numbers are, so that a figure can have them on its x axis. */
export function listNumericAxes(question: Pick<StudyContent, 'axes'>): string[] {
  return listAxes(question)
    .filter(([, axis]) => {
      const values = listWrittenValues(axis);
      return values.length > 1 && values.every((value) => typeof value === 'number');
    })
    .map(([path]) => path);
}

/** Whether the values of an axis are spaced by equal ratios rather than equal steps, so that its scale is logarithmic. */
export function isLogAxis(axis: Axis): boolean {
  if (!Array.isArray(axis))
    return 'logRange' in axis || ('draw' in axis && axis.draw.scale === 'log');
  const numbers = axis.filter((value): value is number => typeof value === 'number');
  const low = Math.min(...numbers);
  return numbers.length > 1 && low > 0 && Math.max(...numbers) / low >= 10;
}

/** Training steps of every run; undefined where the models are not there. */
export function readSteps(
  { steps, halving }: Pick<StudyContent, 'steps' | 'halving'>,
  spec: Experiment | null,
): number | undefined {
  return steps ?? halving?.rungs.at(-1) ?? spec?.training.steps;
}

/** The last rung of successive halving is the number of steps of a run. */
export function setSteps(
  { halving }: Pick<StudyContent, 'halving'>,
  steps: number,
): QuestionChanges {
  return halving ? { steps, halving: { ...halving, rungs: suggestRungs(steps) } } : { steps };
}

/** Whether two studies ask the same of the same models, seeds apart. */
export function isSameQuestion(a: StudyContent, b: StudyContent): boolean {
  const textOf = (study: StudyContent): string =>
    JSON.stringify([study.models, listAxes(study), study.search, study.halving, study.steps]);
  return textOf(a) === textOf(b);
}

/** Rungs of successive halving: each has twice the steps of the one before it, and the last one is the whole run. */
export function suggestRungs(steps: number): number[] {
  const rungs = [8, 4, 2, 1].map((part) => Math.round(steps / part)).filter((rung) => rung >= 1);
  return [...new Set(rungs)];
}

const maxName = 200;

/** The name that a new study of a model gets. */
function nameOfStudy(modelName: string): string {
  return `Study of ${modelName}`.slice(0, maxName);
}

/**
 * The change of models of a study, with its name as long as that is the one that it got from its first model, with or
 * without a number: it is then of the first model that it has now. `nameOf`: of a model. `taken`: names of other studies.
 */
export function changeModels(
  { models, name }: Pick<StudyContent, 'models'> & { name: string },
  changed: string[],
  { nameOf, taken }: { nameOf: (modelId: string) => string; taken: readonly string[] },
): QuestionChanges {
  const [before, after] = [models[0], changed[0]];
  if (before === undefined || after === undefined || before === after) return { models: changed };
  const given = nameOfStudy(nameOf(before));
  const isGiven = name.startsWith(given) && /^( \d+)?$/.test(name.slice(given.length));
  if (!isGiven) return { models: changed };
  return { models: changed, name: freeName(nameOfStudy(nameOf(after)), taken) };
}

/** A question that is not asked yet: a model with one seed after the other. */
export function newQuestion(modelId: string, modelName: string): StudyInput {
  return {
    version: formatVersion,
    name: nameOfStudy(modelName),
    models: [modelId],
    axes: { [seedPath]: [1, 2, 3] },
  };
}

/** The question of another study, to be changed: it has a comparison of its own. */
export function copyQuestion(content: StudyContent): StudyInput {
  const suffix = ', copy';
  const name = `${(content.name ?? 'Study').slice(0, maxName - suffix.length)}${suffix}`;
  return { ...content, name, comparisonId: undefined };
}
