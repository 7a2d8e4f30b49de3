/** The colours of a picture of a model: those of the window's tokens.css, or greys. */
import { toHex, type Oklch } from '#chart/oklch';
import { frameColors, type FrameColor } from '#spec/annotations';
import type { ModelPictureStyle } from '#spec/model-picture';
import { greyOf } from '../figure/layout/greys';

/** Each colour as `#rrggbb`. */
export interface Palette {
  ink: string;
  inkSoft: string;
  inkFaint: string;
  inkInverse: string;
  surface: string;
  surfaceRaised: string;
  line: string;
  lineStrong: string;
  trueGradient: string;
  syntheticGradient: string;
  syntheticGradientSoft: string;
  update: string;
  locked: string;
  /** The share of the colour of synthetic gradients in the filling of their bars. */
  syntheticShare: number;
  /** The tints of modules, which repeat where there are more modules. */
  modules: readonly { fill: string; line: string }[];
  frames: Readonly<Record<FrameColor, string>>;
  note: string;
  noteLine: string;
}

type Theme = 'light' | 'dark';

/** Lightness, chroma and hue of each token of the window. */
export const tokens: Readonly<Record<string, Readonly<Record<Theme, Oklch>>>> = {
  ink: { light: [0.25, 0.012, 265], dark: [0.93, 0.005, 265] },
  'ink-soft': { light: [0.45, 0.014, 265], dark: [0.76, 0.01, 265] },
  'ink-faint': { light: [0.5, 0.014, 265], dark: [0.69, 0.012, 265] },
  'ink-inverse': { light: [0.99, 0, 0], dark: [0.19, 0.008, 265] },
  surface: { light: [0.985, 0.0015, 265], dark: [0.2, 0.007, 265] },
  'surface-raised': { light: [1, 0, 0], dark: [0.235, 0.008, 265] },
  line: { light: [0.905, 0.004, 265], dark: [0.3, 0.008, 265] },
  'line-strong': { light: [0.8, 0.008, 265], dark: [0.42, 0.01, 265] },
  'true-gradient': { light: [0.56, 0.13, 152], dark: [0.75, 0.15, 152] },
  'synthetic-gradient': { light: [0.54, 0.16, 250], dark: [0.72, 0.13, 245] },
  'synthetic-gradient-soft': { light: [0.945, 0.03, 250], dark: [0.3, 0.06, 250] },
  update: { light: [0.64, 0.14, 65], dark: [0.8, 0.14, 78] },
  locked: { light: [0.63, 0.006, 265], dark: [0.58, 0.008, 265] },
  'module-1': { light: [0.945, 0.045, 75], dark: [0.31, 0.045, 75] },
  'module-2': { light: [0.94, 0.032, 230], dark: [0.31, 0.04, 230] },
  'module-3': { light: [0.94, 0.04, 165], dark: [0.3, 0.04, 165] },
  'module-4': { light: [0.96, 0.06, 105], dark: [0.32, 0.045, 105] },
  'module-5': { light: [0.93, 0.035, 265], dark: [0.31, 0.055, 265] },
  'module-6': { light: [0.935, 0.04, 40], dark: [0.31, 0.055, 40] },
  'module-7': { light: [0.94, 0.035, 345], dark: [0.31, 0.045, 345] },
  'module-8': { light: [0.94, 0.004, 265], dark: [0.3, 0.006, 265] },
  'module-1-line': { light: [0.74, 0.13, 70], dark: [0.66, 0.11, 70] },
  'module-2-line': { light: [0.7, 0.11, 230], dark: [0.66, 0.1, 230] },
  'module-3-line': { light: [0.65, 0.11, 165], dark: [0.64, 0.1, 165] },
  'module-4-line': { light: [0.76, 0.14, 102], dark: [0.72, 0.12, 102] },
  'module-5-line': { light: [0.56, 0.15, 262], dark: [0.62, 0.14, 262] },
  'module-6-line': { light: [0.63, 0.15, 42], dark: [0.65, 0.14, 42] },
  'module-7-line': { light: [0.65, 0.13, 345], dark: [0.67, 0.12, 345] },
  'module-8-line': { light: [0.6, 0.008, 265], dark: [0.6, 0.008, 265] },
  'frame-grey': { light: [0.6, 0.01, 265], dark: [0.66, 0.01, 265] },
  'frame-blue': { light: [0.6, 0.13, 250], dark: [0.68, 0.12, 250] },
  'frame-green': { light: [0.6, 0.12, 152], dark: [0.7, 0.12, 152] },
  'frame-yellow': { light: [0.72, 0.14, 98], dark: [0.76, 0.13, 98] },
  'frame-orange': { light: [0.66, 0.14, 55], dark: [0.72, 0.13, 60] },
  'frame-purple': { light: [0.56, 0.15, 300], dark: [0.7, 0.13, 300] },
  note: { light: [0.97, 0.04, 98], dark: [0.3, 0.03, 95] },
  'note-line': { light: [0.85, 0.07, 95], dark: [0.45, 0.05, 95] },
};

export function choosePalette(colors: ModelPictureStyle['colors']): Palette {
  return colors === 'grey' ? greys : fromTokens(colors);
}

const moduleCount = 8;

function fromTokens(theme: Theme): Palette {
  const hex = (name: string): string => toHex(tokens[name]?.[theme] ?? [0, 0, 0]);
  return {
    ink: hex('ink'),
    inkSoft: hex('ink-soft'),
    inkFaint: hex('ink-faint'),
    inkInverse: hex('ink-inverse'),
    // A document is white.
    surface: theme === 'light' ? '#ffffff' : hex('surface'),
    surfaceRaised: hex('surface-raised'),
    line: hex('line'),
    lineStrong: hex('line-strong'),
    trueGradient: hex('true-gradient'),
    syntheticGradient: hex('synthetic-gradient'),
    syntheticGradientSoft: hex('synthetic-gradient-soft'),
    update: hex('update'),
    locked: hex('locked'),
    syntheticShare: 0.55,
    modules: Array.from({ length: moduleCount }, (_, index) => ({
      fill: hex(`module-${index + 1}`),
      line: hex(`module-${index + 1}-line`),
    })),
    frames: colorFrames((name) => hex(`frame-${name}`)),
    note: hex('note'),
    noteLine: hex('note-line'),
  };
}

/**
 * What colours say is said by lightness and shape: bars of true gradients are darker than those of synthetic ones, which
 * have dashes around them. Neighbouring modules differ in lightness as much as text on them allows.
 */
const greys: Palette = {
  ink: greyOf(10),
  inkSoft: greyOf(35),
  inkFaint: greyOf(45),
  inkInverse: greyOf(100),
  surface: greyOf(100),
  surfaceRaised: greyOf(100),
  line: greyOf(90),
  lineStrong: greyOf(75),
  trueGradient: greyOf(52),
  syntheticGradient: greyOf(35),
  syntheticGradientSoft: greyOf(100),
  update: greyOf(20),
  locked: greyOf(60),
  syntheticShare: 0.12,
  modules: [97, 88, 94, 84, 96, 90, 92, 86].map((lightness) => ({
    fill: greyOf(lightness),
    line: greyOf(lightness - 40),
  })),
  frames: colorFrames(() => greyOf(55)),
  note: greyOf(97),
  noteLine: greyOf(70),
};

function colorFrames(colorOf: (name: FrameColor) => string): Record<FrameColor, string> {
  const colors = frameColors.map((name) => [name, colorOf(name)]);
  return Object.fromEntries(colors) as Record<FrameColor, string>;
}

/** The colour of a share of `front` on `back`. */
export function mix(front: string, back: string, share: number): string {
  const channel = (color: string, at: number): number =>
    Number.parseInt(color.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) =>
    Math.round(share * channel(front, at) + (1 - share) * channel(back, at))
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${mixed.join('')}`;
}
