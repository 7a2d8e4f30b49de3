/**
 * The experiments that a study trains: its models as they were when its first run was made. A model that was edited since
 * changes neither what its runs say nor which are left.
 */
import { quote } from '#spec/quote';
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import { seedPath, type StudyContent } from '#spec/study';
import { countCells, listCells, maxStudyRuns } from './study-cells';
import { lengthsOf, matchStudyRuns } from './study-runs';
import { buildSpec, identityOf } from './study-specs';

type SavedStudy = StudyContent & { id: string };
type Models = ReadonlyMap<string, Experiment>;

export interface ModelSources {
  /** The models as they are saved now, and templates, by id. */
  current: Models;
  /** Those that the study has kept; none where it was begun by an earlier version of the program. */
  kept: Models;
  runs: readonly Run[];
}

/** The experiments of the models of a study, by id. Models of which nothing is known are left out. */
export function resolveStudyModels(
  study: SavedStudy,
  { current, kept, runs }: ModelSources,
): Map<string, Experiment> {
  const own = runs.filter((run) => run.study?.id === study.id);
  const resolve = (id: string): Experiment | undefined =>
    own.length === 0 ? current.get(id) : (kept.get(id) ?? takeBack(study, id, current, own));
  return new Map(
    study.models.flatMap((id) => {
      const spec = resolve(id);
      return spec ? [[id, spec] as const] : [];
    }),
  );
}

/** Experiments of runs that are tried at most. */
const maxTried = 8;

/**
 * The model from which most of the study's runs of it were made: the saved one where it fits as well as any other, else
 * the experiment of a run, on which the study sets the values of all of its axes anew.
 */
function takeBack(
  study: SavedStudy,
  id: string,
  current: Models,
  runs: readonly Run[],
): Experiment | undefined {
  const saved = current.get(id);
  const own = runs.filter(({ modelId }) => modelId === id);
  if (own.length === 0 || countCells(study) > maxStudyRuns) return saved;
  const key = `${id} ${own.map((run) => run.id).join(' ')}`;
  const known = takenBack.get(study);
  if (known?.key === key && known.saved === saved) return known.spec;
  const question = { ...study, models: [id] };
  let spec = saved;
  let most = 0;
  for (const candidate of [...(saved ? [saved] : []), ...onePerCombination(own)]) {
    const count = matchStudyRuns(question, own, new Map([[id, candidate]])).matches.size;
    if (count > most) [spec, most] = [candidate, count];
    if (most === own.length) break;
  }
  takenBack.set(study, { key, saved, spec });
  return spec;
}

/** The last result for each study: the window asks again whenever a run changes. */
const takenBack = new WeakMap<
  SavedStudy,
  { key: string; saved: Experiment | undefined; spec: Experiment | undefined }
>();

/** Runs that differ in their seed only come from the same model alike. */
function onePerCombination(runs: readonly Run[]): Experiment[] {
  const specs = new Map<string, Experiment>();
  for (const { study, spec } of runs)
    if (spec) specs.set(JSON.stringify({ ...study?.values, [seedPath]: null }), spec);
  return [...specs.values()].slice(0, maxTried);
}

/** Of the models of a study, those of which its runs would come out different if they were as they are saved now. */
export function listChangedModels(study: StudyContent, models: Models, current: Models): string[] {
  if (countCells(study) > maxStudyRuns) return [];
  return [...new Set(study.models)].filter((id) => {
    const [before, after] = [models.get(id), current.get(id)];
    if (!before || !after || before === after) return false;
    const cells = listCells({ ...study, models: [id] });
    return [cells[0], cells.at(-1)].some(
      (cell) => cell && describeRun(study, cell, before) !== describeRun(study, cell, after),
    );
  });
}

function describeRun(
  study: StudyContent,
  cell: Parameters<typeof buildSpec>[0],
  model: Experiment,
): string {
  const spec = buildSpec(cell, model, lengthsOf(study));
  if ('message' in spec) return spec.message;
  return `${spec.training.seed} ${identityOf(cell.model, spec, true)}`;
}

/** The notice of changed models; null where none has changed. */
export function describeChangedModels(names: readonly string[]): string | null {
  if (names.length === 0) return null;
  const texts = names.map((name) => quote(name));
  const last = texts.pop() ?? '';
  const quoted = texts.length === 0 ? last : `${texts.join(', ')} and ${last}`;
  return names.length === 1
    ? `The model ${quoted} has changed since this study began; the study goes on with the model as it was.`
    : `The models ${quoted} have changed since this study began; the study goes on with the models as they were.`;
}

/** The finished runs that count in the answer now, and would not if the study used its models as they are saved now. */
export function countLostRuns(
  study: SavedStudy,
  runs: readonly Run[],
  models: Models,
  current: Models,
): number {
  const countedWith = (specs: Models): Run[] => [
    ...matchStudyRuns(study, runs, specs).matches.values(),
  ];
  const then = new Set(countedWith(new Map([...models, ...current])));
  return countedWith(models).filter((run) => run.status === 'finished' && !then.has(run)).length;
}
