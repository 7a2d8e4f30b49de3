import { generated, generatedHue, paletteSize, type LineColors } from '#chart/series-colors';

/** So many custom properties are written at once, since each writing makes the browser compute all styles again. */
const batchSize = 128;

/** The colour of an index as CSS, for the light and the dark theme. */
export function seriesColor(index: number): string {
  if (index < paletteSize) return `var(--run-${index + 1})`;
  const hue = generatedHue(index).toFixed(1);
  const [light, dark] = (['light', 'dark'] as const).map((theme) => {
    const { lightness, chroma } = generated[theme];
    return `oklch(${lightness} ${chroma} ${hue})`;
  });
  return `light-dark(${light}, ${dark})`;
}

let written = paletteSize;

/**
 * The custom property of the colour with an index: those of the palette, and generated ones after them. It is written
 * on the document where it is not there yet, so that charts and CSS name every colour in the same way.
 */
export function colorToken(index: number): string {
  for (; written <= index && typeof document !== 'undefined'; written += batchSize)
    for (let at = written; at < written + batchSize; at += 1)
      document.documentElement.style.setProperty(`--run-${at + 1}`, seriesColor(at));
  return `--run-${index + 1}`;
}

/** The colours of lines in the window. */
export const tokenColors: LineColors = { ofRun: colorToken, ofInk: (ink) => `--${ink}` };
