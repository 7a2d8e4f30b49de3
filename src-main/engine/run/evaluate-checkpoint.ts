import { countNoun } from '#spec/count-noun';
import { createGenerator } from '#data/random';
import { createTickStream } from '#data/streams/tick-stream';
import { WorkbenchError } from '#spec/errors';
import type { EvaluationRequest, EvaluationResult } from '#spec/evaluation';
import type { Experiment } from '#spec/experiment';
import { sequenceTicks } from '#spec/task';
import { isStream, type TrainingData } from '../feed/source';
import { buildNetwork, type Network } from '../model/network';
import { devicePlacement } from '../step/devices';
import { StepRunner } from '../step/runner';
import { loadWeights } from './checkpoint';
import { damageOf } from './checkpoint-folder';
import { evaluate, evaluateStream, streamRows, type EvaluationPasses } from './evaluate';
import { evaluatePart, type ProgressEvent } from './evaluate-splits';

export interface CheckpointToEvaluate {
  spec: Experiment;
  dataset: TrainingData;
  /** Folder of the run's checkpoints, and the step of the one to evaluate. */
  checkpoints: string;
  step: number;
  signal: AbortSignal;
}

/**
 * Evaluates a checkpoint on one part of the data, by the same passes as a run evaluates itself: with the same threads and
 * the same backend the values are the same numbers. Yields its progress; returns null where the signal ended it. Every
 * tensor it makes is freed. Throws a WorkbenchError: `validation` where the task has no such part, or one without end
 * while all of it is asked for, or where no loss asks for anything in the examples; and as `loadWeights` does.
 */
export async function* evaluateCheckpoint(
  { spec, dataset, checkpoints, step, signal }: CheckpointToEvaluate,
  { part, examples: most }: EvaluationRequest,
): AsyncGenerator<ProgressEvent, EvaluationResult | null, void> {
  const size = partSize(spec, dataset, part);
  assertEvaluable(spec, size, { part, examples: most });
  const network = buildNetwork(spec.model, dataset.fields, spec.training.seed);
  const runner = new StepRunner({
    ...devicePlacement(network),
    compiled: spec.training.compiled,
  });
  try {
    await loadWeights(checkpoints, step, network).catch(refuseDamage);
    runner.pushVariables();
    const model = {
      evaluate: () => passesOver(network, { spec, dataset }, runner, { part, examples: most }),
      timed: <T>(work: () => T): T => work(),
    };
    const evaluated = yield* evaluatePart(model, part, { spec, dataset, signal });
    if (!evaluated) return null;
    const isWhole = evaluated.examples === size;
    if (evaluated.values.length === 0)
      throw nothingAsked({ part, examples: most }, evaluated.examples, isWhole);
    return { part, isWhole, ...evaluated };
  } finally {
    runner.dispose();
    network.dispose();
  }
}

function passesOver(
  network: Network,
  { spec, dataset }: Pick<CheckpointToEvaluate, 'spec' | 'dataset'>,
  runner: StepRunner,
  { part, examples: most }: EvaluationRequest,
): EvaluationPasses {
  return isStream(dataset)
    ? evaluateStream(network, dataset, part, spec.training.seed, runner, most)
    : evaluate(network, dataset.splits[part], runner, most);
}

/** The number of examples of a part, or of ticks of all rows; null where it has no end, 0 where there is no such part. */
function partSize(
  { training }: Experiment,
  dataset: TrainingData,
  part: EvaluationRequest['part'],
): number | null {
  if (!isStream(dataset)) return dataset.splits[part].count;
  const stream = createTickStream(dataset, part, {
    rows: streamRows,
    aligned: false,
    generator: createGenerator(training.seed, part),
    retainedTicks: 1,
  });
  if (!stream) return 0;
  return stream.ticks === null ? null : stream.ticks * streamRows;
}

function assertEvaluable(
  { task }: Experiment,
  size: number | null,
  { part, examples }: EvaluationRequest,
): void {
  if (sequenceTicks(task) === 'curriculum')
    throw new WorkbenchError(
      'validation',
      'The task grows with what the model can do, so that it has no fixed part to evaluate a checkpoint on. Its level and its bits are curves of the run.',
    );
  if (size === 0)
    throw new WorkbenchError(
      'validation',
      `The task has no ${part} part. Choose another part of the data.`,
    );
  if (size === null && examples === undefined)
    throw new WorkbenchError(
      'validation',
      `The ${part} part is generated without end. Say how many examples to evaluate.`,
    );
}

/** The advice of a damaged checkpoint is that of a run that is resumed; here another one can be evaluated. */
function refuseDamage(error: unknown): never {
  const sentence = damageOf(error);
  if (sentence === null) throw error;
  const { kind, details } = error as WorkbenchError;
  throw new WorkbenchError(kind, `${sentence} Evaluate another checkpoint.`, details);
}

/** The error for examples in which no loss asks for anything, such as the ticks before the first recall. */
function nothingAsked(
  { part, examples: wanted }: EvaluationRequest,
  examples: number,
  isWhole: boolean,
): WorkbenchError {
  if (isWhole)
    return new WorkbenchError(
      'validation',
      `Nothing is asked in the ${part} part. Choose another part of the data.`,
    );
  const rounded =
    wanted === undefined || wanted === examples
      ? ''
      : ` (${wanted}, rounded up to whole ticks of all ${streamRows} rows)`;
  return new WorkbenchError(
    'validation',
    `Nothing is asked within the first ${countNoun(examples, 'example')} of the ${part} part${rounded}: give a larger number of examples.`,
  );
}
