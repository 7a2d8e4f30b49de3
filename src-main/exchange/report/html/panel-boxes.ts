import type { Figure, FigureAxis, FigurePanel } from '#chart/figure';

/** Sizes are in CSS pixels of a figure that is shown at its own size. */
export const figureWidth = 760;
const gap = 20;
const letterWidth = 6.4;
const edge = 8;
export const lineHeight = 16;
const longestTick = 22;

/** Where the axes of a panel enclose its data. */
export interface PanelBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface FigureBoxes {
  height: number;
  panels: PanelBox[];
}

/** Panels in rows of equal width, with room for what stands at their axes. */
export function layOutPanels({ panels, columns }: Figure): FigureBoxes {
  const perRow = Math.max(1, Math.min(columns, panels.length));
  const width = (figureWidth - gap * (perRow - 1)) / perRow;
  const height = perRow === 1 && panels.length === 1 ? 330 : Math.max(170, width * 0.72);
  const rowHeight = height + 8;
  const boxes = panels.map((panel, index) => {
    const x = (index % perRow) * (width + gap);
    const y = Math.floor(index / perRow) * rowHeight;
    return boxOf(panel, { x, y, width, height });
  });
  return { height: Math.ceil(panels.length / perRow) * rowHeight - 8, panels: boxes };
}

function boxOf(
  panel: FigurePanel,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): PanelBox {
  const left = ticksWidth(panel.y) + (panel.y.label === '' ? 0 : lineHeight + 4) + edge + 6;
  const top = (panel.title === null ? 0 : lineHeight + 4) + edge;
  const right = panel.colorScale === null ? edge + lastTickOverhang(panel.x) : 78;
  const bottom = (hasTicks(panel.x) ? 20 : 0) + (panel.x.label === '' ? 0 : lineHeight + 2) + 4;
  return {
    left: x + left,
    top: y + top,
    width: Math.max(40, width - left - right),
    height: Math.max(40, height - top - bottom),
  };
}

/** How far the label of the last tick stands out of the axis. */
function lastTickOverhang(axis: FigureAxis): number {
  const last = axis.ticks[axis.ticks.length - 1];
  if (!last || fractionOn(axis, last.value) < 0.9) return 6;
  return (Math.min(last.label.length, 12) * letterWidth) / 2;
}

function hasTicks({ ticks }: FigureAxis): boolean {
  return ticks.some(({ label }) => label !== '');
}

function ticksWidth({ ticks }: FigureAxis): number {
  const longest = ticks.reduce((length, { label }) => Math.max(length, label.length), 0);
  return Math.min(longest, longestTick) * letterWidth;
}

/** A label of a tick, shortened where it is longer than there is room. */
export function shortenTick(label: string, characters = longestTick): string {
  return label.length <= characters ? label : `${label.slice(0, characters - 1)}…`;
}

/** Where a value is on an axis: 0 at its minimum, 1 at its maximum; NaN where it has no place. */
export function fractionOn({ isLog, min, max }: FigureAxis, value: number): number {
  return isLog ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
}

export function placeX(panel: FigurePanel, box: PanelBox, value: number): number {
  return box.left + box.width * fractionOn(panel.x, value);
}

export function placeY(panel: FigurePanel, box: PanelBox, value: number): number {
  return box.top + box.height * (1 - fractionOn(panel.y, value));
}
