/** What lies under a pixel of this alpha, of 255, is not seen. */
const nearlyOpaque = 252;

/**
 * A picture in memory that curves are drawn into, the front one first: where it is opaque, those behind it cost only a
 * look, and most of the pixels of many noisy curves are behind others. The pixels of a column follow each other, since
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
  /** The rows that something was drawn in: from the first up to, but not including, the end. */
  firstRow = Infinity;
  endRow = 0;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#redBlue = new Uint32Array(width * height);
    this.#greenAlpha = new Uint32Array(width * height);
  }

  clear(): void {
    this.#redBlue.fill(0);
    this.#greenAlpha.fill(0);
    this.firstRow = Infinity;
    this.endRow = 0;
  }

  /**
   * Draws a vertical span of one column under what is there. Its coverage rises from 0 to 1 over `rise` pixels around
   * `low`, and falls over `fall` pixels around `high`: over one pixel, an end between two pixels is antialiased. `color`
   * is opaque, `weight` its opacity from 0 to 256. What is outside the picture is not drawn.
   */
  fillSpan(
    column: number,
    low: number,
    high: number,
    color: number,
    weight: number,
    rise = 1,
    fall = 1,
  ): void {
    const { width, height } = this;
    if (column < 0 || column >= width) return;
    const first = Math.max(0, Math.floor(low - rise / 2));
    const end = Math.min(height, Math.ceil(high + fall / 2));
    if (first < end) {
      if (first < this.firstRow) this.firstRow = first;
      if (end > this.endRow) this.endRow = end;
    }
    const redBlue = this.#redBlue;
    const greenAlpha = this.#greenAlpha;
    const colorRedBlue = color & 0xff00ff;
    const colorGreenAlpha = (color >>> 8) & 0xff00ff;
    const solidFrom = low + rise / 2 - 0.5;
    const solidTo = high - fall / 2 - 0.5;
    for (let row = first, at = column * height + first; row < end; row++, at++) {
      const over = greenAlpha[at] ?? 0;
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
      redBlue[at] = (redBlue[at] ?? 0) + Math.imul(colorRedBlue, seen);
    }
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
