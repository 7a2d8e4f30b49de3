import type {
  FigureLayer,
  FigurePanel,
  FigurePoints,
  FigureRectangles,
  FigureSeries,
  FigureTexts,
} from '#chart/figure';
import { escapeHtml } from './escape-html';
import { placeX, placeY, type PanelBox } from './panel-boxes';
import { areaPath, linePath, pathScale } from './svg-path';

/** What a layer is drawn with. */
export interface LayerPlace {
  panel: FigurePanel;
  box: PanelBox;
  series: readonly FigureSeries[];
  /** The class of a colour of the figure. */
  colorClass(color: string): string;
}

const widths = { main: 1.8, faint: 1, member: 1, guide: 1 };

/** One group of SVG elements; of a series, with the number by which the legend finds it. */
export function drawLayer(layer: FigureLayer, place: LayerPlace): string {
  const series = layer.series === null ? undefined : place.series[layer.series];
  const color = series ? place.colorClass(series.color) : 'ink';
  const mark = layer.series === null ? '' : ` data-series="${layer.series}"`;
  return `<g class="layer ${color} ${classOf(layer)}"${mark}>${drawContent(layer, place, series)}</g>`;
}

function classOf(layer: FigureLayer): string {
  if (layer.kind === 'line') return `line ${layer.role}`;
  return layer.kind === 'rectangles' ? `rectangles ${layer.style}` : layer.kind;
}

function drawContent(layer: FigureLayer, place: LayerPlace, series?: FigureSeries): string {
  const { panel, box } = place;
  const toX = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(values, (value) => placeX(panel, box, value));
  const toY = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(values, (value) => placeY(panel, box, value));
  switch (layer.kind) {
    case 'line':
      return scaledPath(linePath(toX(layer.x), toY(layer.y)), {
        width: widths[layer.role],
        dash: layer.role === 'guide' && !series ? [3, 3] : (series?.dash ?? []),
      });
    case 'area':
      return scaledPath(areaPath(toX(layer.x), toY(layer.lower), toY(layer.upper)), null);
    case 'points':
      return drawPoints(layer, toX(layer.x), toY(layer.y), box);
    case 'rectangles':
      return drawRectangles(layer, place);
    case 'texts':
      return drawTexts(layer, place);
  }
}

/** The width is that of the picture, although the path is scaled. */
function scaledPath(path: string, line: { width: number; dash: readonly number[] } | null): string {
  if (path === '') return '';
  const dash =
    line && line.dash.length > 0 ? ` stroke-dasharray="${line.dash.map(round).join(' ')}"` : '';
  const stroke = line
    ? ` stroke-width="${line.width}"${dash} vector-effect="non-scaling-stroke"`
    : '';
  return `<path transform="scale(${1 / pathScale})" d="${path}"${stroke}/>`;
}

function drawPoints(
  { marker, size }: FigurePoints,
  x: Float64Array,
  y: Float64Array,
  box: PanelBox,
): string {
  return Array.from(x, (at, index) => {
    const up = y[index] ?? NaN;
    if (marker === 'tick')
      return Number.isFinite(at)
        ? `<path d="M${round(at)} ${round(box.top + box.height)}v-6"/>`
        : '';
    if (!Number.isFinite(at) || !Number.isFinite(up)) return '';
    const [cx, cy, r] = [round(at), round(up), round(size)];
    if (marker === 'circle') return `<circle cx="${cx}" cy="${cy}" r="${r}"/>`;
    if (marker === 'diamond')
      return `<path d="M${cx} ${round(up - size)}l${r} ${r} -${r} ${r} -${r} -${r}z"/>`;
    const [left, top, side] = [round(at - size), round(up - size), round(2 * size)];
    return `<path class="cross" d="M${left} ${top}l${side} ${side}m-${side} 0l${side} -${side}"/>`;
  }).join('');
}

function drawRectangles({ items }: FigureRectangles, { panel, box }: LayerPlace): string {
  return items
    .map(({ x0, x1, y0, y1, color, text }) => {
      const across = [placeX(panel, box, x0), placeX(panel, box, x1)].sort(byNumber);
      const along = [placeY(panel, box, y0), placeY(panel, box, y1)].sort(byNumber);
      const [left = 0, right = 0, top = 0, bottom = 0] = [...across, ...along];
      if (![left, right, top, bottom].every(Number.isFinite)) return '';
      const fill = color === undefined ? '' : ` fill="${escapeHtml(color)}"`;
      const tone = color === undefined ? 'ink' : isDark(color) ? 'on-dark' : 'on-light';
      const words =
        text === undefined
          ? ''
          : `<text class="${tone}" x="${round((left + right) / 2)}" y="${round((top + bottom) / 2)}" dy=".35em" text-anchor="middle">${escapeHtml(text)}</text>`;
      return `<rect x="${round(left)}" y="${round(top)}" width="${round(right - left)}" height="${round(bottom - top)}"${fill}/>${words}`;
    })
    .join('');
}

function drawTexts({ items }: FigureTexts, { panel, box }: LayerPlace): string {
  return items
    .map(
      ({ x, y, text, align }) =>
        `<text x="${round(placeX(panel, box, x))}" y="${round(placeY(panel, box, y))}" dy=".35em" text-anchor="${align}">${escapeHtml(text)}</text>`,
    )
    .join('');
}

function byNumber(a: number, b: number): number {
  return a - b;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Whether light text is read better on a colour `#rrggbb`. */
export function isDark(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    parseInt(color.slice(at, at + 2), 16),
  );
  return 0.299 * red + 0.587 * green + 0.114 * blue < 140;
}
