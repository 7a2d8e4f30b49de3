/** Points, bars, boxes, cells of heat maps, and texts. */
import type { FigurePoints, FigureRectangles, FigureTexts } from '#chart/figure';
import { toPixel, type PlotGeometry } from '#chart/axes/axis-map';
import type { Drawing, DrawnText, MarkShape } from '../drawings';
import { luminanceOf } from '../layout/greys';
import {
  blockHeight,
  blockWidth,
  lineSpacing,
  middleToBaseline,
  type Ruler,
} from '../layout/ruler';
import { inks } from '../layout/series-looks';
import { cleanText } from '../text/clean-text';
import { drawMarks } from './marks';
import type { PanelPen } from './panel-pen';
import { isWithin, projectPoints } from './project-line';

/** Marks at the lower edge stand above one another, up to so many rows. */
const edgeRows = 4;
const edgeHeight = 5;

/** `row`: how many layers of the panel have marks at the lower edge already. */
export function drawPoints(layer: FigurePoints, pen: PanelPen, row: number): Drawing[] {
  const { lookOf, plot, ruler } = pen;
  const { color, shape, hasShapes } = lookOf(layer.series);
  const paint = { color, opacity: 1 };
  const isStroke = layer.marker === 'cross' || layer.marker === 'tick';
  const width = (layer.marker === 'tick' ? 1 : 1.5) * ruler.pixel;
  const marker: MarkShape = layer.marker === 'circle' && hasShapes ? shape : layer.marker;
  const radius = (layer.marker === 'tick' ? edgeHeight / 2 : layer.size) * ruler.pixel;
  const atEdge = isStroke ? placeAtEdge(layer, pen, row) : [];
  const inPlot = isStroke
    ? projectPoints(layer.x, layer.y, { ...plot, bottom: plot.bottom - 0.03 })
    : projectPoints(layer.x, layer.y, plot);
  return drawMarks([...inPlot, ...atEdge], marker, { radius, paint, width });
}

/** Whether some marks are of values that have no place on the axis. */
export function hasEdgeMarks({ marker, y }: FigurePoints, plot: PlotGeometry): boolean {
  if (marker === 'tick') return true;
  return marker === 'cross' && Array.from(y).some((value) => isAtEdge(value, plot));
}

const isAtEdge = (value: number, { y, bottom }: PlotGeometry): boolean =>
  !(toPixel(y, value) < bottom - 0.01);

/** Ticks, and crosses without a place above the lower edge, stand on it. */
function placeAtEdge(
  { x, y, marker, size }: FigurePoints,
  { plot, ruler }: PanelPen,
  row: number,
): number[] {
  const step = (edgeHeight + 1) * ruler.pixel;
  const bottom = plot.bottom - ruler.pixel - (row % edgeRows) * step;
  const height = marker === 'tick' ? bottom : bottom - size * ruler.pixel;
  const places = new Set<number>();
  for (let index = 0; index < x.length; index += 1) {
    if (marker === 'cross' && !isAtEdge(y[index] ?? NaN, plot)) continue;
    const place = Math.round(toPixel(plot.x, x[index] ?? NaN) * 4) / 4;
    if (place >= plot.left - 0.25 && place <= plot.right + 0.25) places.add(place);
  }
  return [...places].flatMap((place) => [place, height]);
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

type Rectangle = FigureRectangles['items'][number];

export function drawRectangles(layer: FigureRectangles, pen: PanelPen): Drawing[] {
  const shown = layer.items.flatMap((item) => {
    const box = boxOf(item, pen);
    return box ? [{ item, box }] : [];
  });
  const texts = shown.flatMap(({ item, box }) => {
    const lines = (item.text ?? '').split('\n').map(cleanText);
    return lines.every((line) => line === '')
      ? []
      : [{ lines, box, color: textColor(item, layer, pen) }];
  });
  return [
    ...shown.map(({ item, box }) => drawBox(box, item, layer, pen)),
    ...drawTextsInBoxes(texts, pen),
  ];
}

/** The part of a rectangle within the plot; null where there is none. */
function boxOf({ x0, x1, y0, y1 }: Rectangle, { plot }: PanelPen): Box | null {
  const between = (from: number, to: number, place: number): number =>
    Math.min(to, Math.max(from, place));
  const xs = [x0, x1].map((x) => between(plot.left, plot.right, toPixel(plot.x, x)));
  // On a logarithmic axis, a bar that begins at zero begins at the edge.
  const ys = [y0, y1].map((y) => {
    const place = plot.y.isLog && y <= 0 ? plot.bottom : toPixel(plot.y, y);
    return between(plot.top, plot.bottom, place);
  });
  const box = {
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
  return box.right > box.left && box.bottom > box.top ? box : null;
}

function drawBox(
  { left, right, top, bottom }: Box,
  item: Rectangle,
  { series, style }: FigureRectangles,
  { lookOf, colorOf, ruler }: PanelPen,
): Drawing {
  const points = [left, top, right, top, right, bottom, left, bottom];
  const color = fillColor(item, series, { lookOf, colorOf });
  const opacity = style === 'fill' ? 1 : 0.2;
  const stroke =
    style === 'outline'
      ? { color, opacity: 1, width: 1.5 * ruler.pixel, dash: [] }
      : // Cells that touch have no seam between them; bars that touch are told apart.
        style === 'fill'
        ? { color: item.color ? color : '#ffffff', opacity: 1, width: 0.4 * ruler.pixel, dash: [] }
        : null;
  return { kind: 'path', parts: [{ points, isClosed: true }], fill: { color, opacity }, stroke };
}

function fillColor(
  { color }: Rectangle,
  series: number | null,
  { lookOf, colorOf }: Pick<PanelPen, 'lookOf' | 'colorOf'>,
): string {
  return color === undefined ? lookOf(series).color : colorOf(color);
}

function textColor(item: Rectangle, { series, style }: FigureRectangles, pen: PanelPen): string {
  const isDark = style === 'fill' && luminanceOf(fillColor(item, series, pen)) < 0.25;
  return isDark ? '#ffffff' : inks.text;
}

interface TextInBox {
  lines: readonly string[];
  box: Box;
  color: string;
}

/** Texts in the middle of boxes, of one size; none where the smallest that is readable has no room. */
function drawTextsInBoxes(texts: readonly TextInBox[], { ruler }: PanelPen): Drawing[] {
  const fit = Math.min(0.9, ...texts.map((text) => findFit(text, ruler)));
  if (fit < 0.6) return [];
  const size = ruler.size * fit;
  return texts.flatMap(({ lines, box, color }) => {
    const [x, middle] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    return lines.map((text, index): DrawnText => {
      const offset = (index - (lines.length - 1) / 2) * lineSpacing + middleToBaseline;
      const place = { x, y: middle + offset * size, anchor: 'middle', angle: 0 } as const;
      return { kind: 'text', text, ...place, size, color };
    });
  });
}

/** The size at which the lines fill the box, as a part of the usual one. */
function findFit({ lines, box }: TextInBox, ruler: Ruler): number {
  const width = Math.max(0.01, blockWidth(lines, ruler.size, ruler));
  return Math.min(
    (box.right - box.left - 3 * ruler.pixel) / width,
    (box.bottom - box.top) / blockHeight(lines, ruler.size),
  );
}

export function drawTexts({ items, series }: FigureTexts, pen: PanelPen): Drawing[] {
  const { plot, ruler, lookOf } = pen;
  return items.flatMap(({ x, y, text, align }): Drawing[] => {
    const [atX, atY] = [toPixel(plot.x, x), toPixel(plot.y, y)];
    const cleaned = cleanText(text);
    if (cleaned === '' || !isWithin(plot, [atX, atY])) return [];
    return [
      {
        kind: 'text',
        text: cleaned,
        x: atX,
        y: atY + 0.9 * ruler.size * middleToBaseline,
        anchor: align,
        angle: 0,
        size: 0.9 * ruler.size,
        color: series === null ? inks.text : lookOf(series).color,
      },
    ];
  });
}
