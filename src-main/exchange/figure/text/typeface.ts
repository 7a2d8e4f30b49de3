/** The fonts of figures: a serif and a sans family, each with a font of many more letters behind it. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Font } from 'fontkit';
import { messageOf, WorkbenchError } from '#spec/errors';
import { fontFiles, type FontName } from './font-files';

/** The fonts of a family: a letter is of the first that has it. */
const families: Record<FontFamily, readonly FontName[]> = {
  serif: ['stix', 'dejavu-serif', 'dejavu-sans'],
  sans: ['dejavu-sans', 'dejavu-serif'],
};
export type FontFamily = 'serif' | 'sans';

export interface LoadedFont {
  name: FontName;
  bytes: Buffer;
  font: Font;
}

/** A part of a text that is of one font. Its width is that at a size of 1. */
export interface TextRun {
  font: LoadedFont;
  text: string;
  width: number;
}

export interface Typeface {
  split(text: string): TextRun[];
  /** The width of one line of text, in the unit of `size`. */
  measure(text: string, size: number): number;
}

const loaded = new Map<FontName, Promise<LoadedFont>>();

/** Reads the fonts of a family, once for all figures. Throws `unavailable` where they are missing. */
export async function loadTypeface(family: FontFamily): Promise<Typeface> {
  return createTypeface(await Promise.all(families[family].map(loadFont)));
}

function loadFont(name: FontName): Promise<LoadedFont> {
  const known = loaded.get(name);
  if (known) return known;
  const reading = readFont(name);
  loaded.set(name, reading);
  reading.catch(() => loaded.delete(name));
  return reading;
}

async function readFont(name: FontName): Promise<LoadedFont> {
  const { create } = await import('fontkit');
  try {
    const bytes = await readFile(createRequire(import.meta.url).resolve(fontFiles[name]));
    return { name, bytes, font: create(bytes) as Font };
  } catch (error) {
    throw new WorkbenchError(
      'unavailable',
      `The font ${fontFiles[name]}, which figures need, cannot be read: ${messageOf(error)}. Run 'npm install' again, or install the program again.`,
    );
  }
}

function createTypeface(fonts: readonly LoadedFont[]): Typeface {
  const widths = new Map<string, number>();
  const split = (text: string): TextRun[] =>
    splitByFont(text, fonts).map((run) => ({
      ...run,
      width: run.font.font.layout(run.text).advanceWidth / run.font.font.unitsPerEm,
    }));
  const measureOnce = (text: string): number => {
    const known = widths.get(text);
    if (known !== undefined) return known;
    const width = split(text).reduce((sum, run) => sum + run.width, 0);
    widths.set(text, width);
    return width;
  };
  return { split, measure: (text, size) => measureOnce(text) * size };
}

/** Marks that belong to the letter before them, and joiners, stay with it. */
const staysWithLetter = /[\p{M}\u200C\u200D]/u;

function splitByFont(
  text: string,
  fonts: readonly LoadedFont[],
): { font: LoadedFont; text: string }[] {
  const runs: { font: LoadedFont; text: string }[] = [];
  for (const letter of text) {
    const last = runs.at(-1);
    const font = last && staysWithLetter.test(letter) ? last.font : findFont(letter, fonts);
    if (last && last.font === font) last.text += letter;
    else runs.push({ font, text: letter });
  }
  return runs;
}

/** A letter that no font has is shown by the first, as a box. */
function findFont(letter: string, fonts: readonly LoadedFont[]): LoadedFont {
  const code = letter.codePointAt(0) ?? 0;
  const found = fonts.find(({ font }) => font.hasGlyphForCodePoint(code)) ?? fonts[0];
  if (!found) throw new Error('A typeface has no font.');
  return found;
}
