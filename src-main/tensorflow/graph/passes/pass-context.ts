import type { Precision } from '#spec/training';
import type { ConstantPool } from '../constant-pool';

/** What the passes know about the graph they rewrite and the device that runs it. */
export interface PassContext {
  constants: ConstantPool;
  /** The shape of an output, as it was traced; undefined for the outputs of nodes that a pass added. */
  shapeOf(output: string): readonly number[] | undefined;
  /** Whether the graph runs on a CPU. */
  onCpu: boolean;
  /** Whether the binding has the op that computes many elementwise ops: see `backend/elementwise.ts`. */
  fusesElementwise: boolean;
  /** How many ops TensorFlow can run at the same time, one thread each, in each independent part of the step. */
  parallelOps: number;
  /** What the factors of matrix products are rounded to. */
  precision: Precision;
}
