import type { Sharp, SharpOptions } from 'sharp';
import type { Figure } from '#chart/figure';
import { messageOf, WorkbenchError } from '#spec/errors';
import { pointsPerInch, type FigureStyle } from '#spec/figure-style';
import { drawFigure } from './draw/draw-figure';
import { writeSvg } from './svg/write-svg';
import { loadTypeface } from './text/typeface';

/** Pixels of a side that programs can be trusted to open. */
const maxPixels = 16_384;

/**
 * The figure as a PNG picture. Letters are shapes, so that the fonts of the machine do not matter. Throws `validation` where
 * the picture would be too large or its labels leave no room for the plots, `unavailable` where sharp does not start.
 */
export async function figureToPng(
  figure: Figure,
  style: FigureStyle,
  dotsPerInch: number,
): Promise<Uint8Array> {
  const typeface = await loadTypeface(style.fontFamily);
  const page = drawFigure(figure, style, typeface);
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
