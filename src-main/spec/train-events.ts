import type { MetricPoint } from './metric-catalogue';
import type { Environment } from './run';

/**
 * Events of one training run: first `started`, then any number of `metrics`, `checkpoint` and `log`, then one
 * `end`. Errors are thrown instead. `seconds` is the training time since the run first began, over all its
 * resumptions; pauses and interruptions are not counted.
 */
export type TrainEvent =
  | {
      kind: 'started';
      /** 0, or the step of the checkpoint that the run resumes from. */
      step: number;
      seconds: number;
      /** Number of trainable parameters of the model, without synthesizers and synthetic input models. */
      parameters: number;
      environment: Environment;
    }
  | { kind: 'metrics'; step: number; seconds: number; points: MetricPoint[] }
  | { kind: 'checkpoint'; step: number; seconds: number }
  | { kind: 'log'; level: 'info' | 'warning' | 'error'; message: string }
  | { kind: 'end'; status: 'finished' | 'stopped'; step: number; seconds: number };
