import type { Comparison } from '#api/types';

/** What the x axis of a chart counts. */
export type XAxis = Comparison['xAxis'];

/** A closed interval of the x axis, in the unit of the axis. */
export interface AxisRange {
  from: number;
  to: number;
}
