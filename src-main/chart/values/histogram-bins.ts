import type { FieldValue } from '#analysis/run-field';
import type { FieldAxis } from '../axes/field-axis';

/** A bin of a histogram, with the number of values in each group. */
export interface Bin {
  /** Its ends on the axis; the upper one belongs to the bin only where it is the last. */
  from: number;
  to: number;
  counts: number[];
}

const [leastBins, mostBins] = [5, 40];
/** Edges are worked out of such parts of the values, so that sums of the largest numbers are numbers. A power of two: it rounds nothing. */
const part = 128;

/**
 * Counts the values of each group in bins of equal width: on a logarithmic axis of equal ratio, on an axis of categories
 * one for each. The number of bins is the square root of that of the values.
 */
export function countBins(groups: readonly (readonly FieldValue[])[], axis: FieldAxis): Bin[] {
  const placed = groups.map((values) =>
    values.flatMap((value) => {
      const place = axis.place(value);
      return place === null ? [] : [place];
    }),
  );
  const all = placed.flat();
  if (all.length === 0) return [];
  const edges = axis.kind === 'category' ? categoryEdges(axis) : buildEdges(all, axis.kind);
  const last = edges.length - 2;
  return edges.slice(0, -1).map((from, index) => {
    const to = edges[index + 1] ?? from;
    const isInside = (value: number): boolean =>
      (value >= from || index === 0) && (value < to || index === last);
    return { from, to, counts: placed.map((values) => values.filter(isInside).length) };
  });
}

function categoryEdges({ categories }: FieldAxis): number[] {
  return Array.from({ length: categories.length + 1 }, (_, index) => index - 0.5);
}

function buildEdges(values: readonly number[], kind: 'linear' | 'log'): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low === high) {
    const half = Math.abs(low) * 0.05 || 0.5;
    return [low - half, low + half];
  }
  const count = Math.min(mostBins, Math.max(leastBins, Math.ceil(Math.sqrt(values.length))));
  const [from, span] = [low / part, high / part - low / part];
  return Array.from({ length: count + 1 }, (_, index) =>
    kind === 'log'
      ? low ** (1 - index / count) * high ** (index / count)
      : part * (from + (span * index) / count),
  );
}
