import { toHex, type Oklch } from './oklch';

/** The colours of runs and groups on light surfaces: `--run-1` to `--run-12` of the window's tokens.css. */
export const palette: readonly Oklch[] = [
  [0.54, 0.17, 256],
  [0.65, 0.17, 50],
  [0.56, 0.14, 152],
  [0.56, 0.2, 350],
  [0.58, 0.1, 200],
  [0.5, 0.19, 296],
  [0.6, 0.12, 108],
  [0.54, 0.2, 27],
  [0.45, 0.08, 55],
  [0.65, 0.13, 232],
  [0.42, 0.03, 265],
  [0.66, 0.16, 8],
];
export const paletteSize = palette.length;

/** Hues that follow each other are as far apart as can be, however many there are. */
const goldenAngle = 180 * (3 - Math.sqrt(5));
/** In OKLCH, for each theme: all generated colours are equally light, and stand out from the surfaces. */
export const generated = {
  light: { lightness: 0.58, chroma: 0.13 },
  dark: { lightness: 0.76, chroma: 0.12 },
} as const;

/** The hue of a colour after those of the palette, in degrees. */
export function generatedHue(index: number): number {
  return ((index - paletteSize) * goldenAngle + 20) % 360;
}

/** The colour with an index on white paper, as `#rrggbb`. */
export function paperColor(index: number): string {
  const { lightness, chroma } = generated.light;
  return toHex(palette[index] ?? [lightness, chroma, generatedHue(index)]);
}

/** Inks of the window that lines have beside the colours of runs: `--ink`, `--locked`, `--module-1-line`. */
export type Ink = 'ink' | 'ink-faint' | 'locked' | `module-${number}-line`;

/** How inks look on light surfaces: those of the window's tokens.css. */
export const inks: Readonly<Record<string, Oklch>> = {
  ink: [0.25, 0.012, 265],
  'ink-faint': [0.5, 0.014, 265],
  locked: [0.63, 0.006, 265],
  'module-1-line': [0.74, 0.13, 70],
  'module-2-line': [0.7, 0.11, 230],
  'module-3-line': [0.65, 0.11, 165],
  'module-4-line': [0.76, 0.14, 102],
  'module-5-line': [0.56, 0.15, 262],
  'module-6-line': [0.63, 0.15, 42],
  'module-7-line': [0.65, 0.13, 345],
  'module-8-line': [0.6, 0.008, 265],
};

/** The colours of lines where they are drawn: in the window custom properties, which follow its theme. */
export interface LineColors {
  ofRun: (index: number) => string;
  ofInk: (ink: Ink) => string;
}

export const paperColors: LineColors = {
  ofRun: paperColor,
  ofInk: (ink) => toHex(inks[ink] ?? [0.25, 0.012, 265]),
};
