import { readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { importArchive } from '#exchange/archive/import-archive';
import { saveModel } from '#storage/models';
import { removeProjectLeftovers } from '#storage/leftovers';
import type { ProjectFolder } from '#storage/projects';
import { saveStudy } from '#storage/studies';
import { withFault, type FilePromises } from '../../files/faulty-files';
import { newProject, spirals } from '../../storage/helpers';
import { addRun } from '../exported-project';
import { archiveOf, checksums } from './archived-project';

vi.mock('node:fs/promises', async (original) =>
  (await import('../../files/faulty-files')).faultyFiles(await original<FilePromises>()),
);

/** A study with a model and a run, as an archive. */
async function smallArchive(): Promise<string> {
  const project = await newProject();
  await saveModel(project, spirals(), { id: 'spirals' });
  await saveStudy(project, { version: 1, name: 'Seeds', models: ['spirals'] }, { id: 'seeds' });
  const point = { metric: 'train/loss', step: 1, seconds: 1, value: 1 };
  await addRun(project, [point], {
    study: { id: 'seeds', values: {}, rung: 0, project: project.created },
  });
  return archiveOf(project, { subject: { kind: 'study', id: 'seeds' } });
}

/** Makes the folder that a killed program has left one of a process that is gone, which this one is not. */
async function forgetOwner({ directory }: ProjectFolder): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith('.import-')) continue;
    await rm(join(directory, name, 'lock'), { force: true });
    await utimes(join(directory, name), new Date(0), new Date(0));
  }
  for (const folder of ['models', 'studies'])
    for (const name of await readdir(join(directory, folder)))
      if (name.startsWith('.lock')) await rm(join(directory, folder, name));
}

describe.each(['fails', 'dies', 'tears'] as const)('where any file operation %s', (fault) => {
  it('an import is as if it had never begun, or whole, when the project is opened again', async () => {
    const archive = await smallArchive();
    const whole = await newProject();
    await importArchive(whole, archive);
    const names = Object.keys(await checksums(whole.directory));
    let [before, after] = [0, 0];
    for (let at = 0; ; at += 1) {
      const project = await newProject();
      const { operations } = await withFault(fault, at, async () => {
        await importArchive(project, archive);
      });
      await forgetOwner(project);
      await removeProjectLeftovers(project);
      const present = Object.keys(await checksums(project.directory));
      const where = `${fault} at operation ${at} (${operations[at] ?? 'none'})`;
      expect([['project.json'], names], where).toContainEqual(present);
      if (present.length === 1) before += 1;
      else after += 1;
      if (operations.length <= at) break;
    }
    // In one half of the work nothing has come yet, and at its end all of it.
    expect(before).toBeGreaterThan(10);
    expect(after).toBeGreaterThan(3);
  });
});
