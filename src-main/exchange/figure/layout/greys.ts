import type { FigureColorScale } from '#chart/figure';

/** The grey of a CIE lightness from 0 (black) to 100 (white), as `#rrggbb`. */
export function greyOf(lightness: number): string {
  const luminance = lightness > 8 ? ((lightness + 16) / 116) ** 3 : (lightness * 27) / 24389;
  const encoded =
    luminance <= 0.0031308 ? 12.92 * luminance : 1.055 * luminance ** (1 / 2.4) - 0.055;
  const byte = Math.round(255 * encoded)
    .toString(16)
    .padStart(2, '0');
  return `#${byte}${byte}${byte}`;
}

/** Relative luminance of `#rrggbb`, from 0 (black) to 1 (white). */
export function luminanceOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(color).map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function lightnessOf(color: string): number {
  const luminance = luminanceOf(color);
  return luminance > 216 / 24389 ? 116 * Math.cbrt(luminance) - 16 : (luminance * 24389) / 27;
}

export function channelsOf(color: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
}

const [palest, darkest] = [95, 20];
/** Colours that are further from the scale than this, as that of cells without a value, are not of it. */
const tolerance = 30;

/**
 * Gives colours of a scale greys that get darker from its start to its end, also where its colours do not; other colours get
 * the grey of their own lightness.
 */
export function scaleToGreys(scale: FigureColorScale | null): (color: string) => string {
  const stops = (scale?.stops ?? []).map(({ color }) => channelsOf(color));
  const greyAt = (place: number): string =>
    greyOf(palest + ((darkest - palest) * place) / Math.max(1, stops.length - 1));
  return (color) => {
    const { place, distance } = findOnScale(channelsOf(color), stops);
    return distance <= tolerance ? greyAt(place) : greyOf(lightnessOf(color));
  };
}

/** Where between the stops a colour is nearest to the scale. */
function findOnScale(
  color: readonly number[],
  stops: readonly (readonly number[])[],
): { place: number; distance: number } {
  let best = { place: 0, distance: Infinity };
  for (let index = 0; index < stops.length; index += 1) {
    const [start = [], end = start] = [stops[index], stops[index + 1]];
    const along = end.map((channel, part) => channel - (start[part] ?? 0));
    const length = along.reduce((sum, part) => sum + part * part, 0);
    const product = along.reduce(
      (sum, part, at) => sum + part * ((color[at] ?? 0) - (start[at] ?? 0)),
      0,
    );
    const fraction = length === 0 ? 0 : Math.min(1, Math.max(0, product / length));
    const distance = Math.hypot(
      ...along.map((part, at) => (color[at] ?? 0) - (start[at] ?? 0) - fraction * part),
    );
    if (distance < best.distance) best = { place: index + fraction, distance };
  }
  return best;
}
