import type { Drawing, DrawnPath } from '../drawings';
import type { FigureLayout } from '../layout/layout-figure';
import type { SeriesMarks } from '../layout/legend';
import { lineSpacing, middleToBaseline, type Ruler } from '../layout/ruler';
import { inks, type LookOf, type SeriesLook } from '../layout/series-looks';
import { drawMarks } from './marks';

export function drawLegend(
  legend: FigureLayout['legend'],
  marks: ReadonlyMap<number, SeriesMarks>,
  lookOf: LookOf,
  ruler: Ruler,
): Drawing[] {
  if (!legend) return [];
  const { x, y, sampleWidth, entries } = legend;
  const lineHeight = ruler.size * lineSpacing;
  return entries.flatMap(({ series, lines, ...entry }) => {
    const [left, top] = [x + entry.x, y + entry.y];
    const marksOfSeries = series === null ? undefined : marks.get(series);
    const sample = marksOfSeries
      ? drawSample(lookOf(series), marksOfSeries, left, top + lineHeight / 2, sampleWidth, ruler)
      : [];
    const texts = lines.map((text, index): Drawing => ({
      kind: 'text',
      text,
      x: left + sampleWidth + ruler.gap,
      y: top + (index + 0.5) * lineHeight + ruler.size * middleToBaseline,
      anchor: 'start',
      angle: 0,
      size: ruler.size,
      color: inks.text,
    }));
    return [...sample, ...texts];
  });
}

/** What the series looks like in a plot, on a line of text with this middle. */
function drawSample(
  { color, dash, ownDash, shape, hasShapes }: SeriesLook,
  { hasLine, hasGuide, hasArea, marker, box }: SeriesMarks,
  left: number,
  middle: number,
  width: number,
  { pixel }: Ruler,
): Drawing[] {
  const right = left + width;
  const center = (left + right) / 2;
  const swatch = (reach: number, half: number): DrawnPath['parts'] => [
    {
      points: [
        ...[center - reach, middle - half, center + reach, middle - half],
        ...[center + reach, middle + half, center - reach, middle + half],
      ],
      isClosed: true,
    },
  ];
  const line = (dashes: readonly number[], size: number): DrawnPath => ({
    kind: 'path',
    parts: [{ points: [left, middle, right, middle], isClosed: false }],
    fill: null,
    stroke: { color, opacity: 1, width: size * pixel, dash: dashes.map((part) => part * pixel) },
  });
  if (box !== null && !hasLine) {
    const stroke = { color, opacity: 1, width: 1.5 * pixel, dash: [] };
    const fill = { color, opacity: box === 'fill' ? 1 : 0.2 };
    const parts = swatch(5.5 * pixel, 4.5 * pixel);
    return [{ kind: 'path', parts, fill, stroke: box === 'outline' ? stroke : null }];
  }
  const drawings: Drawing[] = [];
  if (hasArea)
    drawings.push({
      kind: 'path',
      parts: swatch(width / 2, 4 * pixel),
      fill: { color, opacity: hasLine ? 0.14 : 0.28 },
      stroke: null,
    });
  if (hasLine) drawings.push(line(dash, 1.5));
  else if (hasGuide && marker === null) drawings.push(line(ownDash, 1));
  const mark = hasLine ? (hasShapes ? shape : null) : marker;
  if (mark === null) return drawings;
  const radius = (hasLine ? 2.6 : 3.5) * pixel;
  const style = { radius, paint: { color, opacity: 1 }, width: 1.5 * pixel };
  return [
    ...drawings,
    ...drawMarks([center, middle], hasShapes && mark === 'circle' ? shape : mark, style),
  ];
}
