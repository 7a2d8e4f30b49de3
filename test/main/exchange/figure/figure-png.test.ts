import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { figureToPng } from '#exchange/figure/figure-png';
import { handMade, plot, style } from './hand-made';

const made = handMade([{ kind: 'line', series: 0, role: 'main', x: [0, 10], y: [5, 5] }]);

async function pixelAt(png: Uint8Array, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const start = (Math.floor(y) * info.width + Math.floor(x)) * info.channels;
  return [...data.subarray(start, start + info.channels)];
}

describe('a PNG picture', () => {
  it('has the pixels of its size and says how many there are in an inch', async () => {
    const { width, height, density } = await sharp(await figureToPng(made, style, 300)).metadata();
    // 300 × 200 points are 300 / 72 = 4.17 and 2.78 inches.
    expect({ width, height, density }).toEqual({ width: 1250, height: 833, density: 300 });
  });

  it('has the colour of a line at its place, and white paper beside it', async () => {
    const png = await figureToPng(made, style, 288);
    const middle = 4 * ((plot.top + plot.bottom) / 2);
    expect((await pixelAt(png, 4 * 100, middle)).slice(0, 3)).toEqual([0x21, 0x66, 0xd1]);
    expect((await pixelAt(png, 4 * 100, middle + 40)).slice(0, 3)).toEqual([255, 255, 255]);
  });

  it('is clear where it is asked to be', async () => {
    const png = await figureToPng(made, { ...style, isTransparent: true }, 72);
    expect((await pixelAt(png, 100, 50)).at(3)).toBe(0);
  });

  it('is refused where it would have too many pixels', async () => {
    await expect(figureToPng(made, style, 10_000)).rejects.toThrow(/41667 × 27778 pixels/);
  });
});
