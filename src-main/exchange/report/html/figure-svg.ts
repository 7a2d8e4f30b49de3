import type { Figure, FigurePanel } from '#chart/figure';
import { escapeHtml } from './escape-html';
import { drawLayer, round } from './layer-svg';
import {
  figureWidth,
  fractionOn,
  layOutPanels,
  lineHeight,
  placeX,
  placeY,
  shortenTick,
  type PanelBox,
} from './panel-boxes';

/**
 * A figure within a page: text is text in the font of the page, and colours are classes, so that they follow its theme.
 * `id`: unique on the page.
 */
export function drawFigure(
  figure: Figure,
  id: string,
  colorClass: (color: string) => string,
): string {
  const { height, panels: boxes } = layOutPanels(figure);
  const panels = figure.panels.map((panel, index) => {
    const box = boxes[index];
    if (!box) return '';
    const clip = `${id}-clip-${index}`;
    const layers = panel.layers
      .map((layer) => drawLayer(layer, { panel, box, series: figure.series, colorClass }))
      .join('');
    return `<g class="panel">${drawClip(clip, box)}${drawGrid(panel, box)}<g clip-path="url(#${clip})">${layers}</g>${drawAxes(panel, box)}${drawScale(panel, box, id, index)}</g>`;
  });
  return `<svg viewBox="0 0 ${figureWidth} ${round(height)}" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-summary">${panels.join('')}</svg>`;
}

/** Half of a line at the edge is drawn too. */
function drawClip(id: string, { left, top, width, height }: PanelBox): string {
  return `<clipPath id="${id}"><rect x="${round(left - 1)}" y="${round(top - 1)}" width="${round(width + 2)}" height="${round(height + 2)}"/></clipPath>`;
}

function drawGrid(panel: FigurePanel, box: PanelBox): string {
  const upright = panel.x.hasGrid
    ? panel.x.ticks.map(
        ({ value }) =>
          `M${round(placeX(panel, box, value))} ${round(box.top)}v${round(box.height)}`,
      )
    : [];
  const level = panel.y.hasGrid
    ? panel.y.ticks.map(
        ({ value }) =>
          `M${round(box.left)} ${round(placeY(panel, box, value))}h${round(box.width)}`,
      )
    : [];
  const lines = [...upright, ...level].join('');
  return lines === '' ? '' : `<path class="grid" d="${lines}"/>`;
}

function drawAxes(panel: FigurePanel, box: PanelBox): string {
  const { left, top, width, height } = box;
  const bottom = top + height;
  const frame = `<path class="axis" d="M${round(left)} ${round(top)}v${round(height)}h${round(width)}"/>`;
  const title =
    panel.title === null
      ? ''
      : text(panel.title, { x: left, y: top - 8, anchor: 'start', name: 'panel-title' });
  const middle = left + width / 2;
  const xLabel =
    panel.x.label === ''
      ? ''
      : text(panel.x.label, { x: middle, y: bottom + 20 + lineHeight, anchor: 'middle' });
  return `${frame}${title}${drawXTicks(panel, box)}${drawYTicks(panel, box)}${xLabel}${drawYLabel(panel, box)}`;
}

/** Labels that would run into the one before are left out. */
function drawXTicks(panel: FigurePanel, box: PanelBox): string {
  const shown = panel.x.ticks.filter(({ label }) => label !== '');
  const room = box.width / Math.max(1, shown.length) / 6.4;
  let end = -Infinity;
  return panel.x.ticks
    .map(({ value, label }) => {
      const x = placeX(panel, box, value);
      const short = shortenTick(label, Math.max(6, Math.floor(room)));
      const half = (short.length * 6.4) / 2;
      if (label === '' || x - half < end + 4) return '';
      end = x + half;
      return text(short, { x, y: box.top + box.height + 16, anchor: 'middle', full: label });
    })
    .join('');
}

function drawYTicks(panel: FigurePanel, box: PanelBox): string {
  let last = Infinity;
  return panel.y.ticks
    .map(({ value, label }) => {
      const y = placeY(panel, box, value);
      if (label === '' || Math.abs(last - y) < 12) return '';
      last = y;
      const place = { x: box.left - 7, y: y + 4, anchor: 'end', full: label } as const;
      return text(shortenTick(label), place);
    })
    .join('');
}

function drawYLabel(panel: FigurePanel, box: PanelBox): string {
  if (panel.y.label === '') return '';
  const longest = panel.y.ticks.reduce((length, { label }) => Math.max(length, label.length), 0);
  const x = round(box.left - Math.min(longest, 22) * 6.4 - 16);
  const y = round(box.top + box.height / 2);
  const short = shortenTick(panel.y.label, Math.max(12, Math.floor((box.height + 24) / 6.6)));
  const title = short === panel.y.label ? '' : `<title>${escapeHtml(panel.y.label)}</title>`;
  return `<text class="label" x="${x}" y="${y}" text-anchor="middle" transform="rotate(-90 ${x} ${y})">${title}${escapeHtml(short)}</text>`;
}

/** The colours of a heat map beside it, with their values. */
function drawScale({ colorScale }: FigurePanel, box: PanelBox, id: string, index: number): string {
  if (!colorScale) return '';
  const [lowest, ...others] = colorScale.stops;
  const highest = others[others.length - 1];
  if (!lowest || !highest) return '';
  const name = `${id}-colors-${index}`;
  const axis = {
    isLog: colorScale.isLog,
    min: lowest.value,
    max: highest.value,
    label: '',
    ticks: [],
    hasGrid: false,
  };
  const stops = colorScale.stops
    .map(
      ({ value, color }) =>
        `<stop offset="${round(100 * fractionOn(axis, value))}%" stop-color="${escapeHtml(color)}"/>`,
    )
    .join('');
  const left = box.left + box.width + 12;
  const ticks = colorScale.ticks
    .map(({ value, label }) =>
      text(shortenTick(label, 8), {
        x: left + 16,
        y: box.top + box.height * (1 - fractionOn(axis, value)) + 4,
        anchor: 'start',
      }),
    )
    .join('');
  return `<linearGradient id="${name}" x1="0" x2="0" y1="1" y2="0">${stops}</linearGradient><rect x="${round(left)}" y="${round(box.top)}" width="10" height="${round(box.height)}" fill="url(#${name})"/>${ticks}`;
}

function text(
  content: string,
  {
    x,
    y,
    anchor,
    name = 'label',
    full = content,
  }: { x: number; y: number; anchor: 'start' | 'middle' | 'end'; name?: string; full?: string },
): string {
  const title = full === content ? '' : `<title>${escapeHtml(full)}</title>`;
  return `<text class="${name}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${title}${escapeHtml(content)}</text>`;
}
