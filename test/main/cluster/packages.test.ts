import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { joinCutFiles } from '#cluster/node/join-cut-files';
import { planPackages, writePackages, type PackagePlan } from '#cluster/packages';
import { emptyFolder } from '../storage/helpers';

let folder: string;

beforeEach(async () => {
  folder = await emptyFolder();
});

const file = (name: string, bytes: number) => ({ name, path: join(folder, name), bytes });
const summary = ({ groups }: PackagePlan) =>
  groups.map((entries) =>
    entries.map((entry) => ('start' in entry ? [entry.name, entry.start, entry.bytes] : [])),
  );

describe('planPackages', () => {
  it('fills packages in order, and cuts what is larger than one', () => {
    const plan = planPackages([file('a', 6), file('b', 4), file('c', 1), file('d', 25)], 10);
    expect(summary(plan)).toEqual([
      [
        ['a', 0, 6],
        ['b', 0, 4],
      ],
      [['c', 0, 1]],
      [['d.piece-0', 0, 10]],
      [['d.piece-1', 10, 10]],
      [['d.piece-2', 20, 5]],
    ]);
    expect(plan.cutFiles).toEqual([{ name: 'd', pieces: 3 }]);
  });

  it('has no package of nothing, and one of an empty file', () => {
    expect(planPackages([])).toEqual({ groups: [], cutFiles: [] });
    expect(summary(planPackages([file('a', 0)], 10))).toEqual([[['a', 0, 0]]]);
  });
});

describe('writePackages', () => {
  it('packs files that are the same after they were unpacked and put together', async () => {
    const bytes = Buffer.from(Array.from({ length: 2500 }, (_, index) => (index * 7) % 251));
    await writeFile(join(folder, 'large'), bytes);
    await writeFile(join(folder, 'empty'), '');
    await writeFile(join(folder, 'small'), 'abc');
    const files = [file('empty', 0), file('large', 2500), file('small', 3)];
    const { groups, cutFiles } = planPackages(files, 1000);
    const first = await writePackages(join(folder, 'first'), groups);
    const again = await writePackages(join(folder, 'again'), groups);
    expect(again.map(({ sha256 }) => sha256)).toEqual(first.map(({ sha256 }) => sha256));
    for (const { file: path, sha256, bytes: size } of first) {
      const written = await readFile(path);
      expect(createHash('sha256').update(written).digest('hex')).toBe(sha256);
      expect(written).toHaveLength(size);
      execFileSync('python3', ['-m', 'zipfile', '-e', path, join(folder, 'out')]);
    }
    await joinCutFiles(join(folder, 'out'), cutFiles);
    expect(await readFile(join(folder, 'out/large'))).toEqual(bytes);
    expect(await readFile(join(folder, 'out/small'), 'utf8')).toBe('abc');
    expect(await readFile(join(folder, 'out/empty'), 'utf8')).toBe('');
  });

  it('fails where a file is gone', async () => {
    const { groups } = planPackages([file('none', 5)]);
    await expect(writePackages(join(folder, 'out'), groups)).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  it('ends where nobody waits for it any more', async () => {
    await writeFile(join(folder, 'small'), 'abc');
    const { groups } = planPackages([file('small', 3)]);
    const out = join(folder, 'out');
    await expect(writePackages(out, groups, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
