import { describe, expect, it } from 'vitest';
import { generated, generatedHue, paletteSize } from '#chart/series-colors';
import { seriesColor } from '../../../src-renderer/ui/series-colors';

/** OKLCH to linear sRGB (Ottosson 2020), cut off at the gamut as a screen does it. */
function toLinear(lightness: number, chroma: number, hue: number): [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number): number => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** The contrast of WCAG 2. */
function contrast(a: [number, number, number], b: [number, number, number]): number {
  const [high, low] = [a, b]
    .map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue)
    .sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe('the colours of runs and groups', () => {
  it('are the palette first, then generated ones', () => {
    expect(seriesColor(0)).toBe('var(--run-1)');
    expect(seriesColor(11)).toBe('var(--run-12)');
    expect(seriesColor(12)).toBe('light-dark(oklch(0.58 0.13 20.0), oklch(0.76 0.12 20.0))');
    // One golden angle of 137.5° on.
    expect(seriesColor(13)).toBe('light-dark(oklch(0.58 0.13 157.5), oklch(0.76 0.12 157.5))');
  });

  // The surfaces of charts in tokens.css: `--surface-raised`, `--surface` and `--surface-hover`.
  it.each([
    [
      'light',
      [
        [1, 0, 0],
        [0.985, 0.0015, 265],
        [0.945, 0.004, 265],
      ],
    ],
    [
      'dark',
      [
        [0.235, 0.008, 265],
        [0.2, 0.007, 265],
        [0.275, 0.009, 265],
      ],
    ],
  ] as const)('have a contrast of 3 to 1 with the surfaces of the %s theme', (theme, surfaces) => {
    const { lightness, chroma } = generated[theme];
    for (let index = paletteSize; index < 1000; index += 1)
      for (const [l, c, h] of surfaces)
        expect(
          contrast(toLinear(lightness, chroma, generatedHue(index)), toLinear(l, c, h)),
        ).toBeGreaterThan(3);
  });

  it('differ in hue by at least 12 degrees among the first 20 generated ones', () => {
    const hues = Array.from({ length: 20 }, (_, at) => generatedHue(paletteSize + at)).sort(
      (a, b) => a - b,
    );
    const gaps = hues.map((hue, at) => (hues[at + 1] ?? (hues[0] ?? 0) + 360) - hue);
    expect(Math.min(...gaps)).toBeGreaterThan(12);
  });
});
