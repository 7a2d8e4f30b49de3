import { metricNames } from '#spec/metric-catalogue';
import { tf } from '#tensorflow/backend/tf';
import type { TrainingSession } from './session';

/** Seconds of training between two measurements. */
const intervalSeconds = 1;

/** Measures speed and memory about once a second of training. */
export class Speedometer {
  readonly #session: Pick<TrainingSession, 'step' | 'seconds' | 'examples'>;
  #step: number;
  #seconds: number;

  constructor(session: Pick<TrainingSession, 'step' | 'seconds' | 'examples'>) {
    this.#session = session;
    this.#step = session.step;
    this.#seconds = session.seconds;
  }

  /** The values by metric where a measurement is due, else none. */
  measure(): [string, number][] {
    const { step, seconds } = this.#session;
    const elapsed = seconds - this.#seconds;
    if (elapsed < intervalSeconds) return [];
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
