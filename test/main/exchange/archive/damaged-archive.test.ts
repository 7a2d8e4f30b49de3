import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProjectFromArchive, importArchive } from '#exchange/archive/import-archive';
import { WorkbenchError } from '#spec/errors';
import { emptyFolder, newProject } from '../../storage/helpers';
import { archivedProject, archiveOf, checksums } from './archived-project';

/** Every so many bytes one damage begins. A prime number, so that it meets every place in repeated structures. */
const stride = 331;

/** Damages one place of a file. */
const damages: Record<string, (bytes: Buffer, at: number) => Buffer> = {
  'one bit flipped': (bytes, at) => {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
    return changed;
  },
  'a range of zeros': (bytes, at) => {
    const changed = Buffer.from(bytes);
    changed.fill(0, at, Math.min(at + stride, bytes.length));
    return changed;
  },
  'a range removed': (bytes, at) =>
    Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + (at % stride))]),
  'cut off': (bytes, at) => bytes.subarray(0, at),
  'two ranges exchanged': (bytes, at) => {
    const middle = bytes.subarray(at + 50, at + 100);
    return Buffer.concat([
      ...[bytes.subarray(0, at), middle, bytes.subarray(at, at + 50), bytes.subarray(at + 100)],
    ]);
  },
};

describe('an archive that is damaged anywhere', () => {
  it.each(Object.keys(damages))('%s: it is refused, or read as it was', async (name) => {
    const damage = damages[name];
    const { project } = await archivedProject();
    const bytes = await readFile(await archiveOf(project, { subject: { kind: 'project' } }));
    const before = await checksums(project.directory);
    const folder = await emptyFolder();
    const path = join(folder, 'damaged.dni.zip');
    const directory = join(await emptyFolder(), 'copy');
    let [refused, read] = [0, 0];
    for (let at = 0; at < bytes.length; at += stride) {
      const changed = damage?.(bytes, at) ?? bytes;
      await writeFile(path, changed);
      try {
        await createProjectFromArchive(directory, path);
        expect(await checksums(directory), `${name} at ${at}`).toEqual(before);
        read += 1;
        await rm(directory, { recursive: true });
      } catch (error) {
        expect(error, `${name} at ${at}`).toBeInstanceOf(WorkbenchError);
        expect((error as Error).message).toMatch(/^[^\n]{20,600}\.$/);
        expect((error as Error).message).toContain('damaged.dni.zip');
        expect(await readdir(join(directory, '..')), `${name} at ${at}`).toEqual([]);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(bytes.length / stride / 2);
    // Times and names that stand twice in a ZIP file are not all looked at.
    expect(read).toBeLessThan(bytes.length / stride / 2);
  });

  it('leaves the project into which it was to come as it was', async () => {
    const { project } = await archivedProject();
    const bytes = await readFile(await archiveOf(project, { subject: { kind: 'project' } }));
    const target = await newProject();
    const before = await readdir(target.directory, { recursive: true });
    const path = join(await emptyFolder(), 'damaged.dni.zip');
    for (let at = 0; at < bytes.length * 0.7; at += 997) {
      const changed = Buffer.from(bytes);
      changed.fill(0xff, at, at + 97);
      await writeFile(path, changed);
      await expect(importArchive(target, path)).rejects.toBeInstanceOf(WorkbenchError);
      expect(await readdir(target.directory, { recursive: true })).toEqual(before);
    }
  });
});
