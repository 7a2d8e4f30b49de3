import type { Experiment } from '#spec/experiment';
import { WorkbenchError } from '#spec/errors';
import {
  gradientMetricName,
  interfaceMetricName,
  metricNames,
  splitMetricName,
  type MetricPoint,
} from '#spec/metric-catalogue';
import type { TrainEvent } from '#spec/train-events';
import { workbenchVersion } from '#spec/version';
import type { TensorRuntime } from '#tensorflow/runtime/load-tensorflow';
import { tf } from '#tensorflow/backend/tf';
import { SynthesizerLossMonitor } from './synthesizer-monitor';
import { computeLossMetrics } from './loss-metrics';
import { TrainingSession } from './session';
import type { TrainingData } from '../feed/source';

export interface TrainOptions {
  /** Validated against the data set's fields. */
  spec: Experiment;
  dataset: TrainingData;
  runtime: Pick<TensorRuntime, 'backend' | 'device' | 'tensorflowVersion' | 'fallbackReason'>;
  /** Folder of this run's checkpoints. */
  checkpoints: string;
  /** Step of the checkpoint to go on from; null begins at step 0. */
  resumeFrom: number | null;
  /** Stops the run at the next step, with a checkpoint. */
  signal: AbortSignal;
}

/** The time of a measurement: steps done, and seconds of training. */
interface Moment {
  step: number;
  seconds: number;
}

/** The event loop gets a turn this often, so that a stop message is received. */
const yieldEveryMs = 20;
/** Speed and memory are measured this often. */
const measureSpeedEveryMs = 1000;

/**
 * Trains one run from the first step (or a checkpoint) to the last, to `maxSeconds` or to the signal, whichever
 * comes first. A consumer that does not pull the next event pauses the run; its clock stands still meanwhile.
 * Every tensor it makes is freed when it ends, also by an error. Throws a WorkbenchError: `validation` where
 * the loss is not finite, and as `saveCheckpoint` and `loadCheckpoint` do.
 *
 *     const runtime = await loadTensorFlow();
 *     const options = { spec, dataset, runtime, checkpoints, resumeFrom: null, signal };
 *     for await (const event of train(options)) if (event.kind === 'metrics') console.log(event.points);
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainEvent> {
  const { spec, dataset, signal } = options;
  const { training, diagnostics } = spec;
  const session = new TrainingSession(spec, dataset, options.checkpoints);
  try {
    if (options.resumeFrom !== null) await session.resume(options.resumeFrom);
    yield {
      kind: 'started',
      step: session.step,
      seconds: session.seconds,
      parameters: session.parameterCount(),
      environment: environmentOf(options.runtime),
    };
    for (const message of session.warnings()) yield { kind: 'log', level: 'warning', message };

    const points = (
      values: [string, number][],
      { step, seconds }: Moment = session,
    ): TrainEvent => ({
      kind: 'metrics',
      step,
      seconds,
      points: values.map(([metric, value]): MetricPoint => ({ metric, step, seconds, value })),
    });
    const saved = async (): Promise<TrainEvent> => {
      await session.save();
      return { kind: 'checkpoint', step: session.step, seconds: session.seconds };
    };

    if (session.step === 0) {
      yield points(
        session.timed(() => [
          ...examine(session, diagnostics.every),
          ...evaluateSplits(session, options),
        ]),
      );
      yield await saved();
    }
    const speed = new Speedometer(session);
    const monitor = new SynthesizerLossMonitor();
    const warnings: string[] = [];
    let lastYield = performance.now();
    let evaluatedAt = session.step;
    const isOver = (): boolean =>
      session.step >= training.steps ||
      signal.aborted ||
      session.seconds >= (training.maxSeconds ?? Infinity);
    const stops = [training.steps, training.evaluateEvery, training.checkpointEvery];
    if (diagnostics.every > 0) stops.push(diagnostics.every);
    while (!isOver()) {
      const before: Moment = { step: session.step, seconds: session.seconds };
      const valuesByStep = session.timed(() => {
        // Steps that run in one call end before the next evaluation, checkpoint or diagnosis.
        const most = Math.min(...stops.map((every) => every - (before.step % every)));
        return session.advance(most).map(({ losses, synthesizerLoss }, index) => {
          const step = before.step + index + 1;
          warnings.push(...monitor.observe(step, synthesizerLoss));
          const values = computeLossMetrics('train', losses, spec, dataset.fields);
          const loss = values.find(([metric]) => metric === splitMetricName('train', 'loss'))?.[1];
          if (loss !== undefined && !Number.isFinite(loss)) throw divergence(step, loss);
          if (session.level !== null) values.push([metricNames.level, session.level]);
          return values;
        });
      });
      const secondsPerStep = (session.seconds - before.seconds) / valuesByStep.length;
      const last = valuesByStep.pop() ?? [];
      session.timed(() => {
        if (diagnostics.every > 0 && session.step % diagnostics.every === 0)
          last.push(...examine(session, diagnostics.every));
        if (session.step % training.evaluateEvery === 0) {
          last.push(...evaluateSplits(session, options));
          evaluatedAt = session.step;
        }
      });
      for (const message of session.takeMessages()) yield { kind: 'log', level: 'info', message };
      for (const message of warnings.splice(0)) yield { kind: 'log', level: 'warning', message };
      for (const [index, values] of valuesByStep.entries())
        yield points(values, {
          step: before.step + index + 1,
          seconds: before.seconds + secondsPerStep * (index + 1),
        });
      yield points([...last, ...speed.measure()]);
      if (session.step % training.checkpointEvery === 0) yield await saved();
      if (performance.now() - lastYield > yieldEveryMs) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        lastYield = performance.now();
      }
    }
    if (evaluatedAt !== session.step)
      yield points(session.timed(() => evaluateSplits(session, options)));
    if (!session.isSaved()) yield await saved();
    const finished = !signal.aborted;
    yield {
      kind: 'end',
      status: finished ? 'finished' : 'stopped',
      step: session.step,
      seconds: session.seconds,
    };
  } finally {
    session.dispose();
  }
}

function examine(session: TrainingSession, every: number): [string, number][] {
  if (every === 0) return [];
  return [...session.examine()].flatMap(([edge, quality]): [string, number][] => [
    [interfaceMetricName(edge, 'cosine'), quality.cosine],
    [interfaceMetricName(edge, 'relative-error'), quality.relativeError],
    ...(quality.synthesizerLoss === null
      ? []
      : ([[interfaceMetricName(edge, 'synthesizer-loss'), quality.synthesizerLoss]] as [
          string,
          number,
        ][])),
    ...[...quality.gradientAt].map(([ticks, norm]): [string, number] => [
      gradientMetricName(edge, ticks),
      norm,
    ]),
  ]);
}

function evaluateSplits(
  session: TrainingSession,
  { spec, dataset }: TrainOptions,
): [string, number][] {
  return (['validation', 'test'] as const).flatMap((split) => {
    const losses = session.evaluate(split);
    return losses ? computeLossMetrics(split, losses, spec, dataset.fields) : [];
  });
}

/** Measures speed and memory about once a second of training. */
class Speedometer {
  readonly #session: TrainingSession;
  #step: number;
  #seconds: number;

  constructor(session: TrainingSession) {
    this.#session = session;
    this.#step = session.step;
    this.#seconds = session.seconds;
  }

  measure(): [string, number][] {
    const { step, seconds } = this.#session;
    const elapsed = seconds - this.#seconds;
    if (elapsed * 1000 < measureSpeedEveryMs) return [];
    const rate = (step - this.#step) / elapsed;
    this.#step = step;
    this.#seconds = seconds;
    return [
      [metricNames.stepsPerSecond, rate],
      [metricNames.examplesSeen, this.#session.examples],
      [metricNames.residentMegabytes, process.memoryUsage.rss() / 2 ** 20],
      [metricNames.tensors, tf.memory().numTensors],
    ];
  }
}

function divergence(step: number, loss: number): WorkbenchError {
  return new WorkbenchError(
    'validation',
    `The loss is ${loss} at step ${step}: training has diverged. Lower the learning rate of the model or of its synthesizers, or clip their gradients.`,
  );
}

function environmentOf(
  runtime: TrainOptions['runtime'],
): Extract<TrainEvent, { kind: 'started' }>['environment'] {
  return {
    workbench: workbenchVersion,
    node: process.versions.node,
    backend: runtime.backend,
    tensorflow: runtime.tensorflowVersion,
    device: runtime.device,
    fallbackReason: runtime.fallbackReason,
    platform: `${process.platform} ${process.arch}`,
  };
}
