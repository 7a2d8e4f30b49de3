import type { Experiment } from '#spec/experiment';
import type { TrainEvent } from '#spec/train-events';
import type { TrainingData } from '../feed/source';
import { computeLossMetrics } from './loss-metrics';
import type { EventLoopTurns } from '#data/event-loop-turns';
import type { TrainingSession } from './session';

/** Shorter evaluations show no progress; longer ones show it at this interval. */
const [firstProgressMs, progressEveryMs] = [200, 100];

/**
 * Evaluates the validation and the test split, pass by pass: after each the event loop may get a turn, and progress
 * may be yielded, at which a consumer can pause. Returns the metrics of both; null where the signal ended it before
 * it was complete.
 */
export async function* evaluateSplits(
  session: Pick<TrainingSession, 'evaluate' | 'timed'>,
  { spec, dataset, signal }: { spec: Experiment; dataset: TrainingData; signal: AbortSignal },
  turns: EventLoopTurns,
): AsyncGenerator<TrainEvent, [metric: string, value: number][] | null, void> {
  const metrics: [string, number][] = [];
  let nextProgressAt = performance.now() + firstProgressMs;
  for (const split of ['validation', 'test'] as const) {
    const passes = session.evaluate(split);
    try {
      let pass = session.timed(() => passes.next());
      for (; !pass.done; pass = session.timed(() => passes.next())) {
        await turns.take();
        if (!signal.aborted && performance.now() >= nextProgressAt) {
          yield { kind: 'progress', phase: 'evaluating', split, ...pass.value };
          nextProgressAt = performance.now() + progressEveryMs;
        }
        if (signal.aborted) return null;
      }
      if (pass.value) metrics.push(...computeLossMetrics(split, pass.value, spec, dataset.fields));
    } finally {
      passes.return(null);
    }
  }
  return metrics;
}
