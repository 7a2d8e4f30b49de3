/** Text as shapes: each glyph is defined once and used where it stands. */
import type { Glyph } from 'fontkit';
import type { DrawnText } from '../drawings';
import type { Typeface } from '../text/typeface';
import { formatLength } from '../numbers';

export class GlyphOutlines {
  readonly #typeface: Typeface;
  readonly #paths = new Map<string, string>();

  constructor(typeface: Typeface) {
    this.#typeface = typeface;
  }

  /** The elements of a text that begins at 0, 0; they are scaled to its size by a group. */
  draw({ text, x, y, anchor, angle, size, color }: DrawnText): string {
    const runs = this.#typeface.split(text);
    const width = runs.reduce((sum, run) => sum + run.width, 0) * size;
    const start = anchor === 'start' ? 0 : anchor === 'middle' ? -width / 2 : -width;
    const uses: string[] = [];
    let left = start;
    for (const { font, text: part } of runs) {
      const scale = size / font.font.unitsPerEm;
      const { glyphs, positions } = font.font.layout(part);
      for (const [index, glyph] of glyphs.entries()) {
        const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
        const id = this.#define(font.name, glyph, font.font.unitsPerEm);
        if (id !== null)
          uses.push(
            `<use xlink:href="#${id}" transform="translate(${formatLength(left + xOffset * scale)} ${formatLength(-yOffset * scale)}) scale(${size / 1000})"/>`,
          );
        left += xAdvance * scale;
      }
    }
    const turn = angle === 0 ? '' : ` rotate(${angle})`;
    return `<g fill="${color}" transform="translate(${formatLength(x)} ${formatLength(y)})${turn}">${uses.join('')}</g>`;
  }

  get definitions(): string {
    const paths = [...this.#paths].map(([id, path]) => `<path id="${id}" d="${path}"/>`);
    return paths.length === 0 ? '' : `<defs>${paths.join('')}</defs>`;
  }

  /** Names a glyph by its font and number, so that figures on one page may share their definitions. Null for blanks. */
  #define(font: string, glyph: Glyph, unitsPerEm: number): string | null {
    const id = `glyph-${font}-${glyph.id}`;
    if (this.#paths.has(id)) return id;
    const { commands } = glyph.path;
    if (commands.length === 0) return null;
    this.#paths.set(
      id,
      commands.map((command) => writeCommand(command, 1000 / unitsPerEm)).join(''),
    );
    return id;
  }
}

const letters: Record<string, string> = {
  moveTo: 'M',
  lineTo: 'L',
  quadraticCurveTo: 'Q',
  bezierCurveTo: 'C',
  closePath: 'Z',
};

/** In thousandths of the size; y goes up in a font. */
function writeCommand(
  { command, args }: { command: string; args: readonly number[] },
  scale: number,
): string {
  const places = args.map((value, index) => Math.round(value * scale) * (index % 2 === 0 ? 1 : -1));
  return `${letters[command] ?? ''}${places.map((place) => String(place)).join(' ')}`;
}
