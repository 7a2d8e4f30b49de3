import { isLabelEmpty, type EdgeView } from '#diagram/edge-view';
import { isBeside } from '#diagram/label-places';
import type { PictureEdge } from '#diagram/picture/model-picture';
import { unlinkedIcon } from './kind-icons';
import { circle, roundedBox, roundPath, type PicturePen } from './picture-pen';

const arrow = { length: 8, halfWidth: 3.5 };
const badge = { radius: 11, iconUnit: 13 / 14 };
const size = { shape: 10, timing: 10 };
const gap = 3;

/** The line of an edge. Its ends lie under the cards, on which it begins and points. */
export function drawEdgeLine(pen: PicturePen, edge: PictureEdge): void {
  const { path, view, arrowAt, label, labelOnEdge } = edge;
  const { inkFaint } = pen.colors;
  pen.shape(roundPath(path), { stroke: inkFaint, ...lineOf(view) });
  // A label beside its edge is tied to it by a thin line. Signs of problems are not drawn.
  if (isBeside(view.label) && !isLabelEmpty({ ...view, severity: null }))
    pen.shape(`M${labelOnEdge.x} ${labelOnEdge.y}L${label.x} ${label.y}`, {
      ...{ stroke: inkFaint, width: 0.75 },
    });
  const { x, y, isDownward } = arrowAt;
  const [half, back] = [arrow.halfWidth, arrow.length];
  pen.shape(
    isDownward ? `M0 0l${-half} ${-back}h${2 * half}z` : `M0 0l${-back} ${-half}v${2 * half}z`,
    {
      ...{ fill: inkFaint, at: { x, y } },
    },
  );
}

/** Dashed where it is decoupled, dotted where the message arrives one tick later, both where it is both. */
function lineOf({ decoupled, isDelayed }: EdgeView): {
  width: number;
  dash?: number[];
  hasRoundEnds?: boolean;
} {
  if (isDelayed)
    return { width: 2, hasRoundEnds: true, dash: decoupled ? [7, 4.5, 0.1, 4.5] : [0.1, 4.5] };
  return decoupled ? { width: 1.5, dash: [5, 4] } : { width: 1.5 };
}

/** The shape of the message above the middle of the edge, and on it what is special about the edge. */
export function drawEdgeLabel(pen: PicturePen, { label, view }: PictureEdge): void {
  const { colors } = pen;
  if (view.shape !== '') {
    const width = pen.measure(view.shape, size.shape) + 4;
    const y = label.y - 18;
    pen.shape(roundedBox({ x: label.x - width / 2, y: y - 6.5, width, height: 13 }, 3), {
      ...{ fill: colors.surface, fillOpacity: 0.85 },
    });
    pen.text(view.shape, label.x, y, {
      ...{ size: size.shape, color: colors.inkSoft, anchor: 'middle' },
    });
  }
  const { timing } = view;
  const timingWidth = timing === '' ? 0 : pen.measure(timing, size.timing) + 10;
  const badgeWidth = view.decoupled ? 2 * badge.radius : 0;
  const whole = timingWidth + badgeWidth + (timingWidth > 0 && badgeWidth > 0 ? gap : 0);
  const left = label.x - whole / 2;
  if (timing !== '') drawTiming(pen, timing, { x: left, y: label.y - 9, width: timingWidth });
  if (view.decoupled) drawBadge(pen, { x: left + whole - badge.radius, y: label.y });
}

function drawTiming(pen: PicturePen, text: string, box: { x: number; y: number; width: number }) {
  const { surfaceRaised, lineStrong, inkSoft } = pen.colors;
  const place = { ...box, height: 18 };
  pen.shape(roundedBox(place, 3), { fill: surfaceRaised, stroke: lineStrong });
  pen.text(text, box.x + box.width / 2, box.y + place.height / 2, {
    ...{ size: size.timing, color: inkSoft, anchor: 'middle' },
  });
}

function drawBadge(pen: PicturePen, at: { x: number; y: number }): void {
  const { syntheticGradient, surface } = pen.colors;
  const { radius, iconUnit } = badge;
  pen.shape(circle(radius), { fill: syntheticGradient, at });
  pen.shape(unlinkedIcon, {
    ...{ at, unit: iconUnit, stroke: surface, width: 1.5, hasRoundEnds: true },
  });
}
