/** A round number that is at least `size`: one of these digits times a power of ten. */
function roundUp(size: number, digits: readonly number[] = [1, 2, 5]): number {
  const power = 10 ** Math.floor(Math.log10(size));
  const mantissa = digits.find((round) => round * power >= size * (1 - 1e-9)) ?? 10;
  return mantissa * power;
}

/** The multiples of `distance` from `min` to `max`, without the rounding errors of a sum. */
function multiples(distance: number, min: number, max: number): number[] {
  const first = Math.ceil(min / distance - 1e-9);
  const count = Math.floor(max / distance + 1e-9) - first + 1;
  // Ends that are too far apart or too near to each other for numbers have no multiples between them.
  if (!Number.isFinite(count)) return [];
  return Array.from({ length: Math.max(0, count) }, (_, index) =>
    Number(((first + index) * distance).toPrecision(12)),
  );
}

/**
 * The ticks of a logarithmic axis from `min` to `max`, both above zero, three to eight of them: powers of ten; within
 * few decades also 2 and 5 times such a power; within a part of a decade, as from 0.95 to 1.05, round numbers at equal
 * distances.
 */
export function logTicks(min: number, max: number): number[] {
  const powersOf = (digits: readonly number[], stride: number): number[] => {
    const first = Math.floor(Math.log10(min) / stride) * stride;
    const decades = Math.ceil((Math.log10(max) - first) / stride) + 1;
    return Array.from({ length: decades }, (_, index) => first + index * stride)
      .flatMap((exponent) => digits.map((digit) => Number(`${digit}e${exponent}`)))
      .filter((tick) => tick >= min && tick <= max);
  };
  const decades = Math.log10(max) - Math.log10(min);
  const candidates =
    decades < 8
      ? [powersOf([1], 1), powersOf([1, 2, 5], 1)]
      : [powersOf([1], Math.ceil(decades / 6))];
  const chosen = candidates.find(({ length }) => length >= 3 && length <= 8);
  // With 2.5 no step is more than twice the size, so that there are three ticks at least.
  return chosen ?? multiples(tickDistance(min, max), min, max);
}

/** The distance between the ticks of a linear axis, of which there are three to seven. */
export function tickDistance(min: number, max: number): number {
  return roundUp((max / 2 - min / 2) / 3, [1, 2, 2.5, 5]);
}

/** The ticks of a linear axis of measured values. */
export function linearTicks(min: number, max: number): number[] {
  return multiples(tickDistance(min, max), min, max);
}

/**
 * The ticks of an axis that counts steps or examples, at most six of them: whole numbers, unless a range is so narrow
 * that it has fewer than two.
 */
export function countTicks(min: number, max: number): number[] {
  const ticks = multiples(Math.max(1, roundUp(max / 5 - min / 5)), min, max);
  return ticks.length > 1 ? ticks : linearTicks(min, max);
}

const [minute, hour, day] = [60, 3600, 86_400];
/** Distances between ticks that a clock has, in seconds. */
const clockDistances = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hour),
  day,
];

/** The ticks of an axis of seconds, at most seven of them: round seconds, minutes or hours. */
export function timeTicks(min: number, max: number): number[] {
  const least = (max - min) / 6;
  const distance =
    least <= 1
      ? roundUp(least)
      : (clockDistances.find((seconds) => seconds >= least) ?? day * roundUp(least / day));
  return multiples(distance, min, max);
}

/** What ticks of an x axis depend on. */
export interface XAxisKind {
  logX: boolean;
  /** It counts seconds: its ticks are those of a clock. */
  isTimeAxis: boolean;
  /** It counts something, from zero. */
  startsAtZero: boolean;
}

export function chooseXTicks({
  logX,
  isTimeAxis,
  startsAtZero,
}: XAxisKind): (min: number, max: number) => number[] {
  if (logX) return logTicks;
  if (isTimeAxis) return timeTicks;
  return startsAtZero ? countTicks : linearTicks;
}
