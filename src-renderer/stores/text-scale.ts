/** How large the text of the window can be, as a share of its usual size. */
export const textScales = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;
export type TextScale = (typeof textScales)[number];

export const usualTextScale: TextScale = 1;

/** The scale as it was stored; the usual one for anything else. */
export function parseTextScale(value: unknown): TextScale | undefined {
  return textScales.find((scale) => scale === value);
}

/** The next larger or smaller scale; the same at the end of the list. */
export function stepTextScale(scale: TextScale, by: 1 | -1): TextScale {
  return textScales[textScales.indexOf(scale) + by] ?? scale;
}

export function formatTextScale(scale: TextScale): string {
  return `${Math.round(100 * scale)} %`;
}
