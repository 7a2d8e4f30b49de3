/** Figures as files. */
import { resolve } from 'node:path';
import type { Figure } from '#chart/figure';
import { writeFileInParts } from '#files/file-output';
import type { FigureFormat } from '#spec/export-format';
import type { FigureStyle } from '#spec/figure-style';
import { assertTarget } from '../export-target';
import { figureToCsv } from './figure-csv';
import { figureToPdf } from './figure-pdf';
import { figureToLatexDocument, figureToPgfplots } from './figure-pgfplots';
import { figureToPng } from './figure-png';
import { figureToSvg } from './figure-svg';

export interface FigureFile {
  format: FigureFormat;
  style: FigureStyle;
  /** Of `png`. */
  dotsPerInch: number;
  /** Whether a file that is there is replaced. */
  overwrite: boolean;
}

/**
 * Writes one file and returns its path and its size. Throws `conflict` where something is at the place already, `notFound` where
 * its folder is not there, `validation` where the figure has no room for its plots, `unavailable` where it cannot be written.
 */
export async function writeFigure(
  path: string,
  figure: Figure,
  { overwrite, ...file }: FigureFile,
): Promise<{ path: string; bytes: number }> {
  const place = resolve(path);
  await assertTarget(place, { isFolder: false, overwrite });
  const content = await renderFigure(figure, file);
  const bytes = await writeFileInParts(place, (output) => output.write(content), { overwrite });
  return { path: place, bytes };
}

/** The content of such a file. */
export async function renderFigure(
  figure: Figure,
  { format, style, dotsPerInch }: Omit<FigureFile, 'overwrite'>,
): Promise<string | Uint8Array> {
  switch (format) {
    case 'svg':
      return figureToSvg(figure, style);
    case 'pdf':
      return figureToPdf(figure, style);
    case 'png':
      return figureToPng(figure, style, dotsPerInch);
    case 'pgfplots':
      return figureToPgfplots(figure, style);
    case 'latex-document':
      return figureToLatexDocument(figure, style);
    case 'figure-csv':
      return figureToCsv(figure);
  }
}
