import type { Experiment } from '#spec/experiment';
import { quote, quoteValue } from '#spec/quote';
import { isEnded, type Run } from '#spec/run';
import { seedPath, type AxisValue, type StudyContent } from '#spec/study';
import { checkStudy } from './check-study';
import { listCells, type StudyCell } from './study-cells';
import { buildSpec, identityOf, withSeed, type StudyRun } from './study-specs';

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
 * id.
 *
 *     const { runs, problems } = expandStudy(study, new Map([['recall-dni', template.spec]]));
 */
export function expandStudy(
  study: StudyContent,
  models: ReadonlyMap<string, Experiment>,
): ExpandedStudy {
  const missing = study.models.filter((id) => !models.has(id));
  const problems = new Set([
    ...missing.map((id) => `There is no model and no template ${quote(id)}.`),
    ...checkStudy(study),
  ]);
  if (problems.size > 0) return { runs: [], problems: [...problems].slice(0, maxProblems) };
  const steps = study.halving ? study.halving.rungs.at(-1) : study.steps;
  // The combinations repeat for every seed.
  const specs = new Map<string, Experiment | null>();
  const runs: StudyRun[] = [];
  for (const cell of listCells(study)) {
    if (problems.size >= maxProblems) break;
    const base = specs.get(cell.combination) ?? build(cell);
    const spec = base && seeded(cell, base);
    if (spec) runs.push({ ...cell, spec });
  }
  return problems.size > 0 ? { runs: [], problems: [...problems] } : { runs, problems: [] };

  function build(cell: StudyCell): Experiment | null {
    if (specs.has(cell.combination)) return null;
    const model = models.get(cell.model);
    const values = Object.fromEntries(
      Object.entries(cell.values).filter(([path]) => path !== seedPath),
    );
    const built = model ? buildSpec({ model: cell.model, values }, model, steps) : null;
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

/** The runs of a study that are there already, by the cell that they are of. */
export function matchRuns(
  study: Pick<StudyContent, 'axes'> & { id: string },
  wanted: readonly StudyRun[],
  runs: readonly Run[],
): Map<StudyRun, Run> {
  const countsSteps = Object.hasOwn(study.axes, 'training.steps');
  const keyOf = (identity: string, seed: number): string => `${seed} ${identity}`;
  const found = new Map<string, Run>();
  for (const run of runs) {
    if (run.study?.id !== study.id) continue;
    const key = keyOf(identityOf(run.modelId, run.spec, countsSteps), run.spec.training.seed);
    const other = found.get(key);
    if (!other || progressOf(run) >= progressOf(other)) found.set(key, run);
  }
  const identities = new Map<string, string>();
  const matches = new Map<StudyRun, Run>();
  for (const cell of wanted) {
    const { combination, model, spec } = cell;
    const identity = identities.get(combination) ?? identityOf(model, spec, countsSteps);
    identities.set(combination, identity);
    const run = found.get(keyOf(identity, spec.training.seed));
    if (run) matches.set(cell, run);
  }
  return matches;
}

/** Of two equal runs, the one that counts: the one that came further, at equal steps the later one. */
function progressOf({ status, step }: Run): number {
  return step + (status === 'failed' ? -0.5 : 0);
}

/**
 * Whether a run has nothing left to do until `steps`: it has trained them, was ended early by its own time limit, or has
 * diverged, which it would do again.
 */
export function isRunDone({ status, step, failedStep, spec }: Run, steps: number): boolean {
  if (!isEnded(status)) return false;
  if (status === 'failed' && failedStep !== null) return true;
  if (status === 'finished') return Math.max(step, spec.training.steps) >= steps;
  // At the last of its steps the evaluation may be missing.
  return step > steps || (step === steps && spec.training.steps > steps);
}
