import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { toHex } from '#chart/oklch';
import { inks, palette, paperColor } from '#chart/series-colors';

const tokens = readFileSync(
  new URL('../../../src-renderer/ui/tokens.css', import.meta.url),
  'utf8',
);
/** Lightness, chroma and hue of a custom property in the light theme. */
function readToken(name: string): number[] {
  const [, light = ''] =
    new RegExp(`--${name}: light-dark\\(oklch\\(([^)]*)\\)`).exec(tokens) ?? [];
  return light.split(' ').map(Number);
}

it('has the palette of the window in its light theme', () => {
  expect(palette.map((_, index) => readToken(`run-${index + 1}`))).toEqual(palette);
});

it('has the inks of the window in its light theme', () => {
  for (const [name, ink] of Object.entries(inks)) expect(readToken(name), name).toEqual(ink);
});

it('writes OKLCH as hexadecimal sRGB', () => {
  expect(toHex([0, 0, 0])).toBe('#000000');
  expect(toHex([1, 0, 0])).toBe('#ffffff');
  // Red, green and blue of sRGB, by the values that CSS Color 4 gives for them.
  expect(toHex([0.62796, 0.25768, 29.2339])).toBe('#ff0000');
  expect(toHex([0.86644, 0.29483, 142.4953])).toBe('#00ff00');
  expect(toHex([0.45201, 0.31321, 264.052])).toBe('#0000ff');
});

it('goes on with other hues after the palette', () => {
  const colors = Array.from({ length: 40 }, (_, index) => paperColor(index));
  expect(new Set(colors).size).toBe(40);
  for (const color of colors) expect(color).toMatch(/^#[0-9a-f]{6}$/);
});
