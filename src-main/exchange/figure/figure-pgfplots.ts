import type { Figure } from '#chart/figure';
import { escapeLatex } from '#analysis/tables/latex-escape';
import type { FigureStyle } from '#spec/figure-style';
import { chooseColors, columnWidth, describeLines, drawLayers } from './draw/draw-layers';
import { layOutFigure, type FigureLayout, type TextBlock } from './layout/layout-figure';
import { findMarks } from './layout/legend';
import { createRuler, type Ruler } from './layout/ruler';
import { chooseLooks, inks, type LookOf } from './layout/series-looks';
import { formatLength } from './numbers';
import { createAxisNumbers } from './pgfplots/axis-numbers';
import { ColorNames } from './pgfplots/color-names';
import { axisOptions, writeLines } from './pgfplots/write-axis';
import { writeColorBar } from './pgfplots/write-color-bar';
import { fontOf, writeLayers } from './pgfplots/write-layers';
import { legendOptions, writeLegend } from './pgfplots/write-legend';
import { loadTypeface } from './text/typeface';

/** TeX takes long for many points, and has memory for some ten thousand of them. */
const resolution = { finest: 0.5, maxColumns: 4000 };
/**
 * How much wider the small sizes of Computer Modern are than that of 10 points, by the width of a letter in their metrics
 * (cmr5 to cmr10); sizes between them are those of the next larger one.
 */
const opticalWidths = [
  [5, 1.36],
  [6, 1.22],
  [7, 1.14],
  [8, 1.063],
  [9, 1.028],
] as const;
/** Computer Modern of 10 points beside the serif font that is measured. */
const widerSerif = 1.06;

/**
 * The figure as a picture for LaTeX documents: one axis of pgfplots for each panel, with values that can be edited. Throws
 * `validation` where its labels leave no room for the plots.
 */
export async function figureToPgfplots(figure: Figure, style: FigureStyle): Promise<string> {
  const ruler = await loadRuler(style);
  const layout = layOutFigure(figure, style, ruler);
  return writePicture(figure, style, layout, ruler);
}

/** A document that has this picture on a page of its size. */
export async function figureToLatexDocument(figure: Figure, style: FigureStyle): Promise<string> {
  const ruler = await loadRuler(style);
  const layout = layOutFigure(figure, style, ruler);
  const size = `paperwidth=${formatLength(layout.width)}bp, paperheight=${formatLength(layout.height)}bp`;
  return `\\documentclass{article}
\\usepackage[${size}, margin=0pt]{geometry}
\\usepackage{pgfplots}
\\pgfplotsset{compat=1.16}
\\pagestyle{empty}
\\parindent=0pt \\topskip=0pt \\hfuzz=1pt \\vfuzz=1pt
\\begin{document}
${writePicture(figure, style, layout, ruler)}\\end{document}
`;
}

/** Measures texts as LaTeX will set them. */
async function loadRuler(style: FigureStyle): Promise<Ruler> {
  const typeface = await loadTypeface(style.fontFamily);
  const measure = (text: string, size: number): number =>
    widthInLatex(style.fontFamily, size) * typeface.measure(spellOut(text), size);
  return createRuler(style, { ...typeface, measure });
}

/** How much wider LaTeX sets a text than it is measured. */
function widthInLatex(family: FigureStyle['fontFamily'], size: number): number {
  if (family === 'sans') return 1;
  const [, optical] = opticalWidths.find(([designed]) => size < designed + 0.5) ?? [10, 1];
  return widerSerif * optical;
}

/** Letters that LaTeX lacks become numbers. */
function spellOut(text: string): string {
  return [...text]
    .map((letter) => (escapeLatex(letter).startsWith('U+') ? escapeLatex(letter) : letter))
    .join('');
}

function writePicture(
  figure: Figure,
  style: FigureStyle,
  layout: FigureLayout,
  ruler: Ruler,
): string {
  const colors = new ColorNames();
  const lookOf = chooseLooks(figure, style.isGreySafe);
  const { width, height, title, notes, panels } = layout;
  const body = [
    ...writeBlock(title, inks.text, height, colors),
    ...panels.flatMap((_, index) =>
      writePanel(figure, style, layout, index, { ruler, lookOf, colors }),
    ),
    ...writeBlock(notes, inks.soft, height, colors),
  ];
  const family = style.fontFamily === 'sans' ? '\\sffamily' : '\\rmfamily';
  return `${[
    '% Needs \\usepackage{pgfplots} and \\pgfplotsset{compat=1.16} before \\begin{document}.',
    `% ${formatLength(width)} bp wide and ${formatLength(height)} bp high. The text has the fonts of the document.`,
    `\\begin{tikzpicture}[node font=${family}, font=${fontOf(style.fontSize)}]`,
    ...colors.definitions,
    `\\path[use as bounding box] (0,0) rectangle (${formatLength(width)}bp,${formatLength(height)}bp);`,
    ...body,
    '\\end{tikzpicture}%',
  ].join('\n')}\n`;
}

function writePanel(
  figure: Figure,
  style: FigureStyle,
  layout: FigureLayout,
  index: number,
  { ruler, lookOf, colors }: { ruler: Ruler; lookOf: LookOf; colors: ColorNames },
): string[] {
  const { panels, height, legend } = layout;
  const placed = panels[index];
  if (!placed) return [];
  const { panel, plot, title, x, y } = placed;
  const colorOf = chooseColors(panel, style);
  const column = columnWidth(panels, resolution);
  const pen = { plot, ruler, lookOf, colorOf, column, ...describeLines(panel, lookOf) };
  const hasLegend = legend !== null && index === panels.length - 1;
  const options = [
    ...axisOptions(placed, { pageHeight: height, ruler, colors }),
    ...(hasLegend ? legendOptions(legend, placed) : []),
  ];
  return [
    ...writeBlock({ lines: title, x, y, size: ruler.size }, inks.text, height, colors),
    '\\begin{axis}[',
    ...options.map((option) => `  ${option},`),
    ']',
    ...writeLayers(drawLayers(panel.layers, pen), createAxisNumbers(plot), colors),
    ...(hasLegend ? writeLegend(legend, findMarks(figure), { lookOf, ruler, colors }) : []),
    '\\end{axis}',
    ...writeColorBar(placed, { colorOf, pageHeight: height, ruler, colors }),
  ];
}

function writeBlock(
  block: TextBlock | null,
  color: string,
  pageHeight: number,
  colors: ColorNames,
): string[] {
  if (!block || block.lines.length === 0) return [];
  const { lines, x, y, size } = block;
  const place = `(${formatLength(x)}bp,${formatLength(pageHeight - y)}bp)`;
  return [
    `\\node[anchor=north west, inner sep=0pt, align=left, text=${colors.nameOf(color)}, font=${fontOf(size)}] at ${place} {${writeLines(lines)}};`,
  ];
}
