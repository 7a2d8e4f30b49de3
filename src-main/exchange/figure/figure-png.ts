import type { Figure } from '#chart/figure';
import type { FigureStyle } from '#spec/figure-style';
import { drawFigure } from './draw/draw-figure';
import { writePng } from './png/write-png';
import { loadTypeface } from './text/typeface';

/** The figure as a PNG picture. Throws as `writePng` does, and `validation` where its labels leave no room for the plots. */
export async function figureToPng(
  figure: Figure,
  style: FigureStyle,
  dotsPerInch: number,
): Promise<Uint8Array> {
  const typeface = await loadTypeface(style.fontFamily);
  return writePng(drawFigure(figure, style, typeface), { typeface, dotsPerInch });
}
