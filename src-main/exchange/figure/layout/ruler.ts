import type { FigureStyle } from '#spec/figure-style';
import type { Typeface } from '../text/typeface';

/** The measures of a figure, in points; they grow with the size of its text. */
export interface Ruler {
  size: number;
  titleSize: number;
  noteSize: number;
  /** What is one pixel in a chart of the window, whose text has 11. */
  pixel: number;
  /** Between texts, and between a text and what it is at. */
  gap: number;
  measure(text: string, size?: number): number;
}

/** The distance between two baselines, as a part of the size. */
export const lineSpacing = 1.22;
/** From the middle of a line to its baseline. */
export const middleToBaseline = 0.34;

export function createRuler({ fontSize }: FigureStyle, typeface: Typeface): Ruler {
  return {
    size: fontSize,
    titleSize: fontSize * 1.15,
    noteSize: fontSize * 0.9,
    pixel: fontSize / 11,
    gap: fontSize * 0.4,
    measure: (text, size = fontSize) => typeface.measure(text, size),
  };
}

export function blockHeight(lines: readonly string[], size: number): number {
  return lines.length * size * lineSpacing;
}

export function blockWidth(lines: readonly string[], size: number, { measure }: Ruler): number {
  return Math.max(0, ...lines.map((line) => measure(line, size)));
}
