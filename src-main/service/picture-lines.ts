/** The curves of a figure for a picture of a few centimetres: without axes, thinned, in a box from 0 to 1. */
import type { PictureLine } from '#api/start';
import type { Figure, FigureAxis, FigureLine } from '#chart/figure';
import { paperColor } from '#chart/series-colors';

/** Points of a line: more cannot be seen. */
const maxPoints = 60;
const maxLines = 8;
/** Digits of a place after the point: a picture is less than 1000 pixels wide. */
const digits = 3;

/** Indices of colours of runs by their value on white paper. */
const colorIndex = new Map(Array.from({ length: 64 }, (_, index) => [paperColor(index), index]));

/** The lines of the first panel, those that stand for runs or groups. */
export function drawLines({ panels, series }: Figure): PictureLine[] {
  const [panel] = panels;
  if (!panel) return [];
  const isMain = (layer: { kind: string }): layer is FigureLine =>
    layer.kind === 'line' && (layer as FigureLine).role === 'main';
  return panel.layers
    .filter(isMain)
    .slice(0, maxLines)
    .map((line) => {
      const color = line.series === null ? null : series[line.series]?.color;
      return {
        color: colorIndex.get(color ?? '') ?? null,
        ...thin(line, place(panel.x), place(panel.y)),
      };
    })
    .filter(({ y }) => y.some((value) => value !== null));
}

type Place = (value: number) => number | null;

/** Where a value is between the ends of an axis; null where it has no place. */
function place({ min, max, isLog }: FigureAxis): Place {
  const scale = isLog ? Math.log : (value: number) => value;
  const [from, to] = [scale(min), scale(max)];
  return (value) => {
    const at = (scale(value) - from) / (to - from || 1);
    return Number.isFinite(at) ? round(Math.min(1, Math.max(0, at))) : null;
  };
}

const round = (value: number): number => Number(value.toFixed(digits));

function thin({ x, y }: FigureLine, placeX: Place, placeY: Place): Pick<PictureLine, 'x' | 'y'> {
  const count = Math.min(x.length, maxPoints);
  const points = Array.from({ length: count }, (_, index) => {
    const at = count > 1 ? Math.round((index * (x.length - 1)) / (count - 1)) : 0;
    return { x: placeX(x[at] ?? NaN), y: placeY(y[at] ?? NaN) };
  });
  const placed = points.flatMap((point) => (point.x === null ? [] : [{ x: point.x, y: point.y }]));
  return { x: placed.map((point) => point.x), y: placed.map((point) => point.y) };
}
