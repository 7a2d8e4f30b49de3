/** Formats a number, with about `figures` significant figures if given. */
export type TickFormat = (value: number, figures?: number) => string;

/**
 * Formats the ticks of an axis with `format`, with more figures if two labels would be equal (for
 * example between 1.0012 and 1.0016).
 */
export function formatTicks(values: readonly number[], format: TickFormat): string[] {
  let labels = values.map((value) => format(value));
  for (let figures = 5; figures <= 12 && new Set(labels).size < values.length; figures++)
    labels = values.map((value) => format(value, figures));
  return labels;
}
