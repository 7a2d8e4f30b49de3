import type { MetricPoint } from './metric-catalogue';
import type { AlertKind, Environment } from './run';
import type { SplitName } from './task';
import type { GroupTiming } from './train-together';

/**
 * Events of one training run: first `started`, then any number of `metrics`, `checkpoint`, `log` and `progress`,
 * then one `end`. Errors are thrown instead. `seconds` is the training time since the run first began, over all its
 * resumptions; pauses and interruptions are not counted.
 *
 * Within a metric steps increase. The points of a resumed run are those of the run that was never stopped after
 * `started.step`, with one addition: an evaluation that was not complete when its checkpoint was saved, so that the
 * curves may have its points already. Whoever records them ignores a point that is not later than the last one of
 * its metric.
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
  | { kind: 'alert'; alert: AlertKind; step: number; message: string }
  | { kind: 'groupTiming'; timing: GroupTiming }
  | { kind: 'log'; level: 'info' | 'warning' | 'error'; message: string }
  | {
      /** How far something is that takes longer than a moment and trains nothing meanwhile. */
      kind: 'progress';
      phase: 'loading' | 'evaluating';
      /** Of an evaluation. */
      split?: SplitName;
      /** Of an evaluation: examples, or ticks of all rows of a stream. */
      done: number;
      /** In the unit of `done`; 0 where it is not known. */
      total: number;
    }
  | { kind: 'end'; status: 'finished' | 'stopped'; step: number; seconds: number };
