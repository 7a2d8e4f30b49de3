import { countNoun } from './count-noun';
import type { Experiment } from './experiment';
import type { Fix, Problem } from './problems';
import { labelSetting } from './setting-label';
import { isSequential, sequenceTicks, type Task } from './task';
import type { TaskData, TrainingMachine } from './task-data';
import { formatCount, set, warning } from './unusual-warning';
import { inferUpdateWindows, isTemporal } from './update-windows';

/** Parts of the data that are missing, or smaller than a batch. */
export function checkParts({ task, training }: Experiment, data: TaskData | null): Problem[] {
  const counts = data?.counts;
  const problems: Problem[] = [];
  const validation = counts?.validation ?? ('validation' in task ? task.validation : null);
  const key = task.kind === 'text' ? 'validationFraction' : 'validation';
  const label = labelSetting(`task.${key}`, task.kind);
  if (!data?.problem && validation === 0)
    problems.push(
      warning(
        { setting: `task.${key}` },
        'The data has no validation part, so that no step of a run can be chosen without looking at the test part.',
        key === 'validation'
          ? `Set '${label}' to a number of examples, which are taken from the training part.`
          : `Set '${label}', for example to 0.05.`,
        validationFix(task, counts),
      ),
    );
  if (counts && !isSequential(task) && counts.train < training.batch)
    problems.push(
      warning(
        { setting: 'training.batch' },
        `The batch has ${countNoun(training.batch, 'example')}, and the training part ${formatCount(counts.train)}: each batch repeats some.`,
        `Lower it to ${formatCount(counts.train)} or less.`,
        set('training.batch', Math.max(1, counts.train)),
      ),
    );
  return problems;
}

/** Products of bfloat16 on a machine that has no arithmetic for them, or in a step that has none. */
export function checkPrecision(
  { training }: Experiment,
  machine: TrainingMachine | null,
): Problem[] {
  if (training.precision !== 'bfloat16') return [];
  const reason = training.compiled
    ? machine?.bfloat16 === false &&
      'This machine has no fast arithmetic for bfloat16 (AMX, AVX-512 BF16 or a GPU): steps take longer than in float32.'
    : 'Only compiled steps have products of bfloat16: this run trains in float32.';
  if (!reason) return [];
  const label = labelSetting('training.precision');
  return [
    warning(
      { setting: 'training.precision' },
      reason,
      `Set '${label}' to float32.`,
      set('training.precision', 'float32'),
    ),
  ];
}

/** A tenth of the training part, where it can be split. */
function validationFix(task: Task, counts: TaskData['counts'] | undefined): Fix | undefined {
  if (task.kind === 'text') return set('task.validationFraction', 0.05);
  const examples = Math.floor((counts?.train ?? 0) / 10);
  return 'validation' in task && examples > 0 ? set('task.validation', examples) : undefined;
}

/** How many times as long a training step takes as the forward pass of an evaluation. */
const trainingCost = 3;

/** A run of so many steps is to be resumed where it is interrupted. */
const longRun = 20_000;

/** The number times a factor, as a round number of one digit that is not below it. */
function raiseTo(number: number, factor: number): number {
  const least = Math.max(1, number * factor);
  const digit = 10 ** Math.floor(Math.log10(least));
  return Math.ceil(least / digit) * digit;
}

/** Evaluations and checkpoints that are never made, or take longer than training. */
export function checkSchedule(experiment: Experiment, data: TaskData | null): Problem[] {
  const { task, training, diagnostics } = experiment;
  const { steps, evaluateEvery, checkpointEvery, batch, method } = training;
  const problems: Problem[] = [];
  const twentieth = Math.max(1, Math.floor(steps / 20));
  if (evaluateEvery > steps)
    problems.push(
      warning(
        { setting: 'training.evaluateEvery' },
        `The run has ${countNoun(steps, 'step')} and is evaluated every ${formatCount(evaluateEvery)}: only before the first step and after the last.`,
        "Lower 'Evaluate every' to see a curve.",
        set('training.evaluateEvery', twentieth),
      ),
    );
  const { validation = 0, test = 0 } = data?.counts ?? {};
  const trained = evaluateEvery * batch * (inferUpdateWindows(experiment)?.step ?? 1);
  const isFinite = !isSequential(task) || task.kind === 'text' || task.kind === 'sequence';
  if (isFinite && validation + test > trainingCost * trained)
    problems.push(
      warning(
        { setting: 'training.evaluateEvery' },
        `Between two evaluations ${countNoun(trained, 'example')} ${trained === 1 ? 'is' : 'are'} trained on, and each evaluates ${formatCount(validation + test)}: evaluating takes longer than training.`,
        "Raise 'Evaluate every'.",
        set(
          'training.evaluateEvery',
          raiseTo(evaluateEvery, (validation + test) / trainingCost / trained),
        ),
      ),
    );
  if (checkpointEvery < 10 && steps > 100)
    problems.push(
      warning(
        { setting: 'training.checkpointEvery' },
        `A checkpoint is written every ${checkpointEvery === 1 ? 'step' : `${checkpointEvery} steps`}, ${formatCount(steps / checkpointEvery)} in all: writing them mostly takes longer than training.`,
        "Raise 'Checkpoint every'.",
        set('training.checkpointEvery', twentieth),
      ),
    );
  if (checkpointEvery > steps && steps >= longRun)
    problems.push(
      warning(
        { setting: 'training.checkpointEvery' },
        `The run has ${countNoun(steps, 'step')} and a checkpoint every ${formatCount(checkpointEvery)}: only the first and the last step have one, and all is lost where the run is interrupted.`,
        "Lower 'Checkpoint every'.",
        set('training.checkpointEvery', twentieth),
      ),
    );
  const usesProbe = method === 'dni' && diagnostics.every > 0;
  const hasInterfaces = experiment.model.edges.some(({ decoupled }) => decoupled);
  if (usesProbe && hasInterfaces && diagnostics.every > steps)
    problems.push(
      warning(
        { setting: 'diagnostics.every' },
        `The run has ${countNoun(steps, 'step')} and its interfaces are examined every ${formatCount(diagnostics.every)}: only before the first step, when nothing is learnt yet.`,
        "Lower 'Look every' to see how well they predict.",
        set('diagnostics.every', twentieth),
      ),
    );
  if (usesProbe && diagnostics.batch > diagnostics.every * batch)
    problems.push(
      warning(
        { setting: 'diagnostics.every' },
        `The interfaces are examined on ${formatCount(diagnostics.batch)} examples every ${diagnostics.every === 1 ? 'step' : `${diagnostics.every} steps`} of ${formatCount(batch)}: that takes longer than training.`,
        "Raise 'Look every'.",
        set('diagnostics.every', raiseTo(1, diagnostics.batch / batch)),
      ),
    );
  return problems;
}

/** An unroll that is longer than a whole sequence, or too short to learn from what was before. */
export function checkUnroll(experiment: Experiment): Problem[] {
  const { task, training } = experiment;
  const short = checkShortUnroll(experiment);
  if (short) return [short];
  const ticks = sequenceTicks(task);
  const windows = Object.values(inferUpdateWindows(experiment)?.modules ?? {});
  const longest = windows.reduce((most, window) => Math.max(most, window), 0);
  if (typeof ticks !== 'number' || longest <= ticks) return [];
  const key = training.method === 'backprop' ? 'fullUnroll' : 'unroll';
  return [
    warning(
      { setting: `training.${key}` },
      `A sequence of the task has ${countNoun(ticks, 'tick')}, and a module is unrolled over ${formatCount(longest)}: no gradient goes further back than a sequence.`,
      `Lower '${labelSetting(`training.${key}`)}' to ${formatCount(ticks)}.`,
      { kind: 'setSetting', path: `training.${key}`, value: ticks },
    ),
  ];
}

/** After an unroll of one tick no gradient goes back in time, unless a synthesizer predicts it. */
function checkShortUnroll({ model, task, training }: Experiment): Problem | null {
  if (!isSequential(task) || !isTemporal(model)) return null;
  const key = training.method === 'backprop' ? 'fullUnroll' : 'unroll';
  const isPredicted =
    training.method === 'dni' && model.edges.some(({ delay, decoupled }) => delay && decoupled);
  if (training[key] !== 1 || isPredicted) return null;
  const ticks = sequenceTicks(task);
  const longer = typeof ticks === 'number' ? Math.min(8, ticks) : 8;
  return warning(
    { setting: `training.${key}` },
    'The model is recurrent and unrolled over one tick: no gradient goes back in time, so that it learns to remember nothing.',
    `Raise '${labelSetting(`training.${key}`)}', for example to ${longer}.`,
    set(`training.${key}`, longer),
  );
}
