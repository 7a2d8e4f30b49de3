import type { StripMarkKind } from '#diagram/picture/strip';
import { mix } from './palette';
import { circle, roundedBox, type PicturePen } from './picture-pen';

/** Height in pixels of a row, of a training step or of a stream. */
export const rowHeight = 24;
/** The bars of a training step leave this free above and below. */
const barInset = 3;
/** Pixels that stay free at the right of a bar, so that two of them are told apart. */
const between = 1;
const stepSize = 10;

/** The row, or for a sample of the legend the room, in which a mark is drawn. */
interface MarkBox {
  x: number;
  y: number;
  width: number;
  isSample?: boolean;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function drawStripMark(
  pen: PicturePen,
  kind: StripMarkKind,
  place: MarkBox,
  text?: string,
): void {
  drawers[kind](pen, place);
  const { x, y, width } = place;
  if (text !== undefined && width > pen.measure(text, stepSize) + 6)
    pen.text(text, x + (width - between) / 2, y + rowHeight / 2, {
      ...{ size: stepSize, color: pen.colors.inkInverse, anchor: 'middle' },
    });
}

type Drawer = (pen: PicturePen, place: MarkBox) => void;

const drawers: Record<StripMarkKind, Drawer> = {
  forward: (pen, place) => pen.shape(roundedBox(barOf(place), 2), { fill: pen.colors.ink }),
  'backward-true': (pen, place) =>
    pen.shape(roundedBox(barOf(place), 2), { fill: pen.colors.trueGradient }),
  'backward-synthetic': (pen, place) => drawSynthetic(pen, barOf(place)),
  update: (pen, place) => {
    const bar = barOf(place);
    const height = 0.6 * bar.height;
    const pill = { ...bar, y: bar.y + (bar.height - height) / 2, height };
    pen.shape(roundedBox(pill, 5), { fill: pen.colors.update });
  },
  'interface-update': (pen, { x, y, width, isSample = false }) => {
    const middle = isSample ? x + width / 2 : x;
    const free = isSample ? barInset + 3 : barInset;
    const bar = { x: middle - 1, y: y + free, width: 2, height: rowHeight - 2 * free };
    // The rim keeps it apart from bars of the same lightness.
    const rim = { stroke: pen.colors.surface, width: 0.8 };
    pen.shape(roundedBox(bar, 0.5), { fill: pen.colors.update, ...rim });
    pen.shape(circle(3), { at: { x: middle, y: bar.y + 2 }, fill: pen.colors.update, ...rim });
  },
  waiting: (pen, place) => drawHatch(pen, barOf(place)),
  'many-steps': (pen, place) => {
    const { ink, surface } = pen.colors;
    pen.shape(roundedBox(barOf(place), 2), { fill: mix(ink, surface, 0.6) });
  },
  tick: (pen, place) => {
    const box = place.isSample ? barOf(place) : { ...place, y: place.y + 3, height: 10 };
    const width = Math.max(0.5, box.width - between);
    pen.shape(roundedBox({ ...box, width }, 1.5), { fill: pen.colors.ink });
  },
  'learns-true': (pen, place) =>
    pen.shape(roundedBox(bandOf(place), 2), { fill: pen.colors.trueGradient }),
  'learns-synthetic': (pen, place) => drawSynthetic(pen, bandOf(place)),
  'learns-nothing': (pen, place) => drawHatch(pen, bandOf(place)),
  'boundary-cut': (pen, place) => drawHatch(pen, bandOf(place)),
  'boundary-synthetic': (pen, place) =>
    pen.shape(roundedBox(bandOf(place), 2), { fill: pen.colors.syntheticGradient }),
  arrival: (pen, { x, y, width, isSample = false }) =>
    pen.shape(circle(4), {
      at: isSample ? { x: x + width / 2, y: y + rowHeight / 2 } : { x, y: y + 18.5 },
      ...{ fill: pen.colors.syntheticGradient, stroke: pen.colors.surface, width: 1.5 },
    }),
  'tick-update': (pen, { x, y, width, isSample = false }) => {
    const middle = isSample ? x + width / 2 : x;
    const pill = { x: middle - 2.5, y: y + 4, width: 5, height: isSample ? 15 : 17 };
    pen.shape(roundedBox(pill, 3), { fill: pen.colors.update, stroke: pen.colors.surface });
  },
};

/** The bar of a training step; that of a sample is lower. */
function barOf({ x, y, width, isSample = false }: MarkBox): Box {
  const inset = isSample ? 6.5 : barInset;
  const shown = Math.max(0.8, width - between);
  return { x, y: y + inset, width: shown, height: rowHeight - 2 * inset };
}

/** The lower half of a row, where a stream shows what the module learns from. */
function bandOf({ x, y, width, isSample = false }: MarkBox): Box {
  const inset = Math.min(1, width / 4);
  const top = isSample ? 8 : 15;
  return { x: x + inset, y: y + top, width: width - 2 * inset, height: 7.5 };
}

function drawSynthetic(pen: PicturePen, box: Box): void {
  const { syntheticGradient, syntheticGradientSoft } = pen.colors;
  const { x, y, width, height } = box;
  const line = Math.min(1, width / 2);
  const inner = { x: x + line / 2, y: y + line / 2, width: width - line, height: height - line };
  pen.shape(roundedBox(inner, 2), {
    fill: mix(syntheticGradient, syntheticGradientSoft, pen.colors.syntheticShare),
    ...{ stroke: syntheticGradient, width: line, dash: [3, 2] },
  });
}

/** Pixels between two strokes of a hatch, along a row. */
const hatchStep = 5;
/** More strokes are not told apart; a model with a frame far away is as wide as that. */
const maxStrokes = 400;

function drawHatch(pen: PicturePen, box: Box): void {
  const { locked, surface } = pen.colors;
  const { x, y, width, height } = box;
  const strokes: string[] = [];
  // Each stroke rises by its height while it goes to the right by as much, and is cut off at the sides of the box.
  const step = Math.max(hatchStep, width / maxStrokes);
  for (let start = hatchStep - height; start < width; start += step) {
    const [from, to] = [Math.max(0, start), Math.min(width, start + height)];
    if (to > from)
      strokes.push(
        `M${round(from)} ${round(height - (from - start))}L${round(to)} ${round(height - (to - start))}`,
      );
  }
  const at = { x, y };
  if (strokes.length > 0)
    pen.shape(strokes.join(''), { at, stroke: mix(locked, surface, 0.65), width: 0.8 });
  pen.shape(roundedBox({ x: x + 0.4, y: y + 0.4, width: width - 0.8, height: height - 0.8 }, 2), {
    ...{ stroke: mix(locked, surface, 0.5), width: 0.8 },
  });
}

const round = (value: number): number => Math.round(100 * value) / 100;
