import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileSettings } from '#server/settings-file';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-settings-'));
  file = join(folder, 'config', 'settings.json');
});
afterEach(() => rm(folder, { recursive: true }));

const project = (name: string): { directory: string; name: string; opened: string } => ({
  directory: `/projects/${name}`,
  name,
  opened: '2026-11-23T12:00:00.000Z',
});

describe('recent projects', () => {
  it('are saved between starts, newest first, without duplicates', async () => {
    expect(await createFileSettings(file).recent()).toEqual([]);
    for (const name of ['a', 'b', 'a']) await createFileSettings(file).remember(project(name));
    expect(await createFileSettings(file).recent()).toEqual([project('a'), project('b')]);
    for (let n = 0; n < 30; n += 1) await createFileSettings(file).remember(project(`p${n}`));
    expect(await createFileSettings(file).recent()).toHaveLength(20);
  });

  it('can be forgotten one by one', async () => {
    for (const name of ['a', 'b', 'c']) await createFileSettings(file).remember(project(name));
    await createFileSettings(file).forget(project('b').directory);
    expect(await createFileSettings(file).recent()).toEqual([project('c'), project('a')]);
  });

  it('start empty if the file is damaged', async () => {
    await createFileSettings(file).remember(project('a'));
    await writeFile(file, '{"version":1,');
    expect(await createFileSettings(file).recent()).toEqual([]);
    await createFileSettings(file).remember(project('b'));
    expect(await createFileSettings(file).recent()).toEqual([project('b')]);
  });

  it('do not overwrite the file of a newer version', async () => {
    await createFileSettings(file).remember(project('a'));
    const newer = '{"version":2,"recent":{}}';
    await writeFile(file, newer);
    await createFileSettings(file).remember(project('b'));
    expect(await readFile(file, 'utf8')).toBe(newer);
  });

  it('are optional: errors are ignored', async () => {
    await writeFile(join(folder, 'config'), 'a file where the folder should be');
    await createFileSettings(file).remember(project('a'));
    expect(await createFileSettings(file).recent()).toEqual([]);
  });
});

describe('the number of runs at a time', () => {
  it('is saved beside the recent projects, and chosen by the program where nothing is', async () => {
    expect(await createFileSettings(file).slots()).toBe('auto');
    const settings = createFileSettings(file);
    await Promise.all([settings.remember(project('a')), settings.saveSlots(3)]);
    expect(await createFileSettings(file).slots()).toBe(3);
    expect(await createFileSettings(file).recent()).toEqual([project('a')]);
    // A file of an earlier version.
    await writeFile(file, JSON.stringify({ version: 1, recent: [project('b')] }));
    expect(await createFileSettings(file).slots()).toBe('auto');
    expect(await createFileSettings(file).recent()).toEqual([project('b')]);
  });
});
