import type { Spans } from './spans';

/** What lies under a pixel of this alpha, of 255, is not seen. */
const nearlyOpaque = 252;

/**
 * A picture in memory that curves are drawn into, the front one first: what lies behind opaque
 * pixels is passed over in one step, and most of the pixels of many noisy curves are behind others. The pixels of a column follow each other, since
 * curves are drawn column by column. Colours are premultiplied and have 16 bits, the sum of 8 bits times weights of up
 * to 256 in all, so that many faint layers do not lose theirs by rounding.
 */
export class Bitmap {
  readonly width: number;
  readonly height: number;
  /** Of each pixel, red in the lower and blue in the upper 16 bits. */
  readonly #redBlue: Uint32Array;
  /** Of each pixel, green in the lower and alpha in the upper 16 bits. */
  readonly #greenAlpha: Uint32Array;
  /** Of each column, rows that are known to hide what is behind them: from the first up to, but not including, the end. */
  readonly #hiddenFrom: Int32Array;
  readonly #hiddenEnd: Int32Array;
  /** The rows that something was drawn in: from the first up to, but not including, the end. */
  firstRow = Infinity;
  endRow = 0;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#redBlue = new Uint32Array(width * height);
    this.#greenAlpha = new Uint32Array(width * height);
    this.#hiddenFrom = new Int32Array(width);
    this.#hiddenEnd = new Int32Array(width);
  }

  clear(): void {
    this.#redBlue.fill(0);
    this.#greenAlpha.fill(0);
    this.#hiddenFrom.fill(0);
    this.#hiddenEnd.fill(0);
    this.firstRow = Infinity;
    this.endRow = 0;
  }

  /**
   * Draws spans under what is there. `color` is opaque, `weight` its opacity from 0 to 256. What is outside the picture is
   * not drawn.
   */
  fillSpans(spans: Spans, color: number, weight: number): void {
    const { width, height } = this;
    const { count, column: columns, low: lows, high: highs, rise: rises, fall: falls } = spans;
    const redBlue = this.#redBlue;
    const greenAlpha = this.#greenAlpha;
    const hiddenFroms = this.#hiddenFrom;
    const hiddenEnds = this.#hiddenEnd;
    const colorRedBlue = color & 0xff00ff;
    const colorGreenAlpha = (color >>> 8) & 0xff00ff;
    let { firstRow, endRow } = this;
    for (let index = 0; index < count; index++) {
      const column = columns[index] as number;
      const low = lows[index] as number;
      const high = highs[index] as number;
      const rise = rises[index] as number;
      const fall = falls[index] as number;
      const first = Math.max(0, Math.floor(low - rise / 2));
      const end = Math.min(height, Math.ceil(high + fall / 2));
      if (column < 0 || column >= width || !(first < end)) continue;
      if (first < firstRow) firstRow = first;
      if (end > endRow) endRow = end;
      const solidFrom = low + rise / 2 - 0.5;
      const solidTo = high - fall / 2 - 0.5;
      const hiddenFrom = hiddenFroms[column] as number;
      const hiddenEnd = hiddenEnds[column] as number;
      const top = column * height;
      for (let row = first; row < end; row++) {
        if (row >= hiddenFrom && row < hiddenEnd) {
          row = hiddenEnd - 1;
          continue;
        }
        const at = top + row;
        const over = greenAlpha[at] as number;
        const alpha = over >>> 24;
        if (alpha >= nearlyOpaque) continue;
        let covered = weight;
        if (row < solidFrom || row > solidTo) {
          const into = Math.min(1, (row + 0.5 - low) / rise + 0.5);
          const out = Math.min(1, (high - row - 0.5) / fall + 0.5);
          covered = Math.max(0, ((into + out - 1) * weight + 0.5) | 0);
        }
        // An alpha of 255 would leave nothing, 0 leaves all of the 256. All weights add up to at most 257: no carry.
        const seen = (covered * (256 - alpha - (alpha >> 7)) + 128) >> 8;
        greenAlpha[at] = over + Math.imul(colorGreenAlpha, seen);
        redBlue[at] = (redBlue[at] as number) + Math.imul(colorRedBlue, seen);
      }
      if (weight < 256) continue;
      // The rows that this span hides join those that are known, or take their place where they are more.
      const from = Math.max(first, Math.ceil(solidFrom));
      const solidEnd = Math.min(end, Math.floor(solidTo) + 1);
      if (from <= hiddenEnd && solidEnd >= hiddenFrom) {
        hiddenFroms[column] = Math.min(from, hiddenFrom);
        hiddenEnds[column] = Math.max(solidEnd, hiddenEnd);
      } else if (solidEnd - from > hiddenEnd - hiddenFrom) {
        hiddenFroms[column] = from;
        hiddenEnds[column] = solidEnd;
      }
    }
    this.firstRow = firstRow;
    this.endRow = endRow;
  }

  /**
   * Writes the rows that something was drawn in as `ImageData` has them: row by row, four bytes for each pixel (red in
   * the lowest, then green, blue and alpha), colours not premultiplied.
   */
  writeRows(into: Uint32Array): void {
    const { width, height } = this;
    for (let column = 0; column < width; column++) {
      let at = this.firstRow * width + column;
      const end = column * height + this.endRow;
      for (let from = column * height + this.firstRow; from < end; from++, at += width)
        into[at] = toPixel(this.#redBlue[from] ?? 0, this.#greenAlpha[from] ?? 0);
    }
  }
}

function toPixel(redBlue: number, greenAlpha: number): number {
  const alpha = greenAlpha >>> 16;
  if (alpha === 0) return 0;
  const scale = 255 / alpha;
  const red = ((redBlue & 0xffff) * scale + 0.5) | 0;
  const green = ((greenAlpha & 0xffff) * scale + 0.5) | 0;
  const blue = ((redBlue >>> 16) * scale + 0.5) | 0;
  return packColor(red, green, blue, Math.min(255, (alpha + 128) >> 8));
}

export function packColor(red: number, green: number, blue: number, alpha = 255): number {
  return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
