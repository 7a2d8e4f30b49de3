import { toHex } from '../oklch';

/** The ends of the scale in OKLCH: one hue, equal steps of lightness, and the strong end further from the surface. */
const ends = {
  light: { from: [0.96, 0.02], to: [0.4, 0.15] },
  dark: { from: [0.31, 0.03], to: [0.9, 0.1] },
} as const;
const hue = 255;
/** From here on the text on a cell is that of the other theme. */
const turn = { light: 0.55, dark: 0.45 } as const;

/** The colour at a place from 0 to 1, as CSS for both themes. */
export function heatColor(fraction: number): string {
  const [light, dark] = (['light', 'dark'] as const).map((theme) => {
    const { from, to } = ends[theme];
    const [lightness, chroma] = [0, 1].map((part) => {
      const [start = 0, end = 0] = [from[part], to[part]];
      return (start + (end - start) * fraction).toFixed(3);
    });
    return `oklch(${lightness ?? ''} ${chroma ?? ''} ${hue})`;
  });
  return `light-dark(${light ?? ''}, ${dark ?? ''})`;
}

/** The colour of text on it. */
export function heatInk(fraction: number): string {
  const [pale, deep] = ['oklch(0.99 0 0)', 'oklch(0.2 0.01 265)'];
  const onLight = fraction > turn.light ? pale : deep;
  const onDark = fraction > turn.dark ? deep : pale;
  return `light-dark(${onLight}, ${onDark})`;
}

/** The colour at a place from 0 to 1 on white paper, as `#rrggbb`. */
export function heatPaperColor(fraction: number): string {
  const { from, to } = ends.light;
  const at = (part: 0 | 1): number => from[part] + (to[part] - from[part]) * fraction;
  return toHex([at(0), at(1), hue]);
}
