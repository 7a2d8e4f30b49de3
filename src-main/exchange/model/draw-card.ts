import { handleSize } from '#diagram/edge-path';
import type { PictureCard } from '#diagram/picture/model-picture';
import { kindIcons } from './kind-icons';
import { circle, roundedBox, type PicturePen } from './picture-pen';

const radius = 6;
/** Sizes of text in pixels. The fonts of documents are wider than those of the window, whose sizes are 13 and 11. */
const size = { name: 12.5, summary: 10.5, period: 10.5 };
const lineHeight = 13.5;
const padding = { left: 10, right: 8 };
const icon = { size: 15, gap: 6 };

/** The colours of a module; neutral ones where the node belongs to none. */
export function moduleLook(
  { modules, surfaceRaised, lineStrong }: PicturePen['colors'],
  moduleIndex: number | null,
): { fill: string; line: string } {
  const tint = moduleIndex === null ? undefined : modules[moduleIndex % modules.length];
  return tint ?? { fill: surfaceRaised, line: lineStrong };
}

export function drawCard(pen: PicturePen, card: PictureCard): void {
  const { x, y, width, height, id, view } = card;
  const { colors } = pen;
  const { fill, line } = moduleLook(colors, view.moduleIndex);
  const box = roundedBox({ x, y, width, height }, radius);
  pen.shape(box, { fill });
  // The bar at the left that carries the colour of the module, inside the rounded corners.
  pen.shape(leftBar(card), { fill: line });
  pen.shape(box, { stroke: line });
  const inner = width - padding.left - padding.right;
  const summary = wrapSummary(pen, view.summary || view.label, inner);
  const top = y + (height - lineHeight * (summary.length + 1) - 3) / 2;
  const nameMiddle = top + lineHeight / 2 + 1;
  pen.shape(kindIcons[view.kind], {
    at: { x: x + padding.left, y: nameMiddle - icon.size / 2 },
    unit: icon.size / 16,
    ...{ stroke: colors.inkSoft, width: 1.4, hasRoundEnds: true },
  });
  const nameLeft = padding.left + icon.size + icon.gap;
  const name = pen.shorten(id, width - nameLeft - padding.right, size.name);
  pen.text(name, x + nameLeft, nameMiddle, { size: size.name, color: colors.ink });
  summary.forEach((text, index) =>
    pen.text(text, x + padding.left, top + 3 + lineHeight * (index + 1.5), {
      ...{ size: size.summary, color: colors.inkSoft },
    }),
  );
  if (view.hasOutput) drawPort(pen, { x: x + width, y: y + height / 2 });
  if (view.period > 1) drawPeriod(pen, card, line);
}

/** Two lines at most, broken between two settings rather than within one. */
function wrapSummary(pen: PicturePen, summary: string, width: number): string[] {
  const settings = summary.split(' · ').map((setting) => setting.replace(/ /g, noBreak));
  return pen
    .wrap(settings.join(`${noBreak}· `), width, 2, size.summary)
    .map((line) => line.replace(new RegExp(`${noBreak}·$`), ''));
}

const noBreak = '\u00a0';

/** Where edges leave the card. */
function drawPort(pen: PicturePen, at: { x: number; y: number }): void {
  const radius = (handleSize - 1.5) / 2;
  pen.shape(circle(radius), {
    at,
    fill: pen.colors.surfaceRaised,
    stroke: pen.colors.inkSoft,
    width: 1.5,
  });
}

function leftBar({ x, y, height }: PictureCard): string {
  const bar = 3;
  return [
    `M${x + bar} ${y + inset(bar)}v${height - 2 * inset(bar)}`,
    `A${radius} ${radius} 0 0 1 ${x} ${y + height - radius}v${2 * radius - height}`,
    `A${radius} ${radius} 0 0 1 ${x + bar} ${y + inset(bar)}z`,
  ].join('');
}

/** How far below the upper edge the rounded corner is at this distance from the left. */
function inset(distance: number): number {
  const root = Math.sqrt(radius ** 2 - (radius - distance) ** 2);
  return Math.round(100 * (radius - root)) / 100;
}

/** The sign of a node that does not compute at every tick, on the lower edge of its card. */
function drawPeriod(pen: PicturePen, { x, y, width, height, view }: PictureCard, line: string) {
  const text = `every ${view.period}`;
  const box = { width: pen.measure(text, size.period) + 10, height: 17 };
  const right = x + width - 7;
  const place = { x: right - box.width, y: y + height - 8, ...box };
  pen.shape(roundedBox(place, 8), { fill: pen.colors.surfaceRaised, stroke: line });
  pen.text(text, right - 5, place.y + box.height / 2, {
    ...{ size: size.period, color: pen.colors.inkSoft, anchor: 'end' },
  });
}
