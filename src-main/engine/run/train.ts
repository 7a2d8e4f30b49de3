import type { Experiment } from '#spec/experiment';
import { WorkbenchError } from '#spec/errors';
import { interfaceMetric, type MetricPoint } from '#spec/metrics';
import type { TrainEvent } from '#spec/train-events';
import { workbenchVersion } from '#spec/version';
import type { TensorRuntime } from '#tensorflow/runtime/load-tensorflow';
import { tf } from '#tensorflow/backend/tf';
import { SynthesizerLossMonitor } from './synthesizer-monitor';
import { lossMetrics } from './loss-metrics';
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

/** Where in a run something was seen. */
interface Moment {
  step: number;
  seconds: number;
}

/** Milliseconds of steps after which the event loop gets a turn, so that a stop is heard. */
const yieldEveryMs = 20;
/** Milliseconds between looks at speed and memory. */
const measureSpeedEveryMs = 1000;

/**
 * Trains one run from the first step (or a checkpoint) to the last, to `maxSeconds` or to the signal,
 * whichever comes first. Whoever does not pull the next event pauses the run; the clock stands still
 * meanwhile. Every tensor it makes is freed when it ends, also by an error. Throws a WorkbenchError
 * where the loss stops being a number or a checkpoint cannot be read or written.
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
        session.timed(() => [...examine(session, diagnostics.every), ...judge(session, options)]),
      );
      yield await saved();
    }
    const speed = new Speedometer(session);
    const alarm = new SynthesizerLossMonitor();
    const alarms: string[] = [];
    let lastBreath = performance.now();
    let judgedAt = session.step;
    const isOver = (): boolean =>
      session.step >= training.steps ||
      signal.aborted ||
      session.seconds >= (training.maxSeconds ?? Infinity);
    const stops = [training.steps, training.evaluateEvery, training.checkpointEvery];
    if (diagnostics.every > 0) stops.push(diagnostics.every);
    while (!isOver()) {
      const before: Moment = { step: session.step, seconds: session.seconds };
      const found = session.timed(() => {
        // Together at most as far as something is to be done between two steps.
        const most = Math.min(...stops.map((every) => every - (before.step % every)));
        return session.advance(most).map(({ losses, synthesizerLoss }, index) => {
          const step = before.step + index + 1;
          alarms.push(...alarm.observe(step, synthesizerLoss));
          const values = lossMetrics('train', losses, spec, dataset.fields);
          const loss = values.find(([metric]) => metric === 'train/loss')?.[1];
          if (loss !== undefined && !Number.isFinite(loss)) throw divergence(step, loss);
          if (session.level !== null) values.push(['task/level', session.level]);
          return values;
        });
      });
      const share = (session.seconds - before.seconds) / found.length;
      const last = found.pop() ?? [];
      session.timed(() => {
        if (diagnostics.every > 0 && session.step % diagnostics.every === 0)
          last.push(...examine(session, diagnostics.every));
        if (session.step % training.evaluateEvery === 0) {
          last.push(...judge(session, options));
          judgedAt = session.step;
        }
      });
      for (const message of session.takeMessages()) yield { kind: 'log', level: 'info', message };
      for (const message of alarms.splice(0)) yield { kind: 'log', level: 'warning', message };
      for (const [index, values] of found.entries())
        yield points(values, {
          step: before.step + index + 1,
          seconds: before.seconds + share * (index + 1),
        });
      yield points([...last, ...speed.look()]);
      if (session.step % training.checkpointEvery === 0) yield await saved();
      if (performance.now() - lastBreath > yieldEveryMs) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        lastBreath = performance.now();
      }
    }
    if (judgedAt !== session.step) yield points(session.timed(() => judge(session, options)));
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
    [interfaceMetric(edge, 'cosine'), quality.cosine],
    [interfaceMetric(edge, 'relative-error'), quality.relativeError],
    ...(quality.synthesizerLoss === null
      ? []
      : ([[interfaceMetric(edge, 'synthesizer-loss'), quality.synthesizerLoss]] as [
          string,
          number,
        ][])),
    ...[...quality.gradientAt].map(([ticks, norm]): [string, number] => [
      `gradient/${edge}/at-${ticks}`,
      norm,
    ]),
  ]);
}

function judge(session: TrainingSession, { spec, dataset }: TrainOptions): [string, number][] {
  return (['validation', 'test'] as const).flatMap((split) => {
    const found = session.evaluate(split);
    return found ? lossMetrics(split, found, spec, dataset.fields) : [];
  });
}

/** Speed and memory, looked at about once a second of training. */
class Speedometer {
  readonly #session: TrainingSession;
  #step: number;
  #seconds: number;

  constructor(session: TrainingSession) {
    this.#session = session;
    this.#step = session.step;
    this.#seconds = session.seconds;
  }

  look(): [string, number][] {
    const { step, seconds } = this.#session;
    const passed = seconds - this.#seconds;
    if (passed * 1000 < measureSpeedEveryMs) return [];
    const rate = (step - this.#step) / passed;
    this.#step = step;
    this.#seconds = seconds;
    return [
      ['speed/steps-per-second', rate],
      ['speed/examples-seen', this.#session.examples],
      ['memory/resident-megabytes', process.memoryUsage.rss() / 2 ** 20],
      ['memory/tensors', tf.memory().numTensors],
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
