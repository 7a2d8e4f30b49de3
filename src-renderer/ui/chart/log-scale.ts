interface Values {
  y: readonly number[];
}

/**
 * Whether a logarithmic axis is worth it: if the values span less than a factor of four, it looks
 * like a linear one and has no round numbers for its ticks.
 */
export function needsLogScale(lines: readonly Values[]): boolean {
  let low = Infinity;
  let high = 0;
  for (const { y } of lines)
    for (const value of y) {
      if (value <= 0) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  return high > 4 * low;
}

/**
 * Returns a filter for the labelled ticks of a logarithmic axis: 1, 2 and 5 in each decade; over
 * many decades only 1.
 */
export function createLogTickFilter(
  min: number,
  max: number,
): (tick: { value: number }) => boolean {
  const decades = Math.log10(max / min);
  const labelled = decades > 2.5 ? [1] : [1, 2, 5];
  return ({ value }) => {
    const mantissa = Number(value.toExponential(6).split('e')[0]);
    return labelled.includes(mantissa);
  };
}
