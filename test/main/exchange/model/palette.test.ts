import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { luminanceOf } from '#exchange/figure/layout/greys';
import { choosePalette, mix, tokens } from '#exchange/model/palette';

const css = readFileSync(
  new URL('../../../../src-renderer/ui/tokens.css', import.meta.url),
  'utf8',
);

/** Lightness, chroma and hue of a token of the window in its two themes. */
function readToken(name: string): number[][] {
  const colour = String.raw`oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)`;
  const found = new RegExp(`--${name}:\\s*light-dark\\(${colour},\\s*${colour}\\)`).exec(css);
  const numbers = (found ?? []).slice(1).map(Number);
  return [numbers.slice(0, 3), numbers.slice(3)];
}

describe('the colours of pictures', () => {
  it.each(Object.keys(tokens))('are those of the window: %s', (name) => {
    expect([tokens[name]?.light, tokens[name]?.dark]).toEqual(readToken(name));
  });

  it('are all different in greys where they stand on each other', () => {
    const grey = choosePalette('grey');
    const lightness = (color: string): number => luminanceOf(color);
    // Three to one, as marks need: (L1 + 0.05) / (L2 + 0.05).
    for (const color of [
      grey.ink,
      grey.inkSoft,
      grey.inkFaint,
      grey.update,
      grey.syntheticGradient,
    ])
      expect(1.05 / (lightness(color) + 0.05)).toBeGreaterThan(3);
    const fills = grey.modules.map(({ fill }) => fill);
    expect(new Set(fills).size).toBe(fills.length);
    expect(Object.values(grey).every((color) => typeof color !== 'string' || isGrey(color))).toBe(
      true,
    );
  });
});

const isGrey = (color: string): boolean => /^#(..)\1\1$/.test(color);

it('A mixture lies between its colours', () => {
  expect(mix('#ff0000', '#0000ff', 0.25)).toBe('#4000bf');
});
