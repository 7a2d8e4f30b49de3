/**
 * The icon of the program in the formats of all systems. electron-builder would make those of macOS and Windows of a PNG,
 * with a tool that it downloads first.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/** The files by format: PNG for Linux, ICO for Windows, ICNS for macOS. */
export type Icons = Record<'png' | 'ico' | 'icns', string>;

const icoSizes = [16, 24, 32, 48, 64, 128, 256];
/** The pictures of an ICNS file by type, and their pixels: from ic11 on, those at double resolution too. */
const icnsPictures = {
  icp4: 16,
  icp5: 32,
  ic07: 128,
  ic08: 256,
  ic09: 512,
  ic11: 32,
  ic12: 64,
  ic13: 256,
  ic14: 512,
  ic10: 1024,
} as const;

/** Draws `svg` to files in `folder`. */
export async function drawIcons(svg: string, folder: string): Promise<Icons> {
  const draw = (size: number): Promise<Buffer> =>
    sharp(svg, { density: 1200 }).resize(size, size).png().toBuffer();
  const write = async (format: keyof Icons, content: Buffer): Promise<string> => {
    const file = join(folder, `icon.${format}`);
    await writeFile(file, content);
    return file;
  };
  return {
    png: await write('png', await draw(512)),
    ico: await write('ico', encodeIco(icoSizes, await Promise.all(icoSizes.map(draw)))),
    icns: await write(
      'icns',
      encodeIcns(
        Object.keys(icnsPictures),
        await Promise.all(Object.values(icnsPictures).map(draw)),
      ),
    ),
  };
}

/** A header of 6 bytes and a table of 16 bytes a picture, then the pictures as PNG. */
function encodeIco(sizes: readonly number[], pictures: readonly Buffer[]): Buffer {
  const table = Buffer.alloc(6 + 16 * pictures.length);
  table.writeUInt16LE(1, 2);
  table.writeUInt16LE(pictures.length, 4);
  let offset = table.length;
  for (const [index, picture] of pictures.entries()) {
    const at = 6 + 16 * index;
    // One byte each for width and height, in which 256 is 0.
    table.fill((sizes[index] ?? 0) % 256, at, at + 2);
    table.writeUInt16LE(1, at + 4);
    table.writeUInt16LE(32, at + 6);
    table.writeUInt32LE(picture.length, at + 8);
    table.writeUInt32LE(offset, at + 12);
    offset += picture.length;
  }
  return Buffer.concat([table, ...pictures]);
}

/** `icns` and the length of the file, then each picture as PNG, after its type and the length of both. */
function encodeIcns(types: readonly string[], pictures: readonly Buffer[]): Buffer {
  const block = (type: string, content: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(8 + content.length, 4);
    return Buffer.concat([head, content]);
  };
  const blocks = pictures.map((picture, index) => block(types[index] ?? '', picture));
  return block('icns', Buffer.concat(blocks));
}
