import type { Figure } from '#chart/figure';
import type { FigureStyle } from '#spec/figure-style';
import { drawFigure } from './draw/draw-figure';
import { writeSvg } from './svg/write-svg';
import { loadTypeface } from './text/typeface';

/** The figure as an SVG document. Throws `validation` where its labels leave no room for the plots. */
export async function figureToSvg(figure: Figure, style: FigureStyle): Promise<string> {
  const typeface = await loadTypeface(style.fontFamily);
  const page = drawFigure(figure, style, typeface);
  return writeSvg(page, { typeface, textAs: style.textAs });
}
