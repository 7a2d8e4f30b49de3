import type { MetricPoint } from './metrics';
import type { Environment } from './run';

/**
 * What training one run says, in order: `started`, then any of the middle ones, then one `end`. An
 * error is thrown, not told. `seconds` is time spent training since the run first began, over all
 * its sittings; pauses and interruptions are not counted.
 */
export type TrainEvent =
  | {
      kind: 'started';
      /** 0, or the step of the checkpoint it went on from. */
      step: number;
      seconds: number;
      /** Trainable numbers of the model (synthesizers and synthetic input models not counted). */
      parameters: number;
      environment: Environment;
    }
  | { kind: 'metrics'; step: number; seconds: number; points: MetricPoint[] }
  | { kind: 'checkpoint'; step: number; seconds: number }
  | { kind: 'log'; level: 'info' | 'warning' | 'error'; message: string }
  | { kind: 'end'; status: 'finished' | 'stopped'; step: number; seconds: number };
