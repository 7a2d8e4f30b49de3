import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Figure } from '#chart/figure';
import { writeFigures } from '#exchange/write-figures';
import { resolveFigureStyle } from '#spec/figure-style';
import { emptyFolder } from '../storage/helpers';
import { curves } from './figure/figures';

const style = resolveFigureStyle({ preset: 'paper' });
const file = { format: 'svg', style, dotsPerInch: 100, overwrite: false } as const;
const titled = (title: string): Figure => ({ ...curves(), title });

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await emptyFolder();
  folder = join(parent, 'figures');
});

describe('the figures of a folder', () => {
  it('are numbered in their order and named by their titles', async () => {
    const figures = [titled('Test error'), titled('../etc: Loss, β = 0.9!'), titled('Test error')];
    const written = await writeFigures(folder, figures, file);
    const names = (await readdir(folder)).sort();
    expect(names[0]).toBe('01-test-error.svg');
    expect(names[1]).toMatch(/^02-[a-z0-9-]+\.svg$/);
    expect(names[2]).toBe('03-test-error.svg');
    expect(written.path).toBe(folder);
    expect(written.files).toEqual(names.map((name) => join(folder, name)));
    const sizes = await Promise.all(written.files.map(async (path) => (await stat(path)).size));
    expect(written.bytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
    for (const path of written.files)
      expect(await readFile(path, 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  });

  it('have the ending of their format', async () => {
    await writeFigures(folder, [titled('Loss')], { ...file, format: 'latex-document' });
    expect(await readdir(folder)).toEqual(['01-loss.tex']);
  });

  it('replace an export of figures only when that is asked for, and all of it', async () => {
    await writeFigures(folder, [titled('One'), titled('Two')], file);
    await expect(writeFigures(folder, [titled('Three')], file)).rejects.toMatchObject({
      kind: 'conflict',
      details: { reason: 'exists' },
    });
    expect(await readdir(folder)).toHaveLength(2);
    await writeFigures(folder, [titled('Three')], { ...file, format: 'pdf', overwrite: true });
    expect(await readdir(folder)).toEqual(['01-three.pdf']);
  });

  it('never replace a folder that holds anything else', async () => {
    const overwrite = { ...file, overwrite: true };
    for (const name of ['notes.txt', '1-loss.svg', '01-loss.docx']) {
      const other = join(parent, name.replace(/\W/g, '-'));
      await mkdir(other);
      await writeFile(join(other, name), 'mine');
      await expect(writeFigures(other, [titled('One')], overwrite)).rejects.toMatchObject({
        kind: 'conflict',
      });
      expect(await readFile(join(other, name), 'utf8')).toBe('mine');
    }
    await mkdir(join(folder, '01-loss.svg'), { recursive: true });
    await expect(writeFigures(folder, [titled('One')], overwrite)).rejects.toMatchObject({
      kind: 'conflict',
    });
  });

  it('are all there or none: what fails or is interrupted leaves nothing', async () => {
    const tiny = { ...file, style: { ...style, width: 72, height: 72, fontSize: 40 } };
    await expect(writeFigures(folder, [titled('One')], tiny)).rejects.toMatchObject({
      kind: 'validation',
    });
    expect(await readdir(parent)).toEqual([]);

    const interrupt = new AbortController();
    const reason = new Error('interrupted');
    const second = titled('Two');
    // The export is interrupted while its second figure is drawn.
    Object.defineProperty(second, 'panels', {
      get: () => {
        interrupt.abort(reason);
        return curves().panels;
      },
    });
    const writing = writeFigures(folder, [titled('One'), second, titled('Three')], {
      ...file,
      signal: interrupt.signal,
    });
    await expect(writing).rejects.toBe(reason);
    expect(await readdir(parent)).toEqual([]);
  });
});
