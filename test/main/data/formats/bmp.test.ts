import { describe, expect, it } from 'vitest';
import { decodeBmp, isBmp } from '#data/formats/bmp';
import { bmpBytes, type BmpParts } from '../bmp-bytes';

const decode = (parts: BmpParts): number[] => [...decodeBmp(bmpBytes(parts)).data];

/** Red and green above, blue and white below, as red, green, blue and opacity. */
const four = [...[255, 0, 0, 255, 0, 255, 0, 255], ...[0, 0, 255, 255, 255, 255, 255, 255]];
/** The same as blue, green, red, with two bytes that fill each row. */
const above = [0, 0, 255, 0, 255, 0, 0, 0];
const below = [255, 0, 0, 255, 255, 255, 0, 0];
const square = { width: 2, height: 2, bits: 24, rows: [...below, ...above] };

describe('Windows bitmaps', () => {
  it('are read from the bottom row, or from the top where their height is negative', () => {
    expect(decode(square)).toEqual(four);
    expect(decode({ ...square, height: -2, rows: [...above, ...below] })).toEqual(four);
  });

  it('are read from where their header says that the pixels begin', () => {
    expect(decode({ ...square, gap: [9, 9, 9, 9, 9] })).toEqual(four);
    const laterHeader = Array<number>(84).fill(0);
    expect(decode({ ...square, headerBytes: 124, after: laterHeader })).toEqual(four);
  });

  it('may have the header of OS/2', () => {
    const header = [0x42, 0x4d, 0, 0, 0, 0, 0, 0, 0, 0, 26, 0, 0, 0];
    const core = [12, 0, 0, 0, 2, 0, 2, 0, 1, 0, 24, 0];
    const { data } = decodeBmp(Buffer.from([...header, ...core, ...below, ...above]));
    expect([...data]).toEqual(four);
  });

  it.each([
    // Colour 1 is red, colour 0 blue-green: the pixels 1 0 1.
    [1, [0b10100000, 0, 0, 0]],
    [4, [0x10, 0x10, 0, 0]],
    [8, [1, 0, 1, 0]],
  ])('have a palette with %d bits a pixel', (bits, rows) => {
    const after = [200, 100, 0, 0, 0, 0, 255, 0, ...Array<number>(4 * (2 ** bits - 2)).fill(0)];
    expect(decode({ width: 3, height: 1, bits, rows, after })).toEqual([
      ...[255, 0, 0, 255, 0, 100, 200, 255, 255, 0, 0, 255],
    ]);
  });

  it('scale 5 and 6 bits of a colour to 8', () => {
    // 31 is 255, and 16 is 16 · 255 / 31 = 131.6; of 6 bits, 32 is 32 · 255 / 63 = 129.5.
    const fiveEach = (31 << 10) | (16 << 5) | 0;
    expect(
      decode({ width: 1, height: 1, bits: 16, rows: [fiveEach & 255, fiveEach >> 8, 0, 0] }),
    ).toEqual([255, 132, 0, 255]);
    const sixGreen = (31 << 11) | (32 << 5) | 16;
    const masks = [0, 0xf8, 0, 0, 0xe0, 7, 0, 0, 0x1f, 0, 0, 0];
    expect(
      decode({
        ...{ width: 1, height: 1, bits: 16, compression: 3, after: masks },
        rows: [sixGreen & 255, sixGreen >> 8, 0, 0],
      }),
    ).toEqual([255, 130, 132, 255]);
  });

  it('are opaque unless a mask says otherwise', () => {
    const pixel = { width: 1, height: 1, bits: 32, rows: [3, 2, 1, 0] };
    expect(decode(pixel)).toEqual([1, 2, 3, 255]);
    const masks = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255];
    const masked = { ...pixel, compression: 3, headerBytes: 56, after: masks };
    expect(decode({ ...masked, rows: [3, 2, 1, 128] })).toEqual([1, 2, 3, 128]);
    // Opacity 0 everywhere means that the program did not use it.
    expect(decode(masked)).toEqual([1, 2, 3, 255]);
  });

  it('throw with the reason where they are damaged or of another kind', () => {
    const whole = bmpBytes(square);
    for (const length of [30, 53, whole.length - 1])
      expect(() => decodeBmp(whole.subarray(0, length))).toThrow('it is cut off');
    expect(() => decode({ ...square, compression: 1, bits: 8 })).toThrow('it is a compressed BMP');
    expect(() => decode({ ...square, bits: 2 })).toThrow('it is a BMP of 2 bits a pixel');
    expect(() => decode({ ...square, width: 0 })).toThrow('has 2 × 0 pixels');
    expect(() => decode({ ...square, height: 100_000 })).toThrow('has 100000 × 2 pixels');
  });

  it('are told from other files', () => {
    expect(isBmp(bmpBytes(square))).toBe(true);
    expect(isBmp(Buffer.from('BMW builds cars in Munich.'))).toBe(false);
    expect(isBmp(Buffer.from('BM'))).toBe(false);
  });
});
