import { describe, expect, it } from 'vitest';
import { Bitmap, packColor } from '../../../../../src-renderer/ui/chart/raster/bitmap';
import { Spans } from '../../../../../src-renderer/ui/chart/raster/spans';

const bytesOf = (pixel = 0): number[] => [...new Uint8Array(Uint32Array.of(pixel).buffer)];
const orange = packColor(240, 120, 30);

interface Span {
  column?: number;
  low: number;
  high: number;
  rise?: number;
  fall?: number;
}

function fill(bitmap: Bitmap, { column = 0, low, high, rise, fall }: Span, weight = 256): void {
  fillAll(bitmap, [{ column, low, high, rise, fall }], weight, orange);
}

function fillAll(bitmap: Bitmap, all: readonly Span[], weight: number, color: number): void {
  const spans = new Spans();
  for (const { column = 0, low, high, rise, fall } of all) spans.add(column, low, high, rise, fall);
  bitmap.fillSpans(spans, color, weight);
}

/** The pixels row by row, as an image has them. */
function rowsOf(bitmap: Bitmap): Uint32Array {
  const rows = new Uint32Array(bitmap.width * bitmap.height);
  bitmap.writeRows(rows);
  return rows;
}

/** The opacity of each row of a column, 0 to 255. */
function alphas(bitmap: Bitmap, column = 0): number[] {
  const { width, height } = bitmap;
  const rows = rowsOf(bitmap);
  return Array.from({ length: height }, (_, row) => (rows[row * width + column] ?? 0) >>> 24);
}

describe('a span of a column', () => {
  it('covers whole pixels fully, and those that it ends in by their part', () => {
    const bitmap = new Bitmap(1, 6);
    fill(bitmap, { low: 1.25, high: 4.5 });
    expect(alphas(bitmap)).toEqual([0, 191, 255, 255, 128, 0]);
    expect(bytesOf(rowsOf(bitmap)[2])).toEqual([240, 120, 30, 255]);
  });

  it('thinner than a pixel covers its part', () => {
    const bitmap = new Bitmap(1, 3);
    fill(bitmap, { low: 1.25, high: 1.75 });
    expect(alphas(bitmap)).toEqual([0, 128, 0]);
  });

  it('rises and falls over its ramp', () => {
    const bitmap = new Bitmap(1, 8);
    fill(bitmap, { low: 2, high: 6, rise: 4, fall: 4 });
    // At the middle of row 0, 0.5 of 4 pixels have been risen: 1/8 of 255, and so on.
    expect(alphas(bitmap)).toEqual([32, 96, 159, 223, 223, 159, 96, 32]);
  });

  it('is limited to the picture, however long it is', () => {
    const bitmap = new Bitmap(2, 2);
    fill(bitmap, { column: 1, low: -1e30, high: 1e30 });
    fill(bitmap, { low: NaN, high: 1 });
    fill(bitmap, { column: -1, low: 0, high: 2 });
    fill(bitmap, { column: 2, low: 0, high: 2 });
    expect([alphas(bitmap, 0), alphas(bitmap, 1)]).toEqual([
      [0, 0],
      [255, 255],
    ]);
  });
});

describe('what was drawn in', () => {
  it('are the rows of all spans, until the picture is cleared', () => {
    const bitmap = new Bitmap(2, 10);
    fill(bitmap, { low: 3, high: 5 });
    fill(bitmap, { column: 1, low: 4, high: 7 });
    fill(bitmap, { column: 1, low: 50, high: 60 });
    const { firstRow, endRow } = bitmap;
    expect(alphas(bitmap, 0).findIndex((alpha) => alpha > 0)).toBeGreaterThanOrEqual(firstRow);
    expect(alphas(bitmap, 1).lastIndexOf(255)).toBeLessThan(endRow);
    expect(endRow - firstRow).toBeLessThanOrEqual(6);
    bitmap.clear();
    expect(bitmap.endRow).toBeLessThan(bitmap.firstRow);
    fill(bitmap, { low: 0, high: 10 }, 0);
    expect([...rowsOf(bitmap)]).toEqual(new Array(20).fill(0));
    bitmap.clear();
    expect(bitmap.endRow).toBeLessThan(bitmap.firstRow);
  });
});

describe('colours over each other', () => {
  /** Source over destination, as the compositing specification defines it, in whole bytes. */
  it('are those of the operator "source over"', () => {
    const bitmap = new Bitmap(1, 1);
    fillAll(bitmap, [{ low: 0, high: 1 }], 128, packColor(0, 0, 255));
    fillAll(bitmap, [{ low: 0, high: 1 }], 128, packColor(255, 0, 0));
    // The front one is drawn first: alpha = 1/2 + 1/2 * 1/2; red = 1/4 of 3/4, blue = 1/2 of 3/4.
    const [red = 0, green, blue = 0, alpha = 0] = bytesOf(rowsOf(bitmap)[0]);
    expect(green).toBe(0);
    expect(Math.abs(red - 255 / 3)).toBeLessThanOrEqual(2);
    expect(Math.abs(blue - (255 * 2) / 3)).toBeLessThanOrEqual(2);
    expect(Math.abs(alpha - 191)).toBeLessThanOrEqual(1);
  });

  it('do not drift where a hundred faint ones are on top of each other', () => {
    const bitmap = new Bitmap(1, 1);
    for (let layer = 0; layer < 100; layer++) fill(bitmap, { low: 0, high: 1 }, 15);
    // 1 - (1 - 15/256)^100 = 0.9976, of 255.
    const [red = 0, green = 0, blue = 0, alpha = 0] = bytesOf(rowsOf(bitmap)[0]);
    expect(Math.abs(alpha - 254)).toBeLessThanOrEqual(8);
    expect(Math.abs(red - 240)).toBeLessThanOrEqual(8);
    expect(Math.abs(green - 120)).toBeLessThanOrEqual(8);
    expect(Math.abs(blue - 30)).toBeLessThanOrEqual(8);
  });

  it('never exceed a byte, whatever is below', () => {
    for (let under = 0; under <= 256; under += 4)
      for (let over = 0; over <= 256; over += 5) {
        const bitmap = new Bitmap(1, 1);
        fillAll(bitmap, [{ low: 0, high: 1 }], under, packColor(255, 255, 255));
        fillAll(bitmap, [{ low: 0, high: 1 }], over, packColor(255, 0, 255));
        const [red = 0, , blue = 0, alpha = 0] = bytesOf(rowsOf(bitmap)[0]);
        // A colour that overflowed would be small, and would carry into its neighbour.
        expect([red, blue]).toEqual(alpha === 0 ? [0, 0] : [255, 255]);
        expect(alpha).toBeGreaterThanOrEqual(Math.max(under, over) - 2);
      }
  });
});

describe('what is behind', () => {
  /** Draws spans, the front one first, as `fillSpans` is defined: without passing over what is hidden. */
  function drawSimply(height: number, all: readonly (Span & { weight: number })[]): number[] {
    const alphas = new Array<number>(height).fill(0);
    for (const { low, high, weight } of all)
      for (let row = 0; row < height; row++) {
        const covered = Math.max(0, Math.min(row + 1, high) - Math.max(row, low));
        alphas[row] = (alphas[row] ?? 0) + (1 - (alphas[row] ?? 0)) * covered * (weight / 256);
      }
    return alphas.map((alpha) => alpha * 255);
  }

  it('shows wherever those before it leave a pixel open, in whatever order they come', () => {
    let seed = 1;
    const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let round = 0; round < 200; round++) {
      const bitmap = new Bitmap(1, 24);
      const all = Array.from({ length: 12 }, () => {
        const low = 26 * random() - 1;
        return { low, high: low + 9 * random(), weight: random() < 0.7 ? 256 : 120 };
      });
      for (const span of all) fill(bitmap, span, span.weight);
      const exact = drawSimply(24, all);
      alphas(bitmap).forEach((alpha, row) =>
        expect(Math.abs(alpha - (exact[row] ?? 0))).toBeLessThanOrEqual(6),
      );
    }
  });

  it('does not change the colour of what hides it, and shows again after clearing', () => {
    const bitmap = new Bitmap(1, 6);
    fill(bitmap, { low: 1, high: 5 });
    fillAll(bitmap, [{ low: 0, high: 6 }], 256, packColor(0, 0, 255));
    expect(Array.from(rowsOf(bitmap), (pixel) => bytesOf(pixel)[0])).toEqual([
      0, 240, 240, 240, 240, 0,
    ]);
    bitmap.clear();
    fillAll(bitmap, [{ low: 0, high: 6 }], 256, packColor(0, 0, 255));
    expect(Array.from(rowsOf(bitmap), (pixel) => bytesOf(pixel)[2])).toEqual(
      new Array(6).fill(255),
    );
  });
});
