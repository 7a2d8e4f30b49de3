import type { Bitmap } from './bitmap';
import { ColumnPen } from './column-pen';
import { DashPattern } from './dash-pattern';

/** How a line is drawn; lengths in pixels of the picture. */
export interface Ink {
  /** Opaque, as `packColor` makes it. */
  color: number;
  /** 0 to 1. */
  alpha: number;
  width: number;
  dash: readonly number[];
  /** Of points that no line joins to another; 0: they are not drawn. */
  dotRadius: number;
}

/** The part of a line that is in one column. */
interface Part {
  column: number;
  /** The heights where the line enters and leaves the column, and the lowest and highest of all. */
  entry: number;
  exit: number;
  low: number;
  high: number;
  /** The length of the way up and down. */
  travel: number;
}

const emptyPart = (): Part => ({ column: -1, entry: 0, exit: 0, low: 0, high: 0, travel: 0 });

/**
 * Draws a line into a picture, one vertical span for each column. A line that only rises or falls within a column is
 * antialiased exactly: seen along the column, the coverage of a stroke of width w and slope s is a trapezoid as high as
 * w√(1 + s²), whose sides are |s| long. A line that turns back fills what lies between its lowest and highest point,
 * and the more it turns back, the steeper the sides. The stroke reaches beyond the part of the line that is in the
 * column only as far as the line goes in the columns beside it: so a column is drawn when the next ones are known.
 */
export class StrokePen extends ColumnPen {
  readonly #bitmap: Bitmap;
  readonly #color: number;
  readonly #weight: number;
  readonly #halfWidth: number;
  readonly #dotRadius: number;
  readonly #dash: DashPattern | null;
  /** From so many columns away a stroke is seen in a column. */
  readonly #reach: number;
  /** The parts of the line around the column that is drawn next, used in turn; their number is a power of two. */
  readonly #parts: Part[];
  /** The number of columns that the pen has left since the line began. */
  #count = 0;
  #part: Part;

  constructor(bitmap: Bitmap, { color, alpha, width, dash, dotRadius }: Ink) {
    super(bitmap.width);
    this.#bitmap = bitmap;
    this.#color = color;
    this.#weight = Math.round(256 * alpha);
    this.#halfWidth = width / 2;
    this.#dotRadius = dotRadius;
    this.#dash = dash.length > 0 ? new DashPattern(dash) : null;
    this.#reach = Math.max(1, Math.ceil((width + 1) / 2 - 0.01));
    this.#parts = Array.from({ length: 2 ** Math.ceil(Math.log2(2 * this.#reach + 1)) }, emptyPart);
    this.#part = this.#partAt(0);
  }

  #partAt(index: number): Part {
    return this.#parts[index & (this.#parts.length - 1)] as Part;
  }

  protected override startLine(): void {
    this.#dash?.restart();
    this.#count = 0;
  }

  protected startColumn(_x: number, y: number): void {
    const part = (this.#part = this.#partAt(this.#count));
    part.entry = part.exit = part.low = part.high = y;
    part.travel = 0;
  }

  protected extend(_x: number, y: number): void {
    const part = this.#part;
    part.travel += Math.abs(y - part.exit);
    if (y < part.low) part.low = y;
    if (y > part.high) part.high = y;
    part.exit = y;
  }

  protected drawColumn(column: number): void {
    this.#part.column = column;
    this.#count += 1;
    if (this.#count > this.#reach) this.#drawPart(this.#count - 1 - this.#reach);
  }

  protected override endLine(): void {
    for (let at = Math.max(0, this.#count - this.#reach); at < this.#count; at++)
      this.#drawPart(at);
  }

  #drawPart(index: number): void {
    const part = this.#partAt(index);
    let { low, high } = part;
    const last = Math.min(this.#count - 1, index + this.#reach);
    for (let at = Math.max(0, index - this.#reach); at <= last; at++) {
      const near = this.#partAt(at);
      if (near.low < low) low = near.low;
      if (near.high > high) high = near.high;
    }
    const height = part.high - part.low;
    // 1 where the line only rises or falls, 0 where it has come back or more.
    const oneWay = height > 0 ? Math.max(0, 2 - part.travel / height) : 1;
    const side = oneWay * height;
    const half = this.#halfWidth;
    const outside = half * Math.sqrt(1 + side * side);
    const below = Math.min(outside, part.low - low + half);
    const above = Math.min(outside, high - part.high + half);
    const dash = this.#dash;
    if (dash && oneWay > 0.9 && height > 1) {
      this.#drawSteepDashes(dash, part, below, above);
      return;
    }
    if (!dash || dash.isDash) {
      const lowest = part.low - below;
      const highest = part.high + above;
      const fullFrom = Math.max(lowest, part.low - outside + side);
      const fullTo = Math.min(highest, part.high + outside - side);
      this.#fill(part.column, lowest, fullFrom, fullTo, highest);
    }
    if (!dash) return;
    // Along the middle of the columns, so that the dashes of a noisy line stay dashes.
    const before = this.#partAt(Math.max(0, index - 1));
    const rise = (part.low + part.high - before.low - before.high) / 2;
    dash.advance(Math.sqrt(1 + rise * rise));
  }

  /** Dashes that begin and end within a column. The stroke reaches beyond the column only as far as the dash does. */
  #drawSteepDashes(dash: DashPattern, part: Part, below: number, above: number): void {
    const { column, entry, exit } = part;
    const height = exit - entry;
    const length = Math.sqrt(1 + height * height);
    const [behind, ahead] = height > 0 ? [below, above] : [above, below];
    for (let from = 0; from < length;) {
      const piece = Math.min(dash.left, length - from);
      const to = from + piece;
      if (dash.isDash) {
        const before = from === 0 ? Math.min(behind, dash.behind) : 0;
        const after = to === length ? Math.min(ahead, dash.left - piece) : 0;
        const [start, end] = [entry + (height * from) / length, entry + (height * to) / length];
        const [low, high] =
          height > 0 ? [start - before, end + after] : [end - after, start + before];
        const [rise, fall] = height > 0 ? [before, after] : [after, before];
        this.#fill(column, low, low + rise, high - fall, high);
      }
      dash.advance(piece);
      from = to;
    }
  }

  /** A span whose coverage rises up to `fullFrom`, and falls from `fullTo` on. */
  #fill(column: number, low: number, fullFrom: number, fullTo: number, high: number): void {
    this.#bitmap.fillSpan(
      column,
      (low + fullFrom) / 2,
      (high + fullTo) / 2,
      this.#color,
      this.#weight,
      Math.max(1, fullFrom - low),
      Math.max(1, high - fullTo),
    );
  }

  protected drawLonePoint(x: number, y: number): void {
    const radius = this.#dotRadius;
    const first = Math.max(0, Math.floor(x - radius));
    const end = Math.min(this.#bitmap.width, Math.ceil(x + radius));
    for (let column = first; column < end; column++) {
      const chord = Math.sqrt(Math.max(0, radius ** 2 - (column + 0.5 - x) ** 2));
      this.#bitmap.fillSpan(column, y - chord, y + chord, this.#color, this.#weight);
    }
  }
}
