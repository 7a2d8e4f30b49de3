import { spawnSync } from 'node:child_process';
import { mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { timeName } from '#storage/names';
import { thinnedVersions, VersionHistory, type Version } from '#storage/version-history';
import { emptyFolder } from './helpers';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Ends neither a minute nor an hour nor a day, so that no period ends with it. */
const now = Date.parse('2026-11-28T22:49:50.500Z');

const revisionOf = (n: number): string => n.toString(16).padStart(16, '0');
/** The version of a time, given as the age in milliseconds. */
const version = (age: number, kept = false): Version => {
  const saved = new Date(now - age);
  const revision = revisionOf(age);
  return { id: `${timeName(saved)}-${revision}`, saved: saved.toISOString(), revision, kept };
};
const agesAfterThinning = (versions: readonly Version[]): number[] =>
  thinnedVersions(versions, new Date(now)).map(({ saved }) => now - Date.parse(saved));

describe('thinned versions', () => {
  it('are the newest of each minute of the last hour', () => {
    // An autosave every half second for ten minutes: the present minute began 50.5 s ago.
    const ages = Array.from({ length: 1200 }, (_, n) => n * 500);
    const expected = [0, ...Array.from({ length: 10 }, (_, n) => 51_000 + n * minute)];
    expect(agesAfterThinning(ages.map((age) => version(age)))).toEqual(
      expected.filter((age) => age < 600_000),
    );
  });

  it('are the newest of each hour of the last two days, and of each day before', () => {
    // 22:49:50 back to 22:00:00 is 2990.5 s, back to midnight 82190.5 s.
    const lastHour = [0, 59 * minute];
    const twoDays = [61 * minute, 62 * minute, hour + 2991_000, hour + 2992_000, 47 * hour];
    const before = [2 * day + 1000, 2 * day + 2000, 2 * day + 82_191_000, 30 * day, 30 * day + 1];
    expect(
      agesAfterThinning([...lastHour, ...twoDays, ...before].map((age) => version(age))),
    ).toEqual([
      0,
      59 * minute,
      61 * minute,
      hour + 2991_000,
      47 * hour,
      2 * day + 1000,
      2 * day + 82_191_000,
      30 * day,
    ]);
  });

  it('are all that must be kept, beside the newest other one of the same period', () => {
    const versions = [version(100, true), version(200), version(300), version(400, true)];
    expect(agesAfterThinning(versions)).toEqual([100, 200, 400]);
  });

  it('are the same whether they are thinned once or again and again', () => {
    let thinned: Version[] = [];
    const all: Version[] = [];
    // Ten days of edits, one every 7 minutes and 13 seconds, thinned after each of them.
    for (let age = 10 * day; age >= 0; age -= 433_000) {
      all.unshift(version(age));
      thinned = thinnedVersions([version(age), ...thinned], new Date(now - age));
    }
    const [last] = all;
    const end = new Date(last?.saved ?? '');
    expect(thinned).toEqual(thinnedVersions(all, end));
    expect(thinned.length).toBeLessThan(9 + 48 + 10);
  });

  it('are at most 200: the oldest go first, those to keep last', () => {
    const daily = Array.from({ length: 300 }, (_, n) => version(n * day + 1));
    expect(agesAfterThinning(daily)).toEqual(daily.slice(0, 200).map((_, n) => n * day + 1));
    const kept = [...daily, version(400 * day, true), version(500 * day, true)];
    const ages = agesAfterThinning(kept);
    expect(ages).toHaveLength(200);
    expect(ages.slice(197)).toEqual([197 * day + 1, 400 * day, 500 * day]);
    const explicit = Array.from({ length: 201 }, (_, n) => version(n, true));
    expect(agesAfterThinning([...explicit, version(300)])).toEqual(
      explicit.slice(0, 200).map((_, n) => n),
    );
  });
});

describe('a version history', () => {
  const content = (text: string, revision: number) => ({
    bytes: Buffer.from(text),
    revision: revisionOf(revision),
    modified: '2026-11-28T20:00:00.000Z',
  });

  it('adds, lists, reads and thins versions', async () => {
    const directory = join(await emptyFolder(), '.history', 'spirals');
    const history = new VersionHistory(directory);
    expect(await history.list()).toEqual([]);
    const times = [2, 1, 0].map((seconds) => new Date(now - seconds * 1000));
    for (const [n, time] of times.entries())
      await history.add(content(`text ${n}`, n), time, n === 0);
    expect((await readdir(directory)).sort()).toEqual([
      '2026-11-28T22-49-48-500Z-0000000000000000.kept.json',
      '2026-11-28T22-49-49-500Z-0000000000000001.json',
      '2026-11-28T22-49-50-500Z-0000000000000002.json',
    ]);
    await history.thin(new Date(now));
    const versions = await history.list();
    expect(versions).toEqual([
      {
        id: '2026-11-28T22-49-50-500Z-0000000000000002',
        saved: '2026-11-28T22:49:50.500Z',
        revision: revisionOf(2),
        kept: false,
      },
      {
        id: '2026-11-28T22-49-48-500Z-0000000000000000',
        saved: '2026-11-28T22:49:48.500Z',
        revision: revisionOf(0),
        kept: true,
      },
    ]);
    const texts = await Promise.all(versions.map(({ id }) => history.read(id)));
    expect(texts.map(({ text }) => text)).toEqual(['text 2', 'text 0']);
  });

  it('removes the temporary files of killed programs when it is thinned', async () => {
    const directory = join(await emptyFolder(), '.history', 'spirals');
    const history = new VersionHistory(directory);
    await history.add(content('a', 1), new Date(now), false);
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const leftover = join(directory, `x.json.${pid}-0123456789ab.tmp`);
    await writeFile(leftover, 'torn');
    await utimes(leftover, 0, 0);
    await history.thin(new Date(now));
    expect(await readdir(directory)).toEqual(['2026-11-28T22-49-50-500Z-0000000000000001.json']);
  });

  it('preserves bytes that it does not have as a version to keep, once', async () => {
    const history = new VersionHistory(join(await emptyFolder(), '.history', 'spirals'));
    await history.preserve(content('by hand', 7), false);
    await history.preserve(content('by hand', 7), false);
    expect(await history.list()).toMatchObject([
      { saved: '2026-11-28T20:00:00.000Z', revision: revisionOf(7), kept: true },
    ]);
  });

  it('preserves a version that it has as it is, or marks it as one to keep', async () => {
    const history = new VersionHistory(join(await emptyFolder(), '.history', 'spirals'));
    await history.add(content('a', 1), new Date(now), false);
    const [added] = await history.list();
    await history.preserve(content('a', 1), false);
    expect(await history.list()).toEqual([added]);
    await history.preserve(content('a', 1), true);
    expect(await history.list()).toEqual([{ ...added, kept: true }]);
    expect((await history.read(added?.id ?? '')).text).toBe('a');
  });

  it.each(['../../project', '.lock', '', 'a/b', '2026-11-28T22-49-50-500Z-0000000000000009'])(
    'has no version %j',
    async (id) => {
      const history = new VersionHistory(join(await emptyFolder(), '.history', 'spirals'));
      await history.add(content('a', 1), new Date(now), false);
      await expect(history.read(id)).rejects.toThrow(/is not the id of a version|no version/);
    },
  );

  it('neither lists, removes nor adds files in the folder that a link points to', async () => {
    const folder = await emptyFolder();
    const outside = join(folder, 'outside');
    await mkdir(outside);
    await mkdir(join(folder, '.history'));
    const names = [1, 2].map((n) => `2026-11-28T22-49-5${n}-500Z-${revisionOf(n)}.json`);
    for (const name of names) await writeFile(join(outside, name), 'not ours');
    await symlink(outside, join(folder, '.history', 'spirals'));
    const history = new VersionHistory(join(folder, '.history', 'spirals'));
    expect(await history.list()).toEqual([]);
    await history.thin(new Date(now + day));
    await expect(history.add(content('a', 3), new Date(now), false)).rejects.toThrow('is a link');
    expect(await readdir(outside)).toEqual(names);
  });
});
