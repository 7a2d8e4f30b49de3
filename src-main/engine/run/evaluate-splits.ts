import { takeTurn } from '#files/take-turn';
import type { Experiment } from '#spec/experiment';
import type { SplitName } from '#spec/task';
import type { TrainEvent } from '#spec/train-events';
import type { TrainingData } from '../feed/source';
import type { EvaluationPasses } from './evaluate';
import { computeLossMetrics } from './loss-metrics';

/** Shorter evaluations show no progress; longer ones show it at this interval. */
const [firstProgressMs, progressEveryMs] = [200, 100];

export type ProgressEvent = Extract<TrainEvent, { kind: 'progress' }>;

export interface EvaluatedModel {
  /** The losses of a split, pass by pass; null where there is no such split. */
  evaluate: (split: SplitName) => EvaluationPasses;
  /** Runs a pass, and may count its time. */
  timed: <T>(work: () => T) => T;
}

export interface EvaluateOptions {
  spec: Experiment;
  dataset: TrainingData;
  /** Ends the evaluation after the pass that runs. */
  signal: AbortSignal;
}

/** The metrics of a part of the data, and the number of examples, or of ticks of all rows, that they are of. */
export interface EvaluatedPart {
  values: [metric: string, value: number][];
  examples: number;
}

/**
 * Evaluates the validation and the test split, pass by pass: after each the event loop may get a turn, and progress
 * may be yielded, at which a consumer can pause. Returns the metrics of both; null where the signal ended it before
 * it was complete.
 */
export async function* evaluateSplits(
  model: EvaluatedModel,
  options: EvaluateOptions,
): AsyncGenerator<ProgressEvent, [metric: string, value: number][] | null, void> {
  const pace = new ProgressPace();
  const metrics: [string, number][] = [];
  for (const split of ['validation', 'test'] as const) {
    const part = yield* evaluatePart(model, split, options, pace);
    if (!part) return null;
    metrics.push(...part.values);
  }
  return metrics;
}

/** The same of one split. A split that does not exist has no metrics of no examples. */
export async function* evaluatePart(
  { evaluate, timed }: EvaluatedModel,
  split: SplitName,
  { spec, dataset, signal }: EvaluateOptions,
  pace = new ProgressPace(),
): AsyncGenerator<ProgressEvent, EvaluatedPart | null, void> {
  const passes = evaluate(split);
  let examples = 0;
  try {
    let pass = timed(() => passes.next());
    for (; !pass.done; pass = timed(() => passes.next())) {
      examples = pass.value.done;
      await takeTurn();
      if (!signal.aborted && pace.isDue()) {
        yield { kind: 'progress', phase: 'evaluating', split, ...pass.value };
        pace.restart();
      }
      if (signal.aborted) return null;
    }
    const values = pass.value ? computeLossMetrics(split, pass.value, spec, dataset.fields) : [];
    return { values, examples };
  } finally {
    passes.return(null);
  }
}

/** When progress is shown. */
class ProgressPace {
  #next = performance.now() + firstProgressMs;

  isDue(): boolean {
    return performance.now() >= this.#next;
  }

  /** To be called when a consumer has taken it, which may take as long as a pause. */
  restart(): void {
    this.#next = performance.now() + progressEveryMs;
  }
}
