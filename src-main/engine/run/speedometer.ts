import { metricNames } from '#spec/metric-catalogue';
import { tf } from '#tensorflow/backend/tf';
import type { TrainingSession } from './session';

/** Seconds of training between two measurements. */
const intervalSeconds = 1;

/** Measures speed and memory about once a second of training; the speed without the first call, which compiles the step. */
export class Speedometer {
  readonly #session: Pick<TrainingSession, 'step' | 'seconds' | 'examples'>;
  /** Seconds of training at the last measurement. */
  #measuredAt: number;
  /** The step up to which the examples are measured. */
  #countedStep: number;
  /** Where the speed is counted from; null before the first call. */
  #from: { step: number; seconds: number } | null = null;

  constructor(session: Pick<TrainingSession, 'step' | 'seconds' | 'examples'>) {
    this.#session = session;
    this.#measuredAt = session.seconds;
    this.#countedStep = session.step;
  }

  /** The values by metric where a measurement is due after a call of training, else none. */
  measure(): [string, number][] {
    const { step, seconds } = this.#session;
    const from = (this.#from ??= { step, seconds });
    if (seconds - this.#measuredAt < intervalSeconds) return [];
    const speed: [string, number][] =
      seconds > from.seconds
        ? [[metricNames.stepsPerSecond, (step - from.step) / (seconds - from.seconds)]]
        : [];
    this.#from = { step, seconds };
    this.#measuredAt = seconds;
    return [
      ...speed,
      ...this.countExamples(),
      [metricNames.residentMegabytes, process.memoryUsage.rss() / 2 ** 20],
      [metricNames.tensors, tf.memory().numTensors],
    ];
  }

  /**
   * The examples seen, unless they are measured at this step. A run ends between two measurements, and its last step
   * needs a place on the axis of examples.
   */
  countExamples(): [string, number][] {
    const { step, examples } = this.#session;
    if (step === this.#countedStep) return [];
    this.#countedStep = step;
    return [[metricNames.examplesSeen, examples]];
  }
}
