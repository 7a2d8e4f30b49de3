import { aggregateColumns, type AggregatedCurve } from '#analysis/curve-aggregate';
import { takeTurn } from '#files/take-turn';

/** Values that are aggregated at a time: even a median with its interval takes only some milliseconds. */
const valuesOfPart = 2 ** 17;

/** Aggregates columns of many values as `aggregateColumns` does, with turns of the event loop in between. */
export async function aggregateRuns(
  columns: readonly Float64Array[],
  options: Parameters<typeof aggregateColumns>[1],
): Promise<AggregatedCurve> {
  const length = columns[0]?.length ?? 0;
  const rowsOfPart = Math.max(1, Math.floor(valuesOfPart / Math.max(1, columns.length)));
  const parts: AggregatedCurve[] = [];
  for (let start = 0; start < length || start === 0; start += rowsOfPart) {
    await takeTurn();
    const rows = columns.map((column) => column.subarray(start, start + rowsOfPart));
    parts.push(aggregateColumns(rows, options));
  }
  const [only, ...others] = parts;
  return only && others.length === 0 ? only : joinParts(parts, length);
}

function joinParts(parts: readonly AggregatedCurve[], length: number): AggregatedCurve {
  const isBand = parts.every(({ lower }) => lower !== null);
  const joined = {
    center: new Float64Array(length),
    lower: isBand ? new Float64Array(length) : null,
    upper: isBand ? new Float64Array(length) : null,
    n: new Uint16Array(length),
  };
  let offset = 0;
  for (const { center, lower, upper, n } of parts) {
    joined.center.set(center, offset);
    joined.n.set(n, offset);
    if (lower) joined.lower?.set(lower, offset);
    if (upper) joined.upper?.set(upper, offset);
    offset += center.length;
  }
  return joined;
}
