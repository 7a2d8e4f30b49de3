/**
 * A picture in memory that curves are drawn into. Each pixel is one number, as `ImageData` lays out its four bytes: red
 * in the lowest, then green, blue and alpha. Colours are premultiplied by alpha until `toStraightAlpha`.
 */
export class Bitmap {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint32Array;
  /** The rows that something was drawn in: from the first up to, but not including, the end. */
  firstRow = Infinity;
  endRow = 0;

  constructor(width: number, height: number, pixels = new Uint32Array(width * height)) {
    this.width = width;
    this.height = height;
    this.pixels = pixels;
  }

  clear(): void {
    this.pixels.fill(0, this.firstRow * this.width, this.endRow * this.width);
    this.firstRow = Infinity;
    this.endRow = 0;
  }

  /**
   * Draws a vertical span of one column over what is there. Its coverage rises from 0 to 1 over `rise` pixels around
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
    const { width, height, pixels } = this;
    if (column < 0 || column >= width) return;
    const first = Math.max(0, Math.floor(low - rise / 2));
    const end = Math.min(height, Math.ceil(high + fall / 2));
    if (first < end) {
      if (first < this.firstRow) this.firstRow = first;
      if (end > this.endRow) this.endRow = end;
    }
    const solidFrom = low + rise / 2 - 0.5;
    const solidTo = high - fall / 2 - 0.5;
    for (let row = first, at = first * width + column; row < end; row++, at += width) {
      let covered = weight;
      if (row < solidFrom || row > solidTo) {
        const into = Math.min(1, (row + 0.5 - low) / rise + 0.5);
        const out = Math.min(1, (high - row - 0.5) / fall + 0.5);
        covered = ((into + out - 1) * weight + 0.5) | 0;
        if (covered <= 0) continue;
      }
      pixels[at] = covered === 256 ? color : blend(color, pixels[at] ?? 0, covered);
    }
  }

  /** Divides the colours by alpha, as `ImageData` has them. */
  toStraightAlpha(): void {
    const { pixels, width } = this;
    for (let at = this.firstRow * width; at < this.endRow * width; at++) {
      const pixel = pixels[at] ?? 0;
      const alpha = pixel >>> 24;
      if (alpha === 0 || alpha === 255) continue;
      const scale = 255 / alpha;
      const red = ((pixel & 255) * scale + 0.5) | 0;
      const green = (((pixel >>> 8) & 255) * scale + 0.5) | 0;
      const blue = (((pixel >>> 16) & 255) * scale + 0.5) | 0;
      pixels[at] = packColor(red, green, blue, alpha);
    }
  }
}

export function packColor(red: number, green: number, blue: number, alpha = 255): number {
  return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** `color` with an opacity of `weight` / 256 over a pixel. Two bytes are computed at once, each in 16 bits, rounded. */
function blend(color: number, under: number, weight: number): number {
  const redBlue = scalePair(color, weight);
  const greenAlpha = scalePair(color >>> 8, weight);
  const alpha = greenAlpha >>> 16;
  // 255 is to leave nothing of what is below.
  const left = 256 - alpha - (alpha >> 7);
  return (redBlue + scalePair(under, left)) | ((greenAlpha + scalePair(under >>> 8, left)) << 8);
}

const scalePair = (pair: number, weight: number): number =>
  ((Math.imul(pair & 0xff00ff, weight) + 0x800080) >>> 8) & 0xff00ff;
