import { describe, expect, it } from 'vitest';
import { readNpy, type NpyArray } from '#data/formats/npy';
import { put, scratch } from '../helpers';
import { npyBytes, npyHeader } from '../npy-bytes';

async function read(bytes: Uint8Array | readonly number[]): Promise<NpyArray> {
  return readNpy(await put(await scratch(), 'a.npy', bytes));
}
const refused = (bytes: Uint8Array | readonly number[], words: RegExp): Promise<void> =>
  expect(read(bytes)).rejects.toThrow(words);

describe('NPY files', () => {
  it('are read byte by byte', async () => {
    // As numpy.save writes numpy.array([[1.5, -2]], '<f4'): 118 bytes of header, then 0x3fc00000, 0xc0000000.
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }";
    const array = await read([
      ...[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 0x01, 0x00, 0x76, 0x00],
      ...[...header.padEnd(117)].map((letter) => letter.charCodeAt(0)),
      ...[0x0a, 0x00, 0x00, 0xc0, 0x3f, 0x00, 0x00, 0x00, 0xc0],
    ]);
    expect(array).toEqual({ kind: 'f', shape: [1, 2], data: Float32Array.of(1.5, -2) });
  });

  it.each([
    // 0x0102 = 258; 0xfffe = −2; as bytes, in the file's order.
    ['|b1', [0, 1, 1], [0, 1, 1]],
    ['|i1', [0xfe, 3], [-2, 3]],
    ['|u1', [0xfe, 3], [254, 3]],
    ['<i2', [0xfe, 0xff, 2, 1], [-2, 258]],
    ['>i2', [0xff, 0xfe, 1, 2], [-2, 258]],
    ['<u2', [0xfe, 0xff, 2, 1], [65534, 258]],
    ['>u2', [0xff, 0xfe, 1, 2], [65534, 258]],
    // Sign, exponent − 15 and fraction of 16-bit floats: 0 01111 1000000000 is 1.5 · 2⁰; the least is 2⁻²⁴.
    ['<f2', [0x00, 0x3e, 0x00, 0xc0, 0x01, 0x00, 0xff, 0x7b], [1.5, -2, 2 ** -24, 65504]],
    ['>f2', [0x3e, 0x00, 0x80, 0x00], [1.5, -0]],
    ['<i4', [0xfe, 0xff, 0xff, 0xff], [-2]],
    ['>i4', [0xff, 0xff, 0xff, 0xfe], [-2]],
    ['<u4', [0xfe, 0xff, 0xff, 0xff], [4294967294]],
    ['>u4', [0, 0, 1, 2], [258]],
    ['<i8', [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [-2]],
    ['>i8', [0, 0, 0, 1, 0, 0, 0, 2], [4294967298]],
    ['<u8', [2, 1, 0, 0, 0, 0, 0, 0], [258]],
    ['>u8', [0, 0, 0, 0, 0, 0, 1, 2], [258]],
    ['<f4', [0, 0, 0xc0, 0x3f], [1.5]],
    ['>f4', [0x3f, 0xc0, 0, 0], [1.5]],
    ['<f8', [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], [1.5]],
    ['>f8', [0x3f, 0xf8, 0, 0, 0, 0, 0, 0], [1.5]],
  ])('hold numbers of type %s', async (type, bytes, numbers) => {
    const array = await read(npyBytes(npyHeader(type, `${numbers.length},`), bytes));
    expect([...array.data]).toEqual(numbers);
    expect(array).toMatchObject({ kind: type[1], shape: [numbers.length] });
  });

  it('may have a longer header in versions 2 and 3', async () => {
    for (const version of [1, 2, 3]) {
      const array = await read(npyBytes(npyHeader('|u1', '2, 1'), [5, 6], version));
      expect(array).toEqual({ kind: 'u', shape: [2, 1], data: Uint8Array.of(5, 6) });
    }
    const wide = npyHeader('|u1', '2,').padEnd(70_000);
    expect((await read(npyBytes(wide, [5, 6], 2))).data).toEqual(Uint8Array.of(5, 6));
  });

  it('in Fortran order are converted to C order', async () => {
    // [[1, 2, 3], [4, 5, 6]], stored column by column.
    const two = await read(npyBytes(npyHeader('|u1', '2, 3', true), [1, 4, 2, 5, 3, 6]));
    expect(two).toMatchObject({ shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    // a[i, j, k] = 100 i + 10 j + k, of 2 × 1 × 2.
    const three = await read(npyBytes(npyHeader('|u1', '2, 1, 2', true), [0, 100, 1, 101]));
    expect([...three.data]).toEqual([0, 1, 100, 101]);
  });

  it('throw where they are no NPY files or of another version', async () => {
    await refused([1, 2, 3], /^'a.npy' is no NPY file: it does not begin as one\. Write it with/);
    await refused([], /is no NPY file/);
    await refused([0x50, 0x4b, 3, 4], /is an archive \(NPZ\), not an NPY file/);
    await refused(npyBytes(npyHeader('|u1', '1,'), [1], 4), /is of version 4 of the NPY format/);
    await refused(npyBytes("{'descr': '|u1'}", [1]), /a header that does not say the type, order/);
    await expect(readNpy('/nowhere/x.npy')).rejects.toMatchObject({
      kind: 'notFound',
      message: expect.stringContaining("no file '/nowhere/x.npy'") as string,
    });
  });

  it('throw where they are cut off or too long', async () => {
    const header = npyHeader('<f4', '2, 3');
    const whole = npyBytes(header, new Float32Array(6));
    const start = 10 + header.length + 1;
    await refused(whole.subarray(0, 9), /ends after byte 9, before its header is whole/);
    await refused(whole.subarray(0, 30), RegExp(`byte 30, within its header of ${start} bytes`));
    await refused(
      whole.subarray(0, start + 7),
      RegExp(`its shape is \\(2, 3\\) \\(${start + 24} bytes\\), but ends after byte ${start + 7}`),
    );
    await refused(
      npyBytes(header, new Float32Array(7)),
      RegExp(`goes on after byte ${start + 24}, to byte ${start + 28}`),
    );
  });

  it('throw where they do not hold numbers of one type', async () => {
    const of = (type: string): Uint8Array => npyBytes(npyHeader(type, '1,'), [0, 0, 0, 0]);
    await refused(of('|O'), /holds Python objects, not numbers\. Save it as an array of one type/);
    await refused(of('<c8'), /holds complex numbers\. Save their real and imaginary parts/);
    await refused(of('|V4'), /holds records of several fields/);
    const record = "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }";
    await refused(npyBytes(record, [0, 0, 0, 0]), /holds records of several fields/);
    await refused(of('<U1'), /has the type '<U1', which is not read/);
    await refused(of('<f16'), /has the type '<f16', which is not read/);
    await refused(of('=f4'), /has the type '=f4', which is not read/);
  });

  it('throw where they are empty, hold a single number, or a number that is not finite', async () => {
    await refused(npyBytes(npyHeader('<f4', '0, 3'), []), /is empty: its shape is \(0, 3\)/);
    await refused(npyBytes(npyHeader('|u1', ''), [1]), /holds a single number, not an array/);
    const three = npyHeader('<f8', '3, 2');
    const at = (place: number, value: number): Uint8Array => {
      const numbers = new Float64Array(6);
      numbers[place] = value;
      return npyBytes(three, numbers);
    };
    await refused(at(5, Number.NaN), /'a.npy' has nan \(not a number\) at \[2, 1\]/);
    await refused(at(2, -Infinity), /has a number that is infinite or too large at \[1, 0\]/);
    await refused(at(0, 1e39), /infinite or too large at \[0, 0\]/);
    const half = (low: number): Uint8Array => npyBytes(npyHeader('<f2', '1,'), [low, 0x7c]);
    await refused(half(0), /infinite or too large at \[0\]/);
    await refused(half(1), /nan \(not a number\) at \[0\]/);
  });
});
