import { execFileSync } from 'node:child_process';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readBytes, readRaw } from '#files/read-bytes';
import { temporaryFolder } from './helpers';

it('reads a file, and unpacks a gzipped one whatever its name', async () => {
  const path = join(await temporaryFolder(), 'data');
  await writeFile(path, 'text');
  expect((await readBytes(path)).toString()).toBe('text');
  await writeFile(path, gzipSync('packed'));
  expect((await readBytes(path)).toString()).toBe('packed');
});

it('reads into the memory that it is given, packed or not', async () => {
  const path = join(await temporaryFolder(), 'data');
  const given: Uint8Array[] = [];
  const allocate = (length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    given.push(bytes);
    return bytes;
  };
  for (const contents of ['text', gzipSync('text')]) {
    await writeFile(path, contents);
    const bytes = await readBytes(path, undefined, allocate);
    expect(bytes.toString()).toBe('text');
    expect(bytes.buffer).toBe(given.at(-1)?.buffer);
  }
  expect(given.map(({ length }) => length)).toEqual([4, 4]);
  expect((await readRaw(path)).equals(gzipSync('text'))).toBe(true);
});

it('unpacks several packed files in one, and one that says a wrong size', async () => {
  const path = join(await temporaryFolder(), 'data');
  const [long, short] = [gzipSync(Buffer.alloc(1e6, 'a')), gzipSync('b')];
  await writeFile(path, Buffer.concat([long, short]));
  expect((await readBytes(path)).equals(Buffer.from(`${'a'.repeat(1e6)}b`))).toBe(true);
  // The last four bytes are the unpacked size; gunzip finds the fault, not the allocation.
  short.writeUInt32LE(2 ** 32 - 1, short.length - 4);
  await writeFile(path, short);
  await expect(readBytes(path)).rejects.toThrow(/is gzipped and damaged/);
});

it('refuses what is too large, packed or not, before it is in memory', async () => {
  const path = join(await temporaryFolder(), 'data');
  await writeFile(path, '');
  // A file with a hole: 10 GB that take no space.
  await truncate(path, 1e10);
  await expect(readBytes(path, 2e6)).rejects.toMatchObject({
    kind: 'validation',
    message: `'${path}' has 10000.0 MB; at most 2.0 MB are read here. Choose a smaller file, or a part of this one.`,
  });
  await writeFile(path, gzipSync(Buffer.alloc(3e6)));
  await expect(readBytes(path, 2e6)).rejects.toThrow(/has more than that unpacked; at most 2.0 MB/);
});

it('says what is there in place of a file, and does not wait for it', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'inner'));
  await expect(readBytes(join(folder, 'inner'))).rejects.toThrow(/is a folder, not a file/);
  await expect(readBytes('/dev/zero')).rejects.toThrow(/is a device or a pipe, not a file/);
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  await expect(readBytes(join(folder, 'pipe'))).rejects.toThrow(/is a device or a pipe/);
  await expect(readBytes(join(folder, 'none'))).rejects.toMatchObject({ kind: 'notFound' });
});

it('has a sentence for paths that no system can have', async () => {
  await expect(readBytes('/tmp/a\0b')).rejects.toThrow(
    "'/tmp/a\\u0000b' cannot be read: it has a NUL character",
  );
  const long = await readBytes(`/${'x'.repeat(100_000)}`).catch((error: Error) => error.message);
  expect(long).toMatch(/the path is too long/);
  expect(String(long).length).toBeLessThan(600);
});
