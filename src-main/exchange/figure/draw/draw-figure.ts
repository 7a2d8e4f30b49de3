/** The figure as shapes and texts on a page. */
import type { Figure } from '#chart/figure';
import type { FigureStyle } from '#spec/figure-style';
import type { Drawing, Page } from '../drawings';
import { layOutFigure, type PanelLayout, type TextBlock } from '../layout/layout-figure';
import { findMarks } from '../layout/legend';
import { createRuler, lineSpacing, middleToBaseline, type Ruler } from '../layout/ruler';
import { chooseLooks, inks, type LookOf } from '../layout/series-looks';
import { cleanText } from '../text/clean-text';
import type { Typeface } from '../text/typeface';
import { drawAxes, drawColorBar, drawGrid } from './draw-axes';
import { drawLegend } from './draw-legend';
import { chooseColors, columnWidth, describeLines, drawLayers } from './draw-layers';
import type { PanelPen } from './panel-pen';

/** What a printer of 288 dots per inch shows; of many lines less, so that files stay small. */
const resolution = { finest: 0.25, maxColumns: 25_000 };

/** Throws `validation` where the labels leave no room for the plots. */
export function drawFigure(figure: Figure, style: FigureStyle, typeface: Typeface): Page {
  const ruler = createRuler(style, typeface);
  const layout = layOutFigure(figure, style, ruler);
  const lookOf = chooseLooks(figure, style.isGreySafe);
  const column = columnWidth(layout.panels, resolution);
  return {
    width: layout.width,
    height: layout.height,
    title: cleanText(figure.title),
    background: style.isTransparent ? null : '#ffffff',
    fontFamily: style.fontFamily,
    drawings: [
      ...drawText(layout.title, inks.text),
      ...layout.panels.flatMap((panel) => drawPanel(panel, { lookOf, column, ruler, style })),
      ...drawLegend(layout.legend, findMarks(figure), lookOf, ruler),
      ...drawText(layout.notes, inks.soft),
    ],
  };
}

function drawText(block: TextBlock | null, color: string): Drawing[] {
  if (!block) return [];
  const { lines, x, y, size } = block;
  return lines.map((text, index): Drawing => ({
    kind: 'text',
    text,
    x,
    y: y + (index + 0.5) * size * lineSpacing + size * middleToBaseline,
    anchor: 'start',
    angle: 0,
    size,
    color,
  }));
}

function drawPanel(
  layout: PanelLayout,
  {
    lookOf,
    column,
    ruler,
    style,
  }: { lookOf: LookOf; column: number; ruler: Ruler; style: FigureStyle },
): Drawing[] {
  const { panel, plot } = layout;
  const colorOf = chooseColors(panel, style);
  const lines = describeLines(panel, lookOf);
  const pen: PanelPen = { plot, ruler, lookOf, colorOf, column, ...lines };
  return [
    ...drawGrid(layout, ruler),
    ...drawLayers(panel.layers, pen),
    ...drawAxes(layout, ruler),
    ...drawColorBar(layout, colorOf, ruler),
  ];
}
