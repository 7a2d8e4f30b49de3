import type { Constants } from './constants';

/** What rewriting a recorded graph goes by. */
export interface Known {
  constants: Constants;
  /** The shape of an output of the graph, as it was recorded. */
  shapeOf(output: string): readonly number[] | undefined;
  /** Whether a CPU will run it. */
  onCpu: boolean;
  /** Ops that TensorFlow runs side by side, each on a thread of its own. */
  lanes: number;
  /** Whether all of it is one chain, in which no part can go ahead of another. */
  isLocked: boolean;
}
