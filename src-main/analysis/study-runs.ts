import { findClosestMatch } from '#spec/closest-match';
import type { Experiment } from '#spec/experiment';
import { quote, quoteValue } from '#spec/quote';
import { endStep, type Run } from '#spec/run';
import { seedPath, type AxisValue, type StudyContent } from '#spec/study';
import { checkStudy } from './check-study';
import { countCells, listCells, maxStudyRuns, type StudyCell } from './study-cells';
import { checkMeasure, checkBaselineRuns } from './check-measure';
import { buildSpec, identityOf, withSeed, type RunLengths, type StudyRun } from './study-specs';

export interface ExpandedStudy {
  /** In the order in which they start. Empty where there are problems. */
  runs: StudyRun[];
  /** Sentences, the first few: each names the axis and the value. */
  problems: string[];
}

/** More problems help nobody. */
const maxProblems = 20;

/**
 * The runs of a study with their experiments, checked against their format. `models`: the experiments of its models, by
 * id; `knownIds`: of all models that a study can have, for suggestions.
 *
 *     const { runs, problems } = expandStudy(study, new Map([['recall-dni', template.spec]]));
 */
export function expandStudy(
  study: StudyContent,
  models: ReadonlyMap<string, Experiment>,
  knownIds: readonly string[] = [],
): ExpandedStudy {
  return finish(expandInSteps(study, models, knownIds));
}

/** The same in steps of less than a millisecond, for a program that has other work too: a thousand runs take 200 ms. */
export function* expandInSteps(
  study: StudyContent,
  models: ReadonlyMap<string, Experiment>,
  knownIds: readonly string[] = [],
): Generator<void, ExpandedStudy> {
  const missing = study.models.filter((id) => !models.has(id));
  const own = [
    ...new Set([...missing.map((id) => describeMissingModel(id, knownIds)), ...checkStudy(study)]),
  ];
  if (own.length > 0) return { runs: [], problems: own.slice(0, maxProblems) };
  const { runs, problems } = yield* buildRuns(study, models);
  const all =
    problems.length > 0
      ? problems
      : [...checkMeasure(study, runs), ...checkBaselineRuns(study, runs)];
  return { runs: all.length > 0 ? [] : runs, problems: all.slice(0, maxProblems) };
}

function describeMissingModel(id: string, knownIds: readonly string[]): string {
  const closest = findClosestMatch(id, knownIds);
  const hint = closest ? ` Did you mean ${quote(closest)}?` : '';
  return `There is no model and no template ${quote(id)}.${hint}`;
}

function finish<T>(steps: Generator<void, T>): T {
  let next = steps.next();
  while (!next.done) next = steps.next();
  return next.value;
}

/** What the study sets for all of its runs. */
export function lengthsOf({ halving, steps, evaluateEvery }: StudyContent): RunLengths {
  return { steps: halving ? halving.rungs.at(-1) : steps, evaluateEvery };
}

/** The runs whose experiments can be built, and what keeps the others from it. */
function* buildRuns(
  study: StudyContent,
  models: ReadonlyMap<string, Experiment>,
): Generator<void, ExpandedStudy> {
  const problems = new Set<string>();
  const lengths = lengthsOf(study);
  // The combinations repeat for every seed.
  const specs = new Map<string, Experiment | null>();
  const known = new Set<string>();
  const runs: StudyRun[] = [];
  for (const cell of listCells(study)) {
    if (problems.size >= maxProblems) break;
    yield;
    const base = specs.get(cell.combination) ?? build(cell);
    const spec = base && seeded(cell, base);
    // Worked out here, in steps, for `matchRuns`.
    if (spec && !known.has(cell.combination)) identityOf(cell.model, spec, false);
    known.add(cell.combination);
    if (spec) runs.push({ ...cell, spec });
  }
  return { runs, problems: [...problems] };

  function build(cell: StudyCell): Experiment | null {
    if (specs.has(cell.combination)) return null;
    const model = models.get(cell.model);
    const values = Object.fromEntries(
      Object.entries(cell.values).filter(([path]) => path !== seedPath),
    );
    const built = model ? buildSpec({ model: cell.model, values }, model, lengths) : null;
    const isBuilt = built !== null && !('message' in built);
    if (built && !isBuilt) problems.add(built.message);
    specs.set(cell.combination, isBuilt ? built : null);
    return isBuilt ? built : null;
  }

  function seeded(cell: StudyCell, spec: Experiment): Experiment | null {
    const seed: AxisValue | undefined = cell.values[seedPath];
    if (seed === undefined) return spec;
    const result = withSeed(spec, seed);
    if (!result)
      problems.add(
        `The axis '${seedPath}' with the value ${quoteValue(seed)} does not fit: a seed is a whole number from 0 to 4,294,967,295.`,
      );
    return result;
  }
}

/**
 * The runs of a study that are there already, by the cell that they are of: those with its model, its values and all
 * other settings. One of fewer steps can go on and is among them; one of more steps is another run, since a curve up to
 * an earlier step does not tell what the whole run would have had.
 */
export function matchRuns(
  study: Pick<StudyContent, 'axes'> & { id: string },
  wanted: readonly StudyRun[],
  runs: readonly Run[],
): Map<StudyRun, Run> {
  const countsSteps = Object.hasOwn(study.axes, 'training.steps');
  const keyOf = (identity: string, seed: number): string => `${seed} ${identity}`;
  const found = new Map<string, Run[]>();
  for (const run of runs) {
    if (!run.spec || run.study?.id !== study.id) continue;
    const key = keyOf(identityOf(run.modelId, run.spec, countsSteps), run.spec.training.seed);
    found.set(key, [...(found.get(key) ?? []), run]);
  }
  const identities = new Map<string, string>();
  const matches = new Map<StudyRun, Run>();
  for (const cell of wanted) {
    const { combination, model, spec } = cell;
    const identity = identities.get(combination) ?? identityOf(model, spec, countsSteps);
    identities.set(combination, identity);
    const equal = found.get(keyOf(identity, spec.training.seed)) ?? [];
    const [run] = equal.filter((one) => endStep(one) <= spec.training.steps).sort(byProgress);
    if (run) matches.set(cell, run);
  }
  return matches;
}

/** Of equal runs the one that counts comes first: the one that came further, at equal steps the later one. */
function byProgress(a: Run, b: Run): number {
  return progressOf(b) - progressOf(a) || (a.created < b.created ? 1 : -1);
}

function progressOf({ status, step }: Run): number {
  return step + (status === 'failed' ? -0.5 : 0);
}

/** A run of a study, with the cell that it is of. */
export interface FoundRun {
  cell: StudyRun;
  run: Run;
}

/**
 * The runs that the answer of a study is read from, in the order of its axes: the same ones that the study would not make
 * again.
 */
export function findStudyRuns(
  study: StudyContent & { id: string },
  runs: readonly Run[],
  models: ReadonlyMap<string, Experiment>,
): FoundRun[] {
  const { wanted, matches } = matchStudyRuns(study, runs, models);
  return wanted.flatMap((cell) => {
    const run = matches.get(cell);
    return run ? [{ cell, run }] : [];
  });
}

/**
 * What a study that has runs asks for, and which of it is there. A model that is not there any more is the one of its last
 * run.
 */
export function matchStudyRuns(
  study: StudyContent & { id: string },
  runs: readonly Run[],
  models: ReadonlyMap<string, Experiment>,
): { wanted: StudyRun[]; matches: Map<StudyRun, Run> } {
  const own = runs.filter((run) => run.study?.id === study.id);
  if (own.length === 0 || countCells(study) > maxStudyRuns)
    return { wanted: [], matches: new Map() };
  const wanted = buildOnce(study, addModelsOfRuns(study, models, own));
  return { wanted, matches: matchRuns(study, wanted, own) };
}

/** Builds in steps, and keeps, what `matchStudyRuns` and all that use it need of this study and these models. */
export function* buildInSteps(
  study: StudyContent & { id: string },
  runs: readonly Run[],
  models: ReadonlyMap<string, Experiment>,
): Generator<void, void> {
  const own = runs.filter((run) => run.study?.id === study.id);
  if (own.length === 0 || countCells(study) > maxStudyRuns) return;
  const known = addModelsOfRuns(study, models, own);
  const { runs: wanted } = yield* buildRuns(study, known);
  built.set(study, { specs: [...known.values()], runs: wanted });
}

/** Of runs that were deleted, those that the study would make again: no other run is in their place. */
export function findDeletedRuns(
  study: StudyContent & { id: string },
  runs: readonly Run[],
  deleted: readonly Run[],
  models: ReadonlyMap<string, Experiment>,
): Run[] {
  const { wanted } = matchStudyRuns(study, [...runs, ...deleted], models);
  const there = matchRuns(study, wanted, runs);
  const gone = matchRuns(study, wanted, deleted);
  return wanted.flatMap((cell) => (there.has(cell) ? [] : (gone.get(cell) ?? [])));
}

/** Of runs that a study has made, those that it would make again and that are neither there nor in the trash. */
export function findRemovedRuns(
  study: StudyContent & { id: string },
  { runs, trashed, models }: FoundOnDisk,
  made: readonly MadeCell[],
): StudyRun[] {
  const { wanted, matches } = matchStudyRuns(study, [...runs, ...trashed], models);
  const there = new Set([...runs, ...trashed].map(({ id }) => id));
  const removed = new Set(
    made
      .filter(({ runId }) => !there.has(runId))
      .map(({ modelId, values }) => cellKey(modelId, values)),
  );
  return wanted.filter(
    (cell) => !matches.has(cell) && removed.has(cellKey(cell.model, cell.values)),
  );
}

/** Of runs that a study has made, those of which it would make another one: no run that is matched is in their place. */
export function findUnmatched<T extends MadeCell>(
  wanted: readonly StudyRun[],
  matches: ReadonlyMap<StudyRun, Run>,
  made: readonly T[],
): T[] {
  const open = new Set(
    wanted.flatMap((cell) => (matches.has(cell) ? [] : cellKey(cell.model, cell.values))),
  );
  return made.filter(({ modelId, values }) => open.has(cellKey(modelId, values)));
}

function cellKey(modelId: string | null, values: MadeCell['values']): string {
  return JSON.stringify([modelId, Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** Of a run that a study has made: its model, and its values on the axes. */
export interface MadeCell {
  runId: string;
  modelId: string | null;
  values: Record<string, unknown>;
}

interface FoundOnDisk {
  runs: readonly Run[];
  /** Of the study only. */
  trashed: readonly Run[];
  models: ReadonlyMap<string, Experiment>;
}

function addModelsOfRuns(
  study: Pick<StudyContent, 'models'>,
  models: ReadonlyMap<string, Experiment>,
  runs: readonly Run[],
): Map<string, Experiment> {
  const known = new Map<string, Experiment>();
  for (const id of study.models) {
    const [last] = runs
      .filter(({ modelId }) => modelId === id)
      .sort((a, b) => (a.created < b.created ? 1 : -1));
    const spec = models.get(id) ?? last?.spec;
    if (spec) known.set(id, spec);
  }
  return known;
}

/** The last result for each study: the window reads an answer after every step of a run, and building takes its time. */
const built = new WeakMap<StudyContent, { specs: Experiment[]; runs: StudyRun[] }>();

function buildOnce(study: StudyContent, models: ReadonlyMap<string, Experiment>): StudyRun[] {
  const specs = [...models.values()];
  const known = built.get(study);
  if (known?.specs.length === specs.length && known.specs.every((spec, at) => spec === specs[at]))
    return known.runs;
  const { runs } = finish(buildRuns(study, models));
  built.set(study, { specs, runs });
  return runs;
}
