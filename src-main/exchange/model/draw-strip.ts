import type { LockingStrip, StripMark, StripRow } from '#diagram/picture/strip';
import { moduleLook } from './draw-card';
import { drawStripMark, rowHeight } from './draw-strip-mark';
import { roundedBox, type PicturePen } from './picture-pen';

const size = { headline: 11.5, row: 10.5, small: 10, note: 9.5 };
const lineHeight = 1.35;
const swatch = { size: 10, gap: 6 };
/** The widest name of a row. */
const maxName = 170;
const gap = { column: 10, section: 8, legend: 14, note: 3 };
/** Of the mark of a kind in the legend. */
const sample = { width: 16, gap: 5 };
const maxLines = 12;

/** Draws the strip with its upper left corner at `x`, `y` and returns its height. */
export function drawStrip(
  pen: PicturePen,
  strip: LockingStrip,
  { x, y, width }: { x: number; y: number; width: number },
): number {
  let bottom = y;
  const paragraph = (text: string, textSize: number, color: string): void => {
    for (const line of pen.wrap(text, width, maxLines, textSize)) {
      const height = textSize * lineHeight;
      pen.text(line, x, bottom + height / 2, { size: textSize, color });
      bottom += height;
    }
  };
  paragraph(strip.headline, size.headline, pen.colors.ink);
  bottom += gap.section;
  bottom += drawRows(pen, strip, { x, y: bottom, width });
  bottom += gap.section;
  bottom += drawLegend(pen, strip.legend, { x, y: bottom, width });
  if (strip.notes.length > 0) bottom += gap.note;
  for (const note of strip.notes) paragraph(note, size.note, pen.colors.inkFaint);
  return bottom - y;
}

function drawRows(
  pen: PicturePen,
  { rows, axis }: LockingStrip,
  { x, y, width }: { x: number; y: number; width: number },
): number {
  const { colors } = pen;
  const names = rows.map(({ name }) => pen.shorten(name, maxName, size.row));
  const widest = (texts: readonly string[]): number =>
    Math.max(0, ...texts.map((text) => pen.measure(text, size.row)));
  const left = x + swatch.size + swatch.gap + widest(names) + gap.column;
  const right = x + width - widest(rows.map(({ state }) => state)) - gap.column;
  const track = { left, width: Math.max(40, right - left) };
  rows.forEach((row, index) => {
    const top = y + index * rowHeight;
    drawRow(pen, row, { top, track });
    drawName(pen, names[index] ?? '', { ...row, x, middle: top + rowHeight / 2 });
    pen.text(row.state, x + width, top + rowHeight / 2, {
      ...{ size: size.row, color: colors.inkSoft, anchor: 'end' },
    });
  });
  const bottom = y + rows.length * rowHeight;
  if (axis.length === 0) return bottom - y;
  const height = size.small * lineHeight;
  const at = { size: size.small, color: colors.inkFaint };
  pen.text('tick', left - gap.column, bottom + height / 2, { ...at, anchor: 'end' });
  for (const tick of axis)
    pen.text(tick.text, track.left + tick.at * track.width, bottom + height / 2, {
      ...{ ...at, anchor: 'middle' },
    });
  return bottom + height - y;
}

function drawRow(
  pen: PicturePen,
  { marks }: StripRow,
  { top, track }: { top: number; track: { left: number; width: number } },
): void {
  const { left, width } = track;
  const base = top + rowHeight - 1;
  pen.shape(`M0 0h${Math.round(width)}`, { at: { x: left, y: base }, stroke: pen.colors.line });
  for (const mark of [...marks].sort((a, b) => depthOf(a) - depthOf(b))) {
    const [from, to] = [left + mark.from * width, left + mark.to * width];
    drawStripMark(pen, mark.kind, { x: from, y: top, width: to - from }, mark.text);
  }
}

/** Instants lie above what takes time. */
const depthOf = ({ from, to }: StripMark): number => (from === to ? 1 : 0);

function drawName(
  pen: PicturePen,
  name: string,
  { moduleIndex, x, middle }: { moduleIndex: number | null; x: number; middle: number },
): void {
  const { fill, line } = moduleLook(pen.colors, moduleIndex);
  const box = { x, y: middle - swatch.size / 2, width: swatch.size, height: swatch.size };
  pen.shape(roundedBox(box, 2), { fill, stroke: line });
  pen.text(name, x + swatch.size + swatch.gap, middle, { size: size.row, color: pen.colors.ink });
}

/** The entries one after the other, broken into lines. */
function drawLegend(
  pen: PicturePen,
  legend: LockingStrip['legend'],
  { x, y, width }: { x: number; y: number; width: number },
): number {
  const height = 17;
  let [left, top] = [x, y];
  for (const { kind, text } of legend) {
    const entry = sample.width + sample.gap + pen.measure(text, size.small);
    if (left > x && left + entry > x + width) [left, top] = [x, top + height];
    drawStripMark(pen, kind, {
      ...{ x: left, y: top + (height - rowHeight) / 2, width: sample.width, isSample: true },
    });
    pen.text(text, left + sample.width + sample.gap, top + height / 2, {
      ...{ size: size.small, color: pen.colors.inkSoft },
    });
    left += entry + gap.legend;
  }
  return legend.length === 0 ? 0 : top + height - y;
}
