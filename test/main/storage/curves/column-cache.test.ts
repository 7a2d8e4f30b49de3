import { truncate, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ColumnCache } from '#storage/curves/column-cache';
import { writeRuns, type Row } from './write-runs';

const rows = (from: number, to: number, value: number): Row[] =>
  Array.from({ length: to - from }, (_, row): Row => [from + row, value, (from + row) * 2 + value]);

describe('ColumnCache', () => {
  it('gives the same columns as long as the file does not change', async () => {
    const runs = await writeRuns({ r: { a: rows(0, 3, 1) } });
    const cache = new ColumnCache();
    const read = async () => (await cache.open(runs.directoryOf('r'))).read('a');
    const first = await read();
    expect(first?.step).toEqual(Float64Array.from([0, 1, 2]));
    expect(first?.seconds).toEqual(Float64Array.from([1, 3, 5]));
    expect((await read())?.value).toBe(first?.value);
    await rm(runs.directoryOf('r'), { recursive: true });
    expect(await read()).toBeNull();
  });

  it('adds the rows that a running run has appended', async () => {
    const runs = await writeRuns({ r: { a: rows(0, 3, 1) } });
    const cache = new ColumnCache();
    const read = async () => (await cache.open(runs.directoryOf('r'))).read('a');
    await read();
    await runs.append('r', 'a', rows(3, 6, 2));
    expect((await read())?.value).toEqual(Float64Array.from([1, 1, 1, 2, 2, 2]));
    expect((await read())?.step).toEqual(Float64Array.from([0, 1, 2, 3, 4, 5]));
    // A metric that appears later.
    await runs.append('r', 'b', rows(0, 2, 7));
    const b = await (await cache.open(runs.directoryOf('r'))).read('b');
    expect(b?.value).toEqual(Float64Array.from([7, 7]));
  });

  it('reads all again where a run went on from an earlier checkpoint', async () => {
    const runs = await writeRuns({ r: { a: rows(0, 5, 1) } });
    const cache = new ColumnCache();
    const path = join(runs.directoryOf('r'), 'metrics', '0.f64');
    const read = async () => (await cache.open(runs.directoryOf('r'))).read('a');
    await read();
    await truncate(path, 2 * 24);
    await runs.append('r', 'a', rows(2, 9, 3));
    const longer = [1, 1, 3, 3, 3, 3, 3, 3, 3];
    expect((await read())?.value).toEqual(Float64Array.from(longer));
    // Now to as many rows as it had.
    await truncate(path, 2 * 24);
    await runs.append('r', 'a', rows(2, 9, 4));
    await utimes(path, 1e9, 1e9);
    expect((await read())?.value).toEqual(Float64Array.from(longer.map((v) => (v === 3 ? 4 : v))));
    await truncate(path, 24);
    expect((await read())?.value).toEqual(Float64Array.from([1]));
  });

  it('does not count a last row that is written at this moment', async () => {
    const runs = await writeRuns({ r: { a: rows(0, 3, 1) } });
    await truncate(join(runs.directoryOf('r'), 'metrics', '0.f64'), 2 * 24 + 7);
    const cache = new ColumnCache();
    const read = await (await cache.open(runs.directoryOf('r'))).read('a');
    expect(read?.step).toHaveLength(2);
  });

  it('shares steps and seconds of metrics that are measured together', async () => {
    const runs = await writeRuns({
      r: { a: rows(0, 100, 1), b: rows(0, 100, 1), c: rows(0, 9, 1) },
    });
    const cache = new ColumnCache();
    const open = await cache.open(runs.directoryOf('r'));
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map(open.read));
    expect(b?.step).toBe(a?.step);
    expect(b?.seconds).toBe(a?.seconds);
    expect(b?.value).not.toBe(a?.value);
    expect(cache.bytes).toBe((4 * 100 + 3 * 9) * 8);
    expect(c?.step).toHaveLength(9);
    for (const metric of ['a', 'b']) await runs.append('r', metric, rows(100, 110, 1));
    const again = await cache.open(runs.directoryOf('r'));
    const [longA, longB] = [await again.read('a'), await again.read('b')];
    expect(longA?.step).toHaveLength(110);
    expect(longB?.step).toBe(longA?.step);
  });

  it('drops the runs that were asked for the longest ago when there are too many bytes', async () => {
    const metrics = { a: rows(0, 100, 1) };
    const runs = await writeRuns({ r: metrics, s: metrics, t: metrics });
    const bytesOfRun = 3 * 100 * 8;
    const cache = new ColumnCache(2 * bytesOfRun);
    const read = async (run: string) => (await cache.open(runs.directoryOf(run))).read('a');
    const [first, second] = [await read('r'), await read('s')];
    await read('r');
    await read('t');
    expect(cache.bytes).toBe(2 * bytesOfRun);
    expect((await read('r'))?.value).toBe(first?.value);
    expect((await read('s'))?.value).not.toBe(second?.value);
  });
});
