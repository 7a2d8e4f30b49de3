import type { Constants } from '../constants';

/** What rewriting a recorded graph goes by. */
export interface PassContext {
  constants: Constants;
  /** The shape of an output of the graph, as it was recorded. */
  shapeOf(output: string): readonly number[] | undefined;
  /** Whether a CPU will run it. */
  onCpu: boolean;
  /** Ops of one of its parts that TensorFlow can run side by side, each on a thread of its own. */
  threads: number;
}
