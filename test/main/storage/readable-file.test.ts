import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { openToRead, statFile } from '#storage/readable-file';
import { emptyFolder } from './helpers';

afterEach(() => vi.restoreAllMocks());

async function writeBytes(length: number): Promise<{ path: string; bytes: Uint8Array }> {
  const path = join(await emptyFolder(), 'bytes');
  const bytes = Uint8Array.from({ length }, (_, at) => (at * 31) % 251);
  await writeFile(path, bytes);
  return { path, bytes };
}

/** The bytes from the third on, and whether they were there at once. */
async function readFromThird(path: string): Promise<{ read: Uint8Array; isAtOnce: boolean }> {
  const file = await openToRead(path);
  const { size } = await file.stat();
  const read = new Uint8Array(size - 2);
  const reading = file.read(read, 0, read.length, 2);
  expect(await reading).toMatchObject({ bytesRead: read.length });
  await file.close();
  return { read, isAtOnce: !(reading instanceof Promise) };
}

it('reads small files at once, and many bytes while the event loop goes on', async () => {
  const small = await writeBytes(1000);
  expect(await readFromThird(small.path)).toEqual({
    read: small.bytes.subarray(2),
    isAtOnce: true,
  });
  const large = await writeBytes(3 * 2 ** 20);
  const { read, isAtOnce } = await readFromThird(large.path);
  expect(isAtOnce).toBe(false);
  expect(Buffer.compare(read, large.bytes.subarray(2))).toBe(0);
});

it('does not wait for a disk that has answered slowly, until two seconds later', async () => {
  const { path, bytes } = await writeBytes(1000);
  const clock = vi.spyOn(Date, 'now');
  let now = 1e12;
  // Each call of a synchronous function seems to take 100 ms.
  clock.mockImplementation(() => (now += 100));
  await statFile(path);
  clock.mockImplementation(() => now);
  expect(await readFromThird(path)).toEqual({ read: bytes.subarray(2), isAtOnce: false });
  expect((await statFile(path)).size).toBe(1000);
  now += 2001;
  expect((await readFromThird(path)).isAtOnce).toBe(true);
});

it('fails with the code of the system where there is no file', async () => {
  const path = join(await emptyFolder(), 'none');
  await expect(openToRead(path)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(statFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
});
