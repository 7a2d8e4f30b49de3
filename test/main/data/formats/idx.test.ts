import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readIdx, readIdxPair } from '#data/formats/idx';
import { put, scratch, tinyImages, tinyLabels } from '../helpers';

async function errorFor(content: readonly number[] | Uint8Array): Promise<string> {
  const path = await put(await scratch(), 'broken-idx', content);
  return readIdx(path).then(
    () => 'was read',
    (error: Error) => error.message,
  );
}

describe('readIdx', () => {
  it('reads unsigned bytes, plain and gzipped', async () => {
    const folder = await scratch();
    const expected = { shape: [3, 2, 2], data: Uint8Array.from(tinyImages.slice(16)) };
    expect(await readIdx(await put(folder, 'a', tinyImages))).toMatchObject(expected);
    const packed = gzipSync(Uint8Array.from(tinyImages));
    expect(await readIdx(await put(folder, 'a.gz', packed))).toMatchObject(expected);
  });

  it.each([
    ['signed bytes', 0x09, [0x01, 0xff], [1, -1]],
    ['shorts', 0x0b, [0x01, 0x00, 0xff, 0xfe], [256, -2]],
    ['ints', 0x0c, [0, 1, 0, 0, 0xff, 0xff, 0xff, 0xfd], [65536, -3]],
    ['floats', 0x0d, [0x3f, 0xc0, 0, 0, 0xc0, 0x00, 0, 0], [1.5, -2]],
    ['doubles', 0x0e, [0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xc0, 0x00, 0, 0, 0, 0, 0, 0], [1.5, -2]],
  ])('reads %s', async (_, type, bytes, numbers) => {
    const path = await put(await scratch(), 'numbers', [0, 0, type, 1, 0, 0, 0, 2, ...bytes]);
    expect([...(await readIdx(path)).data]).toEqual(numbers);
  });

  it('names the byte where a file is cut off', async () => {
    expect(await errorFor(tinyImages.slice(0, 20))).toBe(
      "'broken-idx' says 3 items of 2 × 2 in its header (28 bytes), but ends after byte 20. Get the file again.",
    );
    expect(await errorFor(tinyImages.slice(0, 9))).toMatch(
      /ends after byte 9, within its header of 16/,
    );
    expect(await errorFor([0, 0])).toMatch(/ends after byte 2, before its header/);
    expect(await errorFor([])).toMatch(/ends after byte 0/);
    expect(await errorFor([...tinyImages, 0])).toMatch(/goes on after byte 28, to byte 29/);
  });

  it('prints large numbers readably, and allocates nothing for sizes that a header only claims', async () => {
    const header = [0, 0, 8, 1, 0, 0, 0xea, 0x60];
    expect(await errorFor([...header, ...Array<number>(1226).fill(1)])).toMatch(
      /says 60,000 items in its header \(60008 bytes\), but ends after byte 1234\./,
    );
    const huge = [0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255];
    expect(await errorFor(huge)).toMatch(/ends after byte 16/);
  });

  it('names the byte at which a header is wrong', async () => {
    expect(await errorFor([1, ...tinyImages.slice(1)])).toMatch(/first two bytes/);
    expect(await errorFor([0, 0, 0x0a, ...tinyImages.slice(3)])).toMatch(/0x0a, at byte 2/);
    expect(await errorFor([0, 0, 8, 0, 1, 2, 3])).toMatch(/byte 3 that it has 0 dimensions/);
    expect(await errorFor([0, 0, 8, 2, 0, 0, 0, 3, 0, 0, 0, 0])).toMatch(
      /at byte 8 that dimension 2 is 0/,
    );
  });

  it('says how far a gzipped file that is cut off can be unpacked', async () => {
    const labels = Uint8Array.from([0, 0, 8, 1, 0, 0, 7, 208, ...Array<number>(2000).fill(3)]);
    const packed = gzipSync(labels, { level: 0 });
    // Without compression, the data follow 10 bytes of the gzip header and 5 of the block header.
    expect(await errorFor(packed.subarray(0, 1015))).toBe(
      "'broken-idx' is gzipped and damaged: its contents cannot be unpacked past byte 1000 (unexpected end of file). Get the file again.",
    );
  });

  it('throws for a gzipped file whose checksum is wrong or missing, or whose codes are invalid', async () => {
    const packed = gzipSync(Uint8Array.from(tinyImages), { level: 0 });
    const flipped = Buffer.from(packed);
    flipped[10 + 5 + 20] = 77;
    expect(await errorFor(flipped)).toMatch(/gzipped and damaged.*incorrect data check/);
    expect(await errorFor(packed.subarray(0, -4))).toMatch(/gzipped and damaged.*past byte 28 /);
    const large = gzipSync(Uint8Array.from({ length: 9000 }, (_, i) => (i * i * 7) % 251));
    large.fill(255, 200, 260);
    expect(await errorFor(large)).toMatch(/gzipped and damaged.*past byte \d+ \(/);
  });

  it('names the item and the place within it of a number that is not finite', async () => {
    // Two items of 1 × 2 floats: 0 and 1, then 2 and NaN.
    const header = [0, 0, 0x0d, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2];
    const numbers = [0, 0, 0, 0, 0x3f, 0x80, 0, 0, 0x40, 0, 0, 0, 0x7f, 0xc0, 0, 0];
    expect(await errorFor([...header, ...numbers])).toBe(
      "'broken-idx' has nan (not a number) at [1, 0, 1] (the item, then the indices within it, from 0). All must be numbers that 32 bits can hold; mend that item, or leave it out.",
    );
    // The double 1e39 is finite, but no float.
    const double = [0, 0, 0x0e, 1, 0, 0, 0, 1, 0x48, 0x07, 0x82, 0x87, 0xf4, 0x9c, 0x4a, 0x1d];
    expect(await errorFor(double)).toMatch(/has a number that is infinite or too large at \[0\]/);
  });

  it('says what a file of another format is', async () => {
    expect(await errorFor(Buffer.from('%PDF-1.7 x'))).toMatch(
      /is no IDX file: it is a PDF document\./,
    );
  });

  it('names the missing file', async () => {
    const path = join(await scratch(), 'nowhere');
    await expect(readIdx(path)).rejects.toMatchObject({
      kind: 'notFound',
      message: `There is no file '${path}'.`,
    });
  });
});

describe('readIdxPair', () => {
  it('reads items with their labels', async () => {
    const folder = await scratch();
    const pair = await readIdxPair(
      await put(folder, 'images', tinyImages),
      await put(folder, 'labels', tinyLabels),
    );
    expect([...pair.labels]).toEqual([2, 0, 1]);
    expect(pair.images.shape).toEqual([3, 2, 2]);
  });

  it('throws for labels of another length and for swapped files', async () => {
    const folder = await scratch();
    const images = await put(folder, 'images', tinyImages);
    const two = await put(folder, 'two', [0, 0, 8, 1, 0, 0, 0, 2, 2, 0]);
    await expect(readIdxPair(images, two)).rejects.toThrow(
      "'images' has 3 items, but 'two' has 2 labels. Take two files of the same set.",
    );
    await expect(readIdxPair(two, images)).rejects.toThrow(/swapped/);
  });
});
