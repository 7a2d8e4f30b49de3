import type { Figure } from '#chart/figure';
import { isOfKind } from '#spec/errors';
import { pointsPerInch, resolveFigureStyle, type FigureStyle } from '#spec/figure-style';
import { figureToCsv } from '../../figure/figure-csv';
import { figureToPdf } from '../../figure/figure-pdf';
import { figureToPgfplots } from '../../figure/figure-pgfplots';
import { figureToSvg } from '../../figure/figure-svg';
import { layOutFigure } from '../../figure/layout/layout-figure';
import { createRuler } from '../../figure/layout/ruler';
import { loadTypeface } from '../../figure/text/typeface';

/** The files of a figure by their endings. */
export interface FigureFiles {
  files: { ending: string; content: string | Uint8Array }[];
  /** Null where it is not drawn. */
  page: FigurePage | null;
  /** What has to be said of them; null: nothing. */
  note: string | null;
}

/** How large the drawn figure is, in inches, and in how many columns its panels stand. */
export interface FigurePage {
  width: number;
  height: number;
  columns: number;
  legend: FigureStyle['legend'];
}

/** With the legend beside the plots, and without it where it leaves them no room: a hundred lines have a long one. */
const styles: readonly { style: FigureStyle; note: string | null }[] = [
  { style: resolveFigureStyle({ preset: 'paper-wide' }), note: null },
  {
    style: resolveFigureStyle({ preset: 'paper-wide', legend: 'none' }),
    note: 'is drawn without its legend, which leaves the plots no room.',
  },
];

/** The figure in every format of a folder. Where it cannot be laid out at all, its numbers alone. */
export async function drawFigureFiles(figure: Figure): Promise<FigureFiles> {
  const numbers = { ending: 'csv', content: figureToCsv(figure) };
  let reason = '';
  for (const { style, note } of styles) {
    try {
      const files = [
        { ending: 'pdf', content: await figureToPdf(figure, style) },
        { ending: 'svg', content: await figureToSvg(figure, style) },
        { ending: 'tex', content: await figureToPgfplots(figure, style) },
      ];
      return { files: [...files, numbers], page: await measurePage(figure, style), note };
    } catch (error) {
      if (!isOfKind(error, 'validation')) throw error;
      reason = error.message;
    }
  }
  return { files: [numbers], page: null, note: `is not drawn: ${reason}` };
}

async function measurePage(figure: Figure, style: FigureStyle): Promise<FigurePage> {
  const ruler = createRuler(style, await loadTypeface(style.fontFamily));
  const { width, height, panels } = layOutFigure(figure, style, ruler);
  return {
    width: width / pointsPerInch,
    height: height / pointsPerInch,
    columns: new Set(panels.map(({ x }) => x)).size,
    legend: style.legend,
  };
}
