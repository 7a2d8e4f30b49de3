import { cleanText } from '../figure/text/clean-text';
import type { Drawing, Stroke } from '../figure/drawings';
import { formatLength } from '../figure/numbers';
import { shorten, wrapText } from '../figure/text/wrap-text';
import type { Typeface } from '../figure/text/typeface';
import type { Palette } from './palette';

/** From the middle of a line of text to its baseline, as a part of the size. */
const middleToBaseline = 0.36;

interface ShapeLook {
  fill?: string | null;
  fillOpacity?: number;
  stroke?: string | null;
  width?: number;
  dash?: readonly number[];
  hasRoundEnds?: boolean;
  /** Where the 0, 0 of the path is. */
  at?: { x: number; y: number };
  /** Pixels of a unit of the path. */
  unit?: number;
}

interface TextLook {
  size: number;
  color: string;
  anchor?: 'start' | 'middle' | 'end';
}

/** Draws on a page in the pixels of the canvas. `origin` is the corner of the page, `scale` the points of a pixel. */
export class PicturePen {
  readonly drawings: Drawing[] = [];
  readonly colors: Palette;
  readonly #typeface: Typeface;
  readonly #origin: { x: number; y: number };
  readonly #scale: number;

  constructor(
    colors: Palette,
    typeface: Typeface,
    { origin, scale }: { origin: { x: number; y: number }; scale: number },
  ) {
    this.colors = colors;
    this.#typeface = typeface;
    this.#origin = origin;
    this.#scale = scale;
  }

  /** A path in the language of SVG. */
  shape(path: string, look: ShapeLook): void {
    const { fill = null, stroke = null, at = { x: 0, y: 0 }, unit = 1 } = look;
    this.drawings.push({
      kind: 'curves',
      path,
      x: (at.x - this.#origin.x) * this.#scale,
      y: (at.y - this.#origin.y) * this.#scale,
      scale: unit * this.#scale,
      fill: fill === null ? null : { color: fill, opacity: look.fillOpacity ?? 1 },
      stroke: stroke === null ? null : makeStroke(stroke, look),
      hasRoundEnds: look.hasRoundEnds ?? false,
    });
  }

  /** One line of text whose middle is at the height `y`. */
  text(text: string, x: number, y: number, { size, color, anchor = 'start' }: TextLook): void {
    this.drawings.push({
      kind: 'text',
      text: cleanText(text),
      x: (x - this.#origin.x) * this.#scale,
      y: (y + size * middleToBaseline - this.#origin.y) * this.#scale,
      ...{ anchor, angle: 0, size: size * this.#scale, color },
    });
  }

  /** The width of a line of text in pixels. */
  measure(text: string, size: number): number {
    return this.#typeface.measure(cleanText(text), size);
  }

  shorten(text: string, maxWidth: number, size: number): string {
    return shorten(cleanText(text), maxWidth, (part) => this.measure(part, size));
  }

  /** Broken at blanks, not at those that keep their words together. */
  wrap(text: string, maxWidth: number, maxLines: number, size: number): string[] {
    return wrapText(text, maxWidth, maxLines, (part) => this.measure(part, size));
  }
}

function makeStroke(color: string, { width = 1, dash = [] }: ShapeLook): Stroke {
  return { color, opacity: 1, width, dash };
}

/** A rectangle with rounded corners as a path. */
export function roundedBox(
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  radius: number,
): string {
  const r = Math.min(radius, width / 2, height / 2);
  const number = formatLength;
  const corner = (dx: number, dy: number): string =>
    `a${number(r)} ${number(r)} 0 0 1 ${number(dx)} ${number(dy)}`;
  return [
    `M${number(x + r)} ${number(y)}h${number(width - 2 * r)}${corner(r, r)}`,
    `v${number(height - 2 * r)}${corner(-r, r)}h${number(2 * r - width)}${corner(-r, -r)}`,
    `v${number(2 * r - height)}${corner(r, -r)}z`,
  ].join('');
}

/** The same path with numbers of two decimals. */
export function roundPath(path: string): string {
  return path.replace(/-?\d+\.\d+/g, (number) => formatLength(Number(number)));
}

/** A circle around 0, 0 as a path. */
export function circle(radius: number): string {
  const half = `a${radius} ${radius} 0 1 0`;
  return `M${-radius} 0${half} ${2 * radius} 0${half} ${-2 * radius} 0z`;
}
