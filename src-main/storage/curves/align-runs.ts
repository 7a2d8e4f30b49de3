/** Points of an interpolated grid at most: more than a chart draws, so that decimation still sees the peaks. */
const maxGridPoints = 10_000;
/** The part of their places that runs must share, one place of each run apart, to be measured at the same ones. */
const sharedFraction = 0.9;

/** Where a run is measured. */
export interface MeasuredPlaces {
  /** Never decreasing. */
  places: Float64Array;
  /** Numbers of the places that follow missing ones. */
  gaps: readonly number[];
}

/** The common places of several runs. */
export interface Alignment {
  places: Float64Array;
  /** Whether the common places are a grid, because the runs are measured at different ones. */
  isGrid: boolean;
  /** The values of a run, by its number, at the common places; NaN outside of its span and where it has a gap. */
  align: (run: number, values: Float64Array) => Float64Array;
}

/**
 * Finds common places of runs. Where they are measured at the same places, these are all of them; elsewhere it is a grid.
 * Between two places of a run its values are interpolated linearly, so that a single evaluation at another step does not
 * make a mean of one run; nothing is extrapolated.
 */
export function alignRuns(runs: readonly MeasuredPlaces[]): Alignment {
  const own = shareEqual(runs.map(({ places }) => places));
  const columns = [...new Set(own)];
  const longest = columns.reduce((a, b) => (b.length > a.length ? b : a), new Float64Array());
  const isGrid = !columns.every((column) => sharesPlaces(column, longest));
  const places = isGrid ? makeGrid(columns) : uniquePlaces(columns, longest);
  return {
    places,
    isGrid,
    align: (run, values) => {
      const measured = runs[run];
      if (!measured || own[run] === places) return values;
      return interpolate(measured, values, places);
    },
  };
}

/** The columns, one in place of all that are equal to the longest: most runs are measured at the same places. */
function shareEqual(columns: readonly Float64Array[]): Float64Array[] {
  const longest = columns.reduce((a, b) => (b.length > a.length ? b : a), new Float64Array());
  return columns.map((column) => (isEqual(column, longest) ? longest : column));
}

function isEqual(a: Float64Array, b: Float64Array): boolean {
  return a === b || (a.length === b.length && isWithin(a, b));
}

/** Whether two runs have nearly the same places where their spans overlap. */
function sharesPlaces(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  const from = Math.max(a[0] ?? Infinity, b[0] ?? Infinity);
  const to = Math.min(a[a.length - 1] ?? -Infinity, b[b.length - 1] ?? -Infinity);
  let [inA, inB] = [firstAtOrAfter(a, from), firstAtOrAfter(b, from)];
  let [shared, onlyA, onlyB] = [0, 0, 0];
  const placeOf = (column: Float64Array, at: number): number => {
    const place = column[at] ?? Infinity;
    return place > to ? Infinity : place;
  };
  for (;;) {
    const [placeA, placeB] = [placeOf(a, inA), placeOf(b, inB)];
    if (placeA === Infinity && placeB === Infinity) break;
    if (placeA === placeB) shared += 1;
    else if (placeA < placeB) onlyA += 1;
    else onlyB += 1;
    if (placeA <= placeB) inA += 1;
    if (placeB <= placeA) inB += 1;
  }
  return shared >= sharedFraction * (shared + Math.max(onlyA, onlyB)) - 1;
}

/** All places of all runs, each once and rising. */
function uniquePlaces(columns: readonly Float64Array[], longest: Float64Array): Float64Array {
  const others = columns.filter((column) => !isWithin(column, longest));
  if (others.length === 0 && isRising(longest)) return longest;
  const all = new Float64Array(others.reduce((sum, { length }) => sum + length, longest.length));
  all.set(longest);
  let offset = longest.length;
  for (const column of others) {
    all.set(column, offset);
    offset += column.length;
  }
  all.sort();
  let count = 0;
  for (const place of all) {
    if (count > 0 && all[count - 1] === place) continue;
    all[count] = place;
    count += 1;
  }
  return all.slice(0, count);
}

function isRising(places: Float64Array): boolean {
  for (let at = 1; at < places.length; at += 1)
    if ((places[at] as number) <= (places[at - 1] as number)) return false;
  return true;
}

/** Whether the column is a piece of the longer one. */
function isWithin(column: Float64Array, longer: Float64Array): boolean {
  const start = firstAtOrAfter(longer, column[0] ?? 0);
  if (start + column.length > longer.length) return false;
  for (let at = 0; at < column.length; at += 1) if (column[at] !== longer[start + at]) return false;
  return true;
}

function firstAtOrAfter(places: Float64Array, place: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) >= place) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Equal steps over the spans of all runs, about as many as the longest run has places. */
function makeGrid(columns: readonly Float64Array[]): Float64Array {
  const measured = columns.filter(({ length }) => length > 0);
  const first = measured.reduce((low, column) => Math.min(low, column[0] ?? low), Infinity);
  const last = measured.reduce(
    (high, column) => Math.max(high, column[column.length - 1] ?? high),
    -Infinity,
  );
  const longest = measured.reduce((length, column) => Math.max(length, column.length), 2);
  const count = Math.min(maxGridPoints, longest);
  return Float64Array.from({ length: count }, (_, at) =>
    at === count - 1 ? last : first + ((last - first) * at) / (count - 1),
  );
}

function interpolate(
  { places: own, gaps }: MeasuredPlaces,
  values: Float64Array,
  common: Float64Array,
): Float64Array {
  const interpolated = new Float64Array(common.length).fill(NaN);
  const afterGap = new Set(gaps);
  const last = own.length - 1;
  let after = 0;
  for (let at = 0; at < common.length; at += 1) {
    const place = common[at] as number;
    if (last < 0 || place < (own[0] as number)) continue;
    if (place > (own[last] as number)) break;
    while ((own[after] as number) < place) after += 1;
    // Of a place that the run has twice, the last one.
    while (own[after + 1] === place) after += 1;
    const [to, high] = [own[after] as number, values[after] as number];
    if (to === place) {
      interpolated[at] = high;
      continue;
    }
    if (afterGap.has(after)) continue;
    const [from, low] = [own[after - 1] as number, values[after - 1] as number];
    interpolated[at] = low + ((high - low) * (place - from)) / (to - from);
  }
  return interpolated;
}
