import * as fs from 'node:fs/promises';
import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PartWriter } from '#cluster/node/part-writer';
import { decodePart, type PartChange } from '#cluster/parts';
import { maxPartBytes } from '#cluster/place-client';
import { emptyFolder } from '../../storage/helpers';

vi.mock('node:fs/promises', async (original) => ({ ...(await original<object>()) }));

const mebibyte = 2 ** 20;
let folder: string;

beforeEach(async () => {
  folder = join(await emptyFolder(), 'parts');
});

async function* some(...changes: PartChange[]): AsyncGenerator<PartChange> {
  yield* changes;
}

async function read(number: number): Promise<PartChange[]> {
  const bytes = await readFile(join(folder, `${String(number).padStart(6, '0')}.part`));
  expect(bytes.length).toBeLessThanOrEqual(maxPartBytes);
  return decodePart(bytes, { job: 'job-1', number });
}

const filled = (size: number, byte = 1) => new Uint8Array(size).fill(byte);
const summary = (changes: PartChange[]) =>
  changes.map((change) => [
    ...[change.kind, change.path],
    ...('offset' in change ? [change.offset] : []),
    ...('bytes' in change ? [change.bytes.length] : []),
  ]);

describe('PartWriter', () => {
  it('numbers parts from 1 on, goes on after those that are there, and writes none of nothing', async () => {
    const change: PartChange = { kind: 'remove', path: 'r/checkpoints/1' };
    const first = await PartWriter.open(folder, 'job-1');
    await first.write(some(change));
    await first.write(some());
    await first.write(some(change, change));
    await writeFile(join(folder, '.000007.part.partial'), 'cut off');
    await writeFile(join(folder, 'notes.txt'), '');
    const second = await PartWriter.open(folder, 'job-1');
    await second.write(some(change));
    const names = (await readdir(folder)).filter((name) => name.endsWith('.part'));
    expect(names.sort()).toEqual(['000001.part', '000002.part', '000003.part']);
    expect(await read(2)).toEqual([change, change]);
  });

  it('splits what is larger than a part, to the same bytes', async () => {
    const bytes = new Uint8Array(9 * mebibyte).map((_, index) => index % 251);
    const writer = await PartWriter.open(folder, 'job-1');
    await writer.write(
      some(
        { kind: 'append', path: 'r/log.jsonl', offset: 5, bytes: filled(mebibyte) },
        { kind: 'replace', path: 'r/checkpoints/1/weights', bytes },
        { kind: 'complete', path: 'r/checkpoints/1' },
      ),
    );
    const parts = [await read(1), await read(2), await read(3), await read(4)];
    expect(parts.map(summary)).toEqual([
      [['append', 'r/log.jsonl', 5, mebibyte]],
      [['append', 'r/checkpoints/1/weights', 0, 4 * mebibyte]],
      [['append', 'r/checkpoints/1/weights', 4 * mebibyte, 4 * mebibyte]],
      [
        ['append', 'r/checkpoints/1/weights', 8 * mebibyte, mebibyte],
        ['append', 'r/checkpoints/1/weights', 9 * mebibyte, 0],
        ['complete', 'r/checkpoints/1'],
      ],
    ]);
    const pieces = parts.flat().flatMap((change) => ('bytes' in change ? [change.bytes] : []));
    expect(Buffer.compare(Buffer.concat(pieces.slice(1)), bytes)).toBe(0);
  });

  it('writes no part with more changes than a part may have', async () => {
    const writer = await PartWriter.open(folder, 'job-1');
    const changes = Array.from({ length: 10_001 }, (_, index): PartChange => ({
      kind: 'append',
      path: `run-${index}/metrics/0.f64`,
      offset: 0,
      bytes: filled(24),
    }));
    await writer.write(some(...changes));
    expect([...(await read(1)), ...(await read(2))]).toHaveLength(10_001);
  });

  describe('on a full disk', () => {
    afterEach(() => vi.restoreAllMocks());
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const mark = () => join(folder, '000001.disk-full');

    it('waits for room, says so, and leaves nothing out', async () => {
      const writer = await PartWriter.open(folder, 'job-1', 1);
      const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
      const real = fs.writeFile;
      let refused = 0;
      vi.spyOn(fs, 'writeFile').mockImplementation(async (path, ...rest) => {
        if (!String(path).endsWith('.partial') || refused === 3) return real(path, ...rest);
        refused += 1;
        if (refused > 1) await access(mark());
        // A part of it has been written.
        await real(path, 'half');
        throw full;
      });
      const change: PartChange = { kind: 'remove', path: 'r/checkpoints/1' };
      await writer.write(some(change));
      expect(refused).toBe(3);
      expect(await read(1)).toEqual([change]);
      expect(told.mock.calls).toEqual([
        [`The disk of '${folder}' is full: the job waits for room there.`],
      ]);
      await expect(access(mark())).rejects.toMatchObject({ code: 'ENOENT' });
      expect(await readdir(folder)).toEqual(['000001.part']);
    });

    it('does not wait where nothing can ever be written', async () => {
      const writer = await PartWriter.open(folder, 'job-1', 1);
      const gone = Object.assign(new Error('no such folder'), { code: 'ENOENT' });
      vi.spyOn(fs, 'writeFile').mockRejectedValue(gone);
      const change: PartChange = { kind: 'remove', path: 'r/checkpoints/1' };
      await expect(writer.write(some(change))).rejects.toBe(gone);
    });
  });

  it('splits an append at its offset', async () => {
    const writer = await PartWriter.open(folder, 'job-1');
    const bytes = filled(5 * mebibyte);
    await writer.write(some({ kind: 'append', path: 'r/metrics/0.f64', offset: 24, bytes }));
    expect(summary([...(await read(1)), ...(await read(2))])).toEqual([
      ['append', 'r/metrics/0.f64', 24, 4 * mebibyte],
      ['append', 'r/metrics/0.f64', 24 + 4 * mebibyte, mebibyte],
    ]);
  });
});
