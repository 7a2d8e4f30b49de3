/** Grid, axes, labels and colour scale of a panel. */
import { createAxisMap, toPixel } from '#chart/axes/axis-map';
import type { Drawing, DrawnPath, DrawnText } from '../drawings';
import type { PanelLayout } from '../layout/layout-figure';
import { colorAxis, spaces } from '../layout/panel-parts';
import type { PlacedLabel, PlacedLabels } from '../layout/place-labels';
import {
  blockHeight,
  blockWidth,
  lineSpacing,
  middleToBaseline,
  type Ruler,
} from '../layout/ruler';
import { inks } from '../layout/series-looks';

/** A line from and to. */
type Rule = readonly [x0: number, y0: number, x1: number, y1: number];

function drawRules(rules: readonly Rule[], color: string, width: number): DrawnPath[] {
  if (rules.length === 0) return [];
  const parts = rules.map((points) => ({ points, isClosed: false }));
  return [{ kind: 'path', parts, fill: null, stroke: { color, opacity: 1, width, dash: [] } }];
}

export function drawGrid({ panel, plot }: PanelLayout, { pixel }: Ruler): Drawing[] {
  const { left, right, top, bottom } = plot;
  const columns = panel.x.hasGrid ? panel.x.ticks : [];
  const rows = panel.y.hasGrid ? panel.y.ticks : [];
  return drawRules(
    [
      ...columns.map(({ value }): Rule => [
        toPixel(plot.x, value),
        top,
        toPixel(plot.x, value),
        bottom,
      ]),
      ...rows.map(({ value }): Rule => [
        left,
        toPixel(plot.y, value),
        right,
        toPixel(plot.y, value),
      ]),
    ],
    inks.grid,
    0.8 * pixel,
  );
}

export function drawAxes(layout: PanelLayout, ruler: Ruler): Drawing[] {
  const { panel, plot, xLabels, yLabels } = layout;
  const { left, right, top, bottom } = plot;
  const tick = spaces.tick * ruler.pixel;
  const xTicks = panel.x.ticks.map(({ value }): Rule => {
    const x = toPixel(plot.x, value);
    return [x, bottom, x, bottom + tick];
  });
  const yTicks = panel.y.ticks.map(({ value }): Rule => {
    const y = toPixel(plot.y, value);
    return [left - tick, y, left, y];
  });
  const rules: Rule[] = [
    ...(xTicks.length > 0 ? [[left, bottom, right, bottom] as const] : []),
    ...(yTicks.length > 0 ? [[left, top, left, bottom] as const] : []),
    ...xTicks,
    ...yTicks,
  ];
  return [
    ...drawRules(rules, inks.axis, 0.8 * ruler.pixel),
    ...drawXLabels(xLabels, layout, ruler),
    ...drawYLabels(yLabels, left - labelDistance(ruler), top, 'end', ruler),
    ...drawTitles(layout, ruler),
  ];
}

const labelDistance = ({ pixel }: Ruler): number => (spaces.tick + spaces.tickGap) * pixel;

const label = (
  text: string,
  [x, y]: readonly [number, number],
  anchor: DrawnText['anchor'],
  angle: number,
  size: number,
  color: string = inks.soft,
): DrawnText => ({ kind: 'text', text, x, y, anchor, angle, size, color });

function drawXLabels(
  { labels, angle }: PlacedLabels,
  { plot }: PanelLayout,
  ruler: Ruler,
): Drawing[] {
  const top = plot.bottom + labelDistance(ruler);
  return labels.flatMap((placed) =>
    angle === 0
      ? drawBlock(placed.lines, plot.left + placed.at, top, 'middle', ruler)
      : drawRotated(placed, angle, [plot.left + placed.at, top], ruler),
  );
}

/** Lines below one another, from an upper edge. */
function drawBlock(
  lines: readonly string[],
  x: number,
  top: number,
  anchor: DrawnText['anchor'],
  { size }: Ruler,
  color: string = inks.soft,
): DrawnText[] {
  return lines.map((line, index) =>
    label(
      line,
      [x, top + (index + 0.5) * size * lineSpacing + size * middleToBaseline],
      anchor,
      0,
      size,
      color,
    ),
  );
}

/** Lines that end at a place, the block in the middle of it. */
function drawRotated(
  { lines }: PlacedLabel,
  angle: number,
  [x, y]: readonly [number, number],
  { size }: Ruler,
): DrawnText[] {
  const radians = (angle * Math.PI) / 180;
  const below = angle === -45 ? 0.5 * size * middleToBaseline : 0;
  return lines.map((line, index) => {
    const offset = (index - (lines.length - 1) / 2) * size * lineSpacing + size * middleToBaseline;
    const place = [x - offset * Math.sin(radians), y + below + offset * Math.cos(radians)] as const;
    return label(line, place, 'end', angle, size);
  });
}

function drawYLabels(
  { labels }: PlacedLabels,
  x: number,
  top: number,
  anchor: 'start' | 'end',
  ruler: Ruler,
): Drawing[] {
  return labels.flatMap(({ at, lines }) =>
    drawBlock(lines, x, top + at - blockHeight(lines, ruler.size) / 2, anchor, ruler),
  );
}

function drawTitles(layout: PanelLayout, ruler: Ruler): Drawing[] {
  const { x, y, plot, title, xTitle, yTitle, xLabels, yLabels } = layout;
  const [middleX, middleY] = [(plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2];
  const below =
    plot.bottom + (xLabels.labels.length > 0 ? labelDistance(ruler) + xLabels.depth : 0);
  const beside = plot.left - (yLabels.labels.length > 0 ? labelDistance(ruler) + yLabels.depth : 0);
  const yTitleLeft = beside - ruler.gap - blockHeight(yTitle, ruler.size);
  return [
    ...drawBlock(title, x, y, 'start', ruler, inks.text),
    ...drawBlock(xTitle, middleX, below + ruler.gap * 0.6, 'middle', ruler, inks.text),
    ...drawUpright(yTitle, yTitleLeft, middleY, ruler),
  ];
}

/** Lines that are read from below, beside one another from a left edge. */
function drawUpright(
  lines: readonly string[],
  left: number,
  y: number,
  { size }: Ruler,
): Drawing[] {
  return lines.map((line, index) => {
    const x = left + (index + 0.5) * size * lineSpacing + size * middleToBaseline;
    return label(line, [x, y], 'middle', -90, size, inks.text);
  });
}

/** The colours of a scale beside the plot, as high as it. */
export function drawColorBar(
  { panel: { colorScale }, plot, colorBar }: PanelLayout,
  colorOf: (color: string) => string,
  ruler: Ruler,
): Drawing[] {
  if (!colorScale || !colorBar) return [];
  const axis = colorAxis(colorScale);
  const { top, bottom } = plot;
  const map = createAxisMap(axis, bottom, top);
  const [x, width] = [plot.right + spaces.colorBarGap * ruler.pixel, spaces.colorBar * ruler.pixel];
  const [end, tick] = [x + width, spaces.tick * ruler.pixel];
  const stops = colorScale.stops.map(({ value, color }) => ({
    offset: (bottom - toPixel(map, value)) / (bottom - top),
    color: colorOf(color),
  }));
  const ticks = axis.ticks.map(({ value }): Rule => {
    const y = toPixel(map, value);
    return [end, y, end + tick, y];
  });
  const labelX = end + labelDistance(ruler);
  const labelsWidth = Math.max(
    0,
    ...colorBar.labels.labels.map(({ lines }) => blockWidth(lines, ruler.size, ruler)),
  );
  return [
    { kind: 'gradient', x, y: top, width, height: bottom - top, stops },
    ...drawRules(ticks, inks.axis, 0.8 * ruler.pixel),
    ...drawYLabels(colorBar.labels, labelX, top, 'start', ruler),
    ...drawUpright(colorBar.title, labelX + labelsWidth + ruler.gap, (top + bottom) / 2, ruler),
  ];
}
