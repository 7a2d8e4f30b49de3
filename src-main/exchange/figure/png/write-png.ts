/** A page as a PNG picture. */
import type { Sharp, SharpOptions } from 'sharp';
import { messageOf, WorkbenchError } from '#spec/errors';
import { pointsPerInch } from '#spec/figure-style';
import type { Page } from '../drawings';
import { writeSvg } from '../svg/write-svg';
import type { Typeface } from '../text/typeface';

/** Pixels of a side that programs can be trusted to open. */
const maxPixels = 16_384;

/**
 * Letters are shapes, so that the fonts of the machine do not matter. Throws `validation` where the picture would be too
 * large, `unavailable` where sharp does not start.
 */
export async function writePng(
  page: Page,
  { typeface, dotsPerInch }: { typeface: Typeface; dotsPerInch: number },
): Promise<Uint8Array> {
  const toPixels = (points: number): number =>
    Math.max(1, Math.round((points * dotsPerInch) / pointsPerInch));
  const pixels = { width: toPixels(page.width), height: toPixels(page.height) };
  if (Math.max(pixels.width, pixels.height) > maxPixels)
    throw new WorkbenchError(
      'validation',
      `The picture would have ${pixels.width} × ${pixels.height} pixels, and at most ${maxPixels} are possible on a side. Choose fewer dots per inch, or a smaller figure.`,
    );
  const svg = writeSvg(page, { typeface, textAs: 'outlines', pixels });
  const sharp = await loadSharp();
  return sharp(Buffer.from(svg), { limitInputPixels: maxPixels ** 2, unlimited: true })
    .withMetadata({ density: dotsPerInch })
    .png()
    .toBuffer();
}

async function loadSharp(): Promise<(input: Buffer, options: SharpOptions) => Sharp> {
  try {
    return (await import('sharp')).default;
  } catch (error) {
    throw new WorkbenchError(
      'unavailable',
      `The picture cannot be made: the library 'sharp' does not start here (${messageOf(error)}). Run 'npm install' again, or choose SVG or PDF.`,
    );
  }
}
