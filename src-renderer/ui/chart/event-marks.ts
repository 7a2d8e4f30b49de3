import { toPixel, type PlotGeometry } from '#chart/axes/axis-map';

/** Something that happened at a place of the x axis: a mark at the upper edge of the plot. */
export interface EventMark {
  x: number;
  /** What happened, as a sentence. */
  text: string;
}

/** Marks that stand at one place of the plot. */
export interface PlacedMark {
  /** In pixels from the left edge of the chart. */
  left: number;
  texts: string[];
}

/** Marks that are nearer to each other, in pixels, are one mark: two could not be pointed at apart. */
const smallestGap = 12;

/** The marks within the visible part of the x axis, from left to right. */
export function placeMarks(
  marks: readonly EventMark[],
  { x: axis, left, right }: Pick<PlotGeometry, 'x' | 'left' | 'right'>,
): PlacedMark[] {
  const visible = marks
    .map(({ x, text }) => ({ pixel: toPixel(axis, x), text }))
    .filter(({ pixel }) => pixel >= left && pixel <= right)
    .sort((a, b) => a.pixel - b.pixel);
  const placed: PlacedMark[] = [];
  for (const { pixel, text } of visible) {
    const last = placed.at(-1);
    if (last && pixel - last.left < smallestGap) {
      if (!last.texts.includes(text)) last.texts.push(text);
    } else placed.push({ left: pixel, texts: [text] });
  }
  return placed;
}

/** Sentences that a tooltip has room for. */
const maxTexts = 4;

/** The texts of one mark as one text. */
export function joinTexts(texts: readonly string[]): string {
  const more = texts.length - maxTexts;
  const shown = more > 0 ? texts.slice(0, maxTexts) : texts;
  return [...shown, ...(more > 0 ? [`And ${more} more.`] : [])].join('\n');
}
