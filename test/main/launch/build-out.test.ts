import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFresh } from '../../../src-main/launch/build-out';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dni-launch-'));
});
afterEach(() => rm(root, { recursive: true }));

/** A file last changed at that minute of some hour. */
async function file(path: string, minute: number): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), '');
  const time = new Date(2026, 0, 1, 12, minute);
  await utimes(join(root, path), time, time);
}

async function sources(): Promise<void> {
  await file('src-main/spec/model.ts', 1);
  await file('src-renderer/App.svelte', 2);
  await file('electron.vite.config.ts', 3);
  await file('package.json', 4);
}
async function results(): Promise<void> {
  await file('out/main/index.js', 10);
  await file('out/preload/index.cjs', 11);
  await file('out/renderer/index.html', 12);
}

describe('what is built', () => {
  it('is fresh when all of it is newer than every source', async () => {
    await sources();
    expect(await isFresh(root)).toBe(false);
    await results();
    expect(await isFresh(root)).toBe(true);
  });

  it('is stale when a part is missing, or older than one source', async () => {
    await sources();
    await results();
    await file('src-renderer/canvas/deep/Node.svelte', 11);
    expect(await isFresh(root)).toBe(false);
    await file('src-renderer/canvas/deep/Node.svelte', 9);
    expect(await isFresh(root)).toBe(true);
    await rm(join(root, 'out/preload/index.cjs'));
    expect(await isFresh(root)).toBe(false);
  });
});
