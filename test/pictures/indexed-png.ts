import { deflateSync } from 'node:zlib';
import crc32 from 'crc-32';

/** Red, green, blue and opacity of one pixel after the other, row by row. */
export interface Pixels {
  width: number;
  height: number;
  pixels: Uint8Array;
}

const paletteSize = 256;
/** A colour as one number. */
const pack = (pixels: Uint8Array, at: number): number =>
  ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);

/** A PNG file with 256 colours that are close to all those of a picture. */
export function encodeIndexedPng({ width, height, pixels }: Pixels): Buffer {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += 4) {
    const color = pack(pixels, at);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const { palette, indices } = choosePalette(counts);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      rows[y * (width + 1) + x + 1] = indices.get(pack(pixels, 4 * (y * width + x))) ?? 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, which are an index into the palette.
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk(
      'PLTE',
      Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255])),
    ),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * The colours of the palette, and for each colour the place of the nearest of them. Each next colour of the palette is the
 * one whose pixels are farthest from the palette so far, summed: a rare colour that is like no other is kept.
 */
function choosePalette(counts: ReadonlyMap<number, number>): {
  palette: number[];
  indices: Map<number, number>;
} {
  const palette: number[] = [];
  const indices = new Map<number, number>();
  const distances = new Map([...counts.keys()].map((color) => [color, Infinity]));
  const errorOf = ([color, count]: [number, number]): number =>
    count * Math.min(distances.get(color) ?? 0, 3 * 256 ** 2);
  while (palette.length < paletteSize) {
    const worst = [...counts].reduce((a, b) => (errorOf(b) > errorOf(a) ? b : a));
    if (errorOf(worst) === 0) break;
    for (const [color, distance] of distances) {
      const next = squaredDistance(color, worst[0]);
      if (next >= distance) continue;
      distances.set(color, next);
      indices.set(color, palette.length);
    }
    palette.push(worst[0]);
  }
  return { palette, indices };
}

const squaredDistance = (a: number, b: number): number =>
  ((a >> 16) - (b >> 16)) ** 2 +
  (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 +
  ((a & 255) - (b & 255)) ** 2;

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeInt32BE(crc32.buf(body), body.length + 4);
  return frame;
}
