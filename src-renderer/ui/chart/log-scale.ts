interface Values {
  y: readonly number[];
}

/**
 * Whether a logarithmic axis shows more than a linear one: below a factor of four they look alike,
 * and the logarithmic one has no round numbers to stand at its ticks.
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

/** Which ticks of a logarithmic axis are written: 1, 2, 5 in each decade; only 1 over many decades. */
export function roundTicks(min: number, max: number): (tick: { value: number }) => boolean {
  const decades = Math.log10(max / min);
  const shown = decades > 2.5 ? [1] : [1, 2, 5];
  return ({ value }) => {
    const first = Number(value.toExponential(6).split('e')[0]);
    return shown.includes(first);
  };
}
