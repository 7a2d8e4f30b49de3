import type { RunGroup } from '#analysis/group-runs';
import type { FieldValue, RunField } from '#analysis/run-field';
import type { Run } from '#spec/run';
import { buildFieldAxis, fractionOf, type FieldAxis } from '../axes/field-axis';
import { formatFieldValue, readAxisValue } from '../axes/field-options';

/** A run in parallel coordinates. */
export interface ParallelLine {
  run: Run;
  /** Key of its group. */
  key: string;
  /** How far up each axis its value is, from 0 to 1; null where it has none. */
  heights: (number | null)[];
  values: FieldValue[];
  /** Its values, in words. */
  text: string;
}

export interface Parallel {
  axes: FieldAxis[];
  lines: ParallelLine[];
}

/** A part of an axis, by heights from 0 to 1. Only runs within the parts of all axes are of interest. */
export interface Brush {
  from: number;
  to: number;
}

/** The runs of the groups on one axis for each field. */
export function buildParallel(groups: readonly RunGroup[], fields: readonly RunField[]): Parallel {
  const runs = groups.flatMap((group) => group.runs);
  const axes = fields.map((field) =>
    buildFieldAxis(
      field,
      runs.map((run) => readAxisValue(run, field)),
    ),
  );
  const lines = groups.flatMap(({ key, runs: members }) =>
    members.map((run): ParallelLine => {
      const values = fields.map((field) => readAxisValue(run, field));
      const heights = axes.map((axis, index) => {
        const place = axis.place(values[index] ?? null);
        return place === null ? null : fractionOf(axis, place);
      });
      const words = axes.map(
        ({ title, field }, index) => `${title} ${formatFieldValue(field, values[index] ?? null)}`,
      );
      return { run, key, heights, values, text: `${run.name}: ${words.join(', ')}` };
    }),
  );
  return { axes, lines };
}

/** Whether a run is within the brushes of all axes; without a value on a brushed axis it is not. */
export function isWithin(
  { heights }: ParallelLine,
  brushes: readonly (Brush | null | undefined)[],
): boolean {
  return brushes.every((brush, index) => {
    if (!brush) return true;
    const height = heights[index];
    return height !== null && height !== undefined && height >= brush.from && height <= brush.to;
  });
}

/** The part between two heights, in order and on the axis; null where it is as good as a click. */
export function brushBetween(a: number, b: number): Brush | null {
  const [from, to] = [Math.max(0, Math.min(a, b)), Math.min(1, Math.max(a, b))];
  return to - from < 0.01 ? null : { from, to };
}

/** The brush after a key: both ends move by a step, with Shift the upper one only. The first key brushes the upper half. */
export function moveBrush(brush: Brush | null, by: number, onlyUpper: boolean): Brush {
  if (!brush) return by > 0 ? { from: 0.5, to: 1 } : { from: 0, to: 0.5 };
  const clamp = (value: number): number => Math.min(1, Math.max(0, value));
  if (onlyUpper) return { from: brush.from, to: Math.max(brush.from, clamp(brush.to + by)) };
  const shift = Math.min(1 - brush.to, Math.max(-brush.from, by));
  return { from: clamp(brush.from + shift), to: clamp(brush.to + shift) };
}

/** The points of a line in pixels as an SVG path, with a gap where a value is missing. */
export function pathOf(
  heights: readonly (number | null)[],
  xOf: (axis: number) => number,
  yOf: (height: number) => number,
): string {
  let isOpen = false;
  return heights
    .flatMap((height, axis) => {
      const command = isOpen ? 'L' : 'M';
      isOpen = height !== null;
      return height === null ? [] : [`${command}${xOf(axis).toFixed(1)} ${yOf(height).toFixed(1)}`];
    })
    .join('');
}
