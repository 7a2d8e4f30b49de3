/** Writes a number, with about so many figures where that is said. */
export type TickFormat = (value: number, figures?: number) => string;

/**
 * What stands at the ticks of an axis: as `format` writes them, with more figures where two would read alike (of a
 * curve between 1.0012 and 1.0016, say).
 */
export function tickLabels(values: readonly number[], format: TickFormat): string[] {
  let labels = values.map((value) => format(value));
  for (let figures = 5; figures <= 12 && new Set(labels).size < values.length; figures++)
    labels = values.map((value) => format(value, figures));
  return labels;
}
