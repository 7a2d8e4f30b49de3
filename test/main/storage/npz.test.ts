import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeNpz } from '#storage/npz';

const floats = (...values: number[]): Uint8Array =>
  new Uint8Array(Float32Array.from(values).buffer);

describe('encodeNpz', () => {
  it('writes a ZIP archive of NPY files, whose numbers begin at multiples of 64', () => {
    const bytes = encodeNpz([{ name: 'a/bias', dtype: '<f4', shape: [2], bytes: floats(1, -2) }]);
    const name = 'a/bias.npy';
    expect(bytes.toString('latin1', 0, 4)).toBe('PK\x03\x04');
    expect(bytes.toString('latin1', 30, 30 + name.length)).toBe(name);
    const npy = 30 + name.length;
    expect(bytes.toString('latin1', npy, npy + 6)).toBe('\x93NUMPY');
    const length = 10 + bytes.readUInt16LE(npy + 8);
    expect(length % 64).toBe(0);
    expect(bytes.toString('latin1', npy + 10, npy + length).trimEnd()).toBe(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
    );
    expect(bytes.readFloatLE(npy + length + 4)).toBe(-2);
    expect(bytes.readUInt32LE(18)).toBe(length + 8);
    expect(bytes.toString('latin1', bytes.length - 22, bytes.length - 18)).toBe('PK\x05\x06');
  });

  it('has the checksums and the order that Python reads', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dni-npz-'));
    const path = join(folder, 'weights.npz');
    const arrays = [
      {
        name: 'a->b/kernel',
        dtype: '<f4' as const,
        shape: [2, 3],
        bytes: floats(1, 2, 3, 4, 5, 6),
      },
      { name: 'empty', dtype: '<f4' as const, shape: [0, 4], bytes: floats() },
      { name: 'scalar', dtype: '<f4' as const, shape: [], bytes: floats(0.5) },
    ];
    await writeFile(path, encodeNpz(arrays));
    // The zipfile module of Python checks names, sizes and checksums on its own.
    const script =
      'import sys, zipfile, json; z = zipfile.ZipFile(sys.argv[1]); print(json.dumps([z.testzip(), z.namelist()]))';
    const output = execFileSync('python3', ['-c', script, path], { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual([null, ['a->b/kernel.npy', 'empty.npy', 'scalar.npy']]);
    await rm(folder, { recursive: true });
  });

  it('has a directory in the form of ZIP64 for more than 65,535 arrays', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dni-npz-'));
    const path = join(folder, 'many.npz');
    const count = 70_000;
    const arrays = Array.from({ length: count }, (_, index) => ({
      name: String(index),
      dtype: '<i8' as const,
      shape: [],
      bytes: new Uint8Array(8),
    }));
    await writeFile(path, encodeNpz(arrays));
    const script =
      'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(len(z.namelist()), len(z.read("69999.npy")))';
    const output = execFileSync('python3', ['-c', script, path], { encoding: 'utf8' });
    expect(output.trim()).toBe(`${count} 136`);
    await rm(folder, { recursive: true });
  });

  it('holds a text of any characters as an array without dimensions', () => {
    const text = Uint8Array.from(Buffer.from('A\0\0\0\x06\xd7\x01\0', 'latin1'));
    const bytes = encodeNpz([{ name: 'text', dtype: '<U2', shape: [], bytes: text }]);
    expect(bytes.toString('latin1')).toContain(
      "{'descr': '<U2', 'fortran_order': False, 'shape': (), }",
    );
  });
});
