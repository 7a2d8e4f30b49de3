import type { Figure, FigureArea, FigureLayer, FigureLine, FigurePanel } from '#chart/figure';
import { decimate } from '#storage/decimate';
import { fractionOn } from './panel-boxes';

/** What the points of all figures of a page take together, at most. Tables and texts come on top of it. */
const bytesOfPage = 3.8e6;
/** Bytes of a number in base64, and of a point in a path. */
const bytesOf = { number: 16 / 3, point: 6 };
/** More of one line than these look the same. */
const pointsOfLine = { most: 1200, least: 24 };

/**
 * Figures with so few points that a page of all of them stays small. What is left out lies between the lowest and the
 * highest value of its neighbourhood.
 */
export function thinFigures(figures: readonly Figure[]): Figure[] {
  const weights = figures.flatMap(({ panels }) =>
    panels.flatMap(({ layers }) => layers.flatMap(weightOf)),
  );
  const points = findLimit(weights);
  return figures.map((figure) => ({
    ...figure,
    panels: figure.panels.map((panel) => ({ ...panel, layers: thinLayers(panel, points) })),
  }));
}

interface Weight {
  points: number;
  /** Of each point. */
  bytes: number;
}

/** A main line is drawn, and its coordinates are read at the pointer; the band around it has two curves and no x. */
function weightOf(layer: FigureLayer): Weight[] {
  const { number, point } = bytesOf;
  if (layer.kind === 'area') return [{ points: layer.x.length, bytes: 2 * (point + number) }];
  if (layer.kind !== 'line') return [];
  return [{ points: layer.x.length, bytes: layer.role === 'main' ? point + 2 * number : point }];
}

/** How many points a line may have, so that all together are within the limit: short ones leave room for the others. */
function findLimit(weights: readonly Weight[]): number {
  const sizeFor = (limit: number): number =>
    weights.reduce((sum, { points, bytes }) => sum + bytes * Math.min(points, limit), 0);
  let limit = pointsOfLine.most;
  while (limit > pointsOfLine.least && sizeFor(limit) > bytesOfPage)
    limit = Math.floor(0.9 * limit);
  return Math.max(limit, pointsOfLine.least);
}

/** A line and the band around it keep the same points, so that both are read at one place. */
function thinLayers(panel: FigurePanel, limit: number): FigureLayer[] {
  const thinned = new Map<FigureLayer, FigureLayer>();
  for (const layer of panel.layers) {
    if (layer.kind !== 'line') continue;
    const band = findBand(panel, layer);
    const rows = selectRows(panel, layer.x, layer.y, band, limit);
    thinned.set(layer, { ...layer, x: pick(layer.x, rows), y: pick(layer.y, rows) });
    if (band) thinned.set(band, pickArea(band, rows));
  }
  return panel.layers.map((layer) => {
    if (layer.kind !== 'area' || thinned.has(layer)) return thinned.get(layer) ?? layer;
    return pickArea(layer, selectRows(panel, layer.x, layer.upper, layer, limit));
  });
}

/** The area around a line: of the same series, with the same places. */
export function findBand({ layers }: FigurePanel, line: FigureLine): FigureArea | null {
  if (line.role === 'faint' || line.role === 'member' || line.series === null) return null;
  const band = layers.find(
    (layer): layer is FigureArea =>
      layer.kind === 'area' && layer.series === line.series && areEqual(layer.x, line.x),
  );
  return band ?? null;
}

function areEqual(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (!Object.is(a[at], b[at])) return false;
  return true;
}

function selectRows(
  panel: FigurePanel,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  band: FigureArea | null,
  limit: number,
): ArrayLike<number> {
  const places = Float64Array.from(x, (value) => fractionOn(panel.x, value));
  const isRising = places.every((place, at) => at === 0 || place >= (places[at - 1] ?? 0));
  const columns = {
    // On an axis of a metric a line may turn back.
    x: isRising ? places : places.map((_, at) => at),
    y: Float64Array.from(y),
    band: band && { lower: Float64Array.from(band.lower), upper: Float64Array.from(band.upper) },
  };
  return decimate(columns, limit);
}

function pickArea(area: FigureArea, rows: ArrayLike<number>): FigureArea {
  const { x, lower, upper } = area;
  return { ...area, x: pick(x, rows), lower: pick(lower, rows), upper: pick(upper, rows) };
}

function pick(column: ArrayLike<number>, rows: ArrayLike<number>): Float64Array {
  return Float64Array.from(rows, (row) => column[row] ?? NaN);
}
