/** A closed interval of the x axis, in the unit of the axis. */
export interface AxisRange {
  from: number;
  to: number;
}
