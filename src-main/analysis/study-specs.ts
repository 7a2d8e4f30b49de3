import { setSetting } from '#spec/apply-setting';
import { messageOf } from '#spec/errors';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { parseExperiment } from '#spec/parse-experiment';
import type { Problem } from '#spec/problems';
import { joinNames, quote, quoteValue } from '#spec/quote';
import type { AxisValue } from '#spec/study';
import type { StudyCell } from './study-cells';

/** A cell with the experiment that its run trains. */
export interface StudyRun extends StudyCell {
  spec: Experiment;
}

/** An axis whose setting or value a model does not have; the message is a sentence. */
export interface RefusedValue {
  message: string;
}

/** What a study sets for all of its runs; undefined: as the model has it. */
export interface RunLengths {
  steps?: number;
  evaluateEvery?: number;
}

/** The experiment of one combination: the model with the values on it. */
export function buildSpec(
  cell: Pick<StudyCell, 'model' | 'values'>,
  model: Experiment,
  lengths: RunLengths,
): Experiment | RefusedValue {
  const values = Object.entries(cell.values);
  const missing = values.flatMap(([path]) => describeMissingNode(path, cell.model, model) ?? []);
  if (missing[0] !== undefined) return { message: missing[0] };
  const common = Object.entries(lengths).flatMap(([key, value]: [string, number | undefined]) =>
    value === undefined ? [] : [[`training.${key}`, value] as const],
  );
  const settings = [...values, ...common];
  const { experiment, problems } = applySettings(model, settings);
  if (experiment) return pinSchedules(experiment, experiment.training.steps);
  return { message: blame(cell, model, values, problems) };
}

function describeMissingNode(path: string, id: string, { model }: Experiment): string | null {
  const [, node] = /^model\.nodes\.([^.]+)\./.exec(path) ?? [];
  if (node === undefined || Object.hasOwn(model.nodes, node)) return null;
  return `The axis ${quote(path)} names the node ${quote(node)}, which the model ${quote(id)} does not have. Its nodes are ${joinNames(Object.keys(model.nodes))}.`;
}

type Setting = readonly [path: string, value: AxisValue];

export interface Applied {
  experiment: Experiment | null;
  problems: Pick<Problem, 'message' | 'remedy' | 'setting'>[];
}

/** The experiment with other values of some settings; null with the problems where it cannot have them. */
export function applySettings(model: Experiment, settings: readonly Setting[]): Applied {
  try {
    let value: unknown = model;
    // Null leaves a setting out: no setting has null as a value.
    for (const [path, setting] of settings) value = setSetting(value, path, setting ?? undefined);
    return parseExperiment(withoutForeignSettings(dropUndefined(value), settings));
  } catch (error) {
    return { experiment: null, problems: [{ message: messageOf(error), remedy: '' }] };
  }
}

/**
 * Drops settings that belong to another kind of optimizer, schedule, layer or task than the one that an axis has chosen:
 * those beside the kind that do not fit it. Settings that an axis itself has set stay, so that they are refused.
 */
function withoutForeignSettings(value: unknown, settings: readonly Setting[]): unknown {
  const own = new Set(settings.map(([path]) => path));
  const holders = [...own].flatMap((path) => (path.endsWith('.kind') ? [path.slice(0, -5)] : []));
  if (holders.length === 0) return value;
  const issues = experimentSchema.safeParse(value).error?.issues ?? [];
  const misfits = issues.flatMap(({ path, ...issue }) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path],
  );
  const foreign = misfits.flatMap((path) => {
    const setting = path.map(String).join('.');
    const holder = holders.find((each) => setting.startsWith(`${each}.`));
    const key = holder === undefined ? '' : setting.slice(holder.length + 1).split('.')[0];
    return holder === undefined || own.has(`${holder}.${key}`) ? [] : [`${holder}.${key}`];
  });
  return dropUndefined(
    foreign.reduce<unknown>((kept, path) => setSetting(kept, path, undefined), value),
  );
}

/** Without keys that hold undefined, which a strict schema takes for settings. */
function dropUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropUndefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, dropUndefined(inner)]));
}

/** A sentence that names the axis and the value that keep the combination from being an experiment. */
function blame(
  { model: id }: Pick<StudyCell, 'model'>,
  model: Experiment,
  values: readonly Setting[],
  [problem]: Applied['problems'],
): string {
  // An axis may make sense only together with another one, so each is tried on top of those before it.
  const at = values.findIndex((_, index) => {
    const { experiment } = applySettings(model, values.slice(0, index + 1));
    return !experiment;
  });
  const named = values.find(([path]) => problem?.setting === path) ?? values[at];
  const reason = problem ? `${problem.message} ${problem.remedy}`.trim() : 'It does not fit.';
  if (!named) return `The model ${quote(id)} cannot be trained: ${reason}`;
  const [path, value] = named;
  return `The axis ${quote(path)} with the value ${quoteValue(value)} does not fit the model ${quote(id)}: ${reason}`;
}

/**
 * A cosine decay over "the whole run" gets the number of steps of the run, so that a run that trains to a rung first and
 * then on is the same as one that trains at once.
 */
function pinSchedules<T>(value: T, steps: number): T {
  if (Array.isArray(value)) return value.map((item: unknown) => pinSchedules(item, steps)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]: [string, unknown]) => [
    key,
    pinSchedules(inner, steps),
  ]);
  const pinned = Object.fromEntries(entries) as T & { kind?: unknown; over?: unknown };
  return pinned.kind === 'cosine' ? { ...pinned, over: pinned.over ?? steps } : pinned;
}

/** The experiment with another seed; null where it cannot have it. */
export function withSeed(spec: Experiment, seed: AxisValue): Experiment | null {
  const parsed = experimentSchema.shape.training.shape.seed.safeParse(seed);
  return parsed.success ? { ...spec, training: { ...spec.training, seed: parsed.data } } : null;
}

/**
 * What makes two runs the same, their seed and steps apart: the name of a model and the places of its nodes do not.
 * `countsSteps`: whether runs of different lengths are different ones.
 */
export function identityOf(modelId: string | null, spec: Experiment, countsSteps: boolean): string {
  return `${modelId ?? ''} ${countsSteps ? spec.training.steps : ''} ${settingsOf(spec)}`;
}

/** Runs are compared after every step of one of them; their experiments never change. */
const settings = new WeakMap<Experiment, string>();

function settingsOf(spec: Experiment): string {
  const known = settings.get(spec);
  if (known !== undefined) return known;
  const { model, task, training, diagnostics } = spec;
  const others = [task, { ...training, seed: null, steps: null }, diagnostics];
  const text = `${modelText(model)} ${JSON.stringify(others, sortKeys)}`;
  settings.set(spec, text);
  return text;
}

/** Many runs share one model, which is most of an experiment. */
const modelTexts = new WeakMap<Experiment['model'], string>();

function modelText(model: Experiment['model']): string {
  const text = modelTexts.get(model) ?? JSON.stringify(model, sortKeys);
  modelTexts.set(model, text);
  return text;
}

/** The order of the settings in a file means nothing. */
function sortKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
