import { describe, expect, it } from 'vitest';
import { Bitmap, packColor } from '../../../../../src-renderer/ui/chart/raster/bitmap';

const bytesOf = (pixel = 0): number[] => [...new Uint8Array(Uint32Array.of(pixel).buffer)];
const orange = packColor(240, 120, 30);

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
    bitmap.fillSpan(0, 1.25, 4.5, orange, 256);
    expect(alphas(bitmap)).toEqual([0, 191, 255, 255, 128, 0]);
    expect(bytesOf(rowsOf(bitmap)[2])).toEqual([240, 120, 30, 255]);
  });

  it('thinner than a pixel covers its part', () => {
    const bitmap = new Bitmap(1, 3);
    bitmap.fillSpan(0, 1.25, 1.75, orange, 256);
    expect(alphas(bitmap)).toEqual([0, 128, 0]);
  });

  it('rises and falls over its ramp', () => {
    const bitmap = new Bitmap(1, 8);
    bitmap.fillSpan(0, 2, 6, orange, 256, 4, 4);
    // At the middle of row 0, 0.5 of 4 pixels have been risen: 1/8 of 255, and so on.
    expect(alphas(bitmap)).toEqual([32, 96, 159, 223, 223, 159, 96, 32]);
  });

  it('is limited to the picture, however long it is', () => {
    const bitmap = new Bitmap(2, 2);
    bitmap.fillSpan(1, -1e30, 1e30, orange, 256);
    bitmap.fillSpan(0, NaN, 1, orange, 256);
    expect([alphas(bitmap, 0), alphas(bitmap, 1)]).toEqual([
      [0, 0],
      [255, 255],
    ]);
  });
});

describe('what was drawn in', () => {
  it('are the rows of all spans, until the picture is cleared', () => {
    const bitmap = new Bitmap(2, 10);
    bitmap.fillSpan(0, 3, 5, orange, 256);
    bitmap.fillSpan(1, 4, 7, orange, 256);
    bitmap.fillSpan(1, 50, 60, orange, 256);
    const { firstRow, endRow } = bitmap;
    expect(alphas(bitmap, 0).findIndex((alpha) => alpha > 0)).toBeGreaterThanOrEqual(firstRow);
    expect(alphas(bitmap, 1).lastIndexOf(255)).toBeLessThan(endRow);
    expect(endRow - firstRow).toBeLessThanOrEqual(6);
    bitmap.clear();
    expect(bitmap.endRow).toBeLessThan(bitmap.firstRow);
    bitmap.fillSpan(0, 0, 10, orange, 0);
    expect([...rowsOf(bitmap)]).toEqual(new Array(20).fill(0));
    bitmap.clear();
    expect(bitmap.endRow).toBeLessThan(bitmap.firstRow);
  });
});

describe('colours over each other', () => {
  /** Source over destination, as the compositing specification defines it, in whole bytes. */
  it('are those of the operator "source over"', () => {
    const bitmap = new Bitmap(1, 1);
    bitmap.fillSpan(0, 0, 1, packColor(0, 0, 255), 128);
    bitmap.fillSpan(0, 0, 1, packColor(255, 0, 0), 128);
    // The front one is drawn first: alpha = 1/2 + 1/2 * 1/2; red = 1/4 of 3/4, blue = 1/2 of 3/4.
    const [red = 0, green, blue = 0, alpha = 0] = bytesOf(rowsOf(bitmap)[0]);
    expect(green).toBe(0);
    expect(Math.abs(red - 255 / 3)).toBeLessThanOrEqual(2);
    expect(Math.abs(blue - (255 * 2) / 3)).toBeLessThanOrEqual(2);
    expect(Math.abs(alpha - 191)).toBeLessThanOrEqual(1);
  });

  it('do not drift where a hundred faint ones are on top of each other', () => {
    const bitmap = new Bitmap(1, 1);
    for (let layer = 0; layer < 100; layer++) bitmap.fillSpan(0, 0, 1, orange, 15);
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
        bitmap.fillSpan(0, 0, 1, packColor(255, 255, 255), under);
        bitmap.fillSpan(0, 0, 1, packColor(255, 0, 255), over);
        const [red = 0, , blue = 0, alpha = 0] = bytesOf(rowsOf(bitmap)[0]);
        // A colour that overflowed would be small, and would carry into its neighbour.
        expect([red, blue]).toEqual(alpha === 0 ? [0, 0] : [255, 255]);
        expect(alpha).toBeGreaterThanOrEqual(Math.max(under, over) - 2);
      }
  });
});
