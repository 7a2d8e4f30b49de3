/** Finds lines in pictures of charts and compares them. */
import type { Page } from 'playwright-core';

export type Color = readonly [red: number, green: number, blue: number];

/** In pixels of a picture. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Red, green, blue and opacity of one pixel after the other, row by row. */
export interface Picture {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** Decodes a part of a PNG file in the browser and scales it to a size. Without them: all of it, as it is. */
export async function readPicture(
  page: Page,
  png: Buffer,
  part: Box | null = null,
  size: { width: number; height: number } | null = null,
): Promise<Picture> {
  const picture = await page.evaluate(
    async ({ source, box, to }) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const { left, top, right, bottom } = box ?? {
        ...{ left: 0, top: 0, right: image.width, bottom: image.height },
      };
      const { width, height } = to ?? { width: right - left, height: bottom - top };
      const context = new OffscreenCanvas(width, height).getContext('2d');
      if (!context) throw new Error('The browser draws no pictures.');
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, left, top, right - left, bottom - top, 0, 0, width, height);
      const { data } = context.getImageData(0, 0, width, height);
      // As text, since the numbers one by one would take seconds.
      let bytes = '';
      for (let at = 0; at < data.length; at += 8192)
        bytes += String.fromCharCode(...data.subarray(at, at + 8192));
      return { width, height, bytes: btoa(bytes) };
    },
    {
      source: `data:image/png;base64,${png.toString('base64')}`,
      box: part,
      // The size alone of what may be a whole picture.
      to: size && { width: size.width, height: size.height },
    },
  );
  const { width, height, bytes } = picture;
  return { width, height, pixels: Buffer.from(bytes, 'base64') };
}

/** Colours of CSS, custom properties too, as the page paints them. */
export function paintedColors(page: Page, colors: readonly string[]): Promise<Color[]> {
  return page.evaluate((texts) => {
    const context = new OffscreenCanvas(1, 1).getContext('2d');
    if (!context) throw new Error('The browser draws no pictures.');
    const element = document.body.appendChild(document.createElement('span'));
    const painted = texts.map((text): [number, number, number] => {
      element.style.color = text;
      context.fillStyle = getComputedStyle(element).color;
      context.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
      return [red, green, blue];
    });
    element.remove();
    return painted;
  }, colors);
}

function pixelAt({ width, pixels }: Picture, x: number, y: number): Color {
  const at = 4 * (y * width + x);
  return [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0];
}

const product = (a: Color, b: Color): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const distance = (a: Color, b: Color): number =>
  Math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2);

/** The longest level line of a colour. */
export function findLevelLine(picture: Picture, color: Color): Omit<Box, 'top'> {
  let best = { left: 0, right: 0, bottom: 0 };
  for (let y = 0; y < picture.height; y += 1)
    for (let left = 0; left < picture.width; left += 1) {
      let right = left;
      while (right < picture.width && distance(pixelAt(picture, right, y), color) < 24) right += 1;
      if (right - left > best.right - best.left) best = { left, right, bottom: y };
      left = right;
    }
  return best;
}

/** How much of a pixel is covered by a colour, on white; 0 where other colours are in it. */
function coverOf(pixel: Color, color: Color): number {
  const ink: Color = [255 - color[0], 255 - color[1], 255 - color[2]];
  const dark: Color = [255 - pixel[0], 255 - pixel[1], 255 - pixel[2]];
  const cover = product(ink, dark) / product(ink, ink);
  const expected: Color = [cover * ink[0], cover * ink[1], cover * ink[2]];
  return cover < 0.5 || distance(dark, expected) > 30 ? 0 : cover;
}

/** For each of so many columns the height at which a colour is, as a part of the picture from the top; NaN where it is not. */
export function heightsOf(picture: Picture, color: Color, columns: number): number[] {
  const sums = Array.from({ length: columns }, () => ({ weight: 0, height: 0 }));
  for (let x = 0; x < picture.width; x += 1) {
    const sum = sums[Math.floor((x * columns) / picture.width)];
    for (let y = 0; sum && y < picture.height; y += 1) {
      const weight = coverOf(pixelAt(picture, x, y), color);
      sum.weight += weight;
      sum.height += (weight * (y + 0.5)) / picture.height;
    }
  }
  return sums.map(({ weight, height }) => height / weight);
}

/** The middle of all that has a colour, as parts of the picture. */
export function centerOf(picture: Picture, color: Color): { x: number; y: number } {
  let [weight, x, y] = [0, 0, 0];
  for (let column = 0; column < picture.width; column += 1)
    for (let row = 0; row < picture.height; row += 1) {
      const cover = coverOf(pixelAt(picture, column, row), color);
      weight += cover;
      x += (cover * (column + 0.5)) / picture.width;
      y += (cover * (row + 0.5)) / picture.height;
    }
  return { x: x / weight, y: y / weight };
}

/** The mean tints of blocks of so many pixels, row by row: greys, and so grids and axes, have none. */
function tintsOf(picture: Picture, size: number): Color[] {
  const blocks: Color[] = [];
  for (let top = 0; top + size <= picture.height; top += size)
    for (let left = 0; left + size <= picture.width; left += size) {
      const sum: [number, number, number] = [0, 0, 0];
      for (let y = top; y < top + size; y += 1)
        for (let x = left; x < left + size; x += 1) {
          const [red, green, blue] = pixelAt(picture, x, y);
          sum[0] += (red - green) / size ** 2;
          sum[1] += (green - blue) / size ** 2;
          sum[2] += (blue - red) / size ** 2;
        }
      blocks.push(sum);
    }
  return blocks;
}

/** The part of all tinted blocks of two pictures in which the tints are apart. */
export function partOfOtherTint(a: Picture, b: Picture): number {
  const size = 8;
  const others = tintsOf(b, size);
  const pairs = tintsOf(a, size).map(
    (tint, at) => [tint, others[at] ?? ([0, 0, 0] as const)] as const,
  );
  const tinted = pairs.filter((pair) => pair.some((tint) => Math.hypot(...tint) > 4));
  const apart = tinted.filter(([here, there]) => distance(here, there) > 12);
  return apart.length / tinted.length;
}
