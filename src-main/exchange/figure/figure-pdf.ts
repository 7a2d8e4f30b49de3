import type { Figure } from '#chart/figure';
import type { FigureStyle } from '#spec/figure-style';
import { drawFigure } from './draw/draw-figure';
import { writePdf } from './pdf/write-pdf';
import { loadTypeface } from './text/typeface';

/** The figure as a PDF document with embedded fonts. Throws `validation` where its labels leave no room for the plots. */
export async function figureToPdf(figure: Figure, style: FigureStyle): Promise<Uint8Array> {
  const typeface = await loadTypeface(style.fontFamily);
  return writePdf(drawFigure(figure, style, typeface), { typeface, textAs: style.textAs });
}
