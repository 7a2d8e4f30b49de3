import type { Experiment } from '../spec/experiment';
import type { Problem } from '../spec/problems';
import type { Point } from './layout/geometry';

/** What a diagram of a model is made of: the experiment, and what was worked out of it before. */
export interface DiagramSource {
  experiment: Experiment;
  /** Message shapes by node id, without the batch axis. */
  shapes: Readonly<Record<string, number[]>>;
  /** Top left corners of the nodes in pixels, by node id. */
  positions: Readonly<Record<string, Point>>;
  /** The number of each node's module, by node id: `numberModules`. */
  moduleIndex: ReadonlyMap<string, number>;
  problems: readonly Problem[];
  /** Whether the values of a run are drawn too: they take room below the cards and at the edges. */
  hasValues?: boolean;
}
