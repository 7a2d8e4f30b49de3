import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as ownFolder from '#storage/own-folder';
import type { ProjectFolder } from '#storage/projects';
import {
  emptyRunTrash,
  listTrashedRuns,
  restoreRun,
  tidyRunTrash,
  trashRun,
} from '#storage/run-trash';
import { createRun, listRuns, readRun, runDirectory } from '#storage/runs';
import { newProject, spirals } from './helpers';

const request = { name: 'Spirals', modelId: null, spec: spirals() };
const runsOf = (project: ProjectFolder) => join(project.directory, 'runs');

afterEach(() => vi.restoreAllMocks());

describe('deleted runs', () => {
  it('are listed with their size, the last deleted first, and restored whole', async () => {
    const project = await newProject();
    const [a, b] = [await createRun(project, request), await createRun(project, request)];
    await writeFile(join(runDirectory(project, a.id), 'metrics/0.f64'), 'x'.repeat(240));
    const json = JSON.stringify(a, null, 2).length + 1;
    const trashId = await trashRun(project, a.id);
    await trashRun(project, b.id);
    expect((await listRuns(project)).items).toEqual([]);
    expect(await listTrashedRuns(project)).toMatchObject([
      { runId: b.id, name: 'Spirals' },
      { trashId, runId: a.id, bytes: 240 + json },
    ]);
    expect(await restoreRun(project, trashId)).toEqual(a);
    expect(await readdir(join(runDirectory(project, a.id), 'metrics'))).toEqual(['0.f64']);
    await expect(restoreRun(project, trashId)).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('get another id where theirs is taken, and leave the lock of whoever deleted them', async () => {
    const project = await newProject();
    const run = await createRun(project, request);
    await writeFile(join(runDirectory(project, run.id), 'lock'), '{"released":true');
    const trashId = await trashRun(project, run.id);
    await mkdir(runDirectory(project, run.id));
    const restored = await restoreRun(project, trashId);
    expect(restored).toEqual({ ...run, id: `${run.id}-2` });
    expect(await readdir(runDirectory(project, restored.id))).not.toContain('lock');
  });

  it('that are damaged are listed by their id', async () => {
    const project = await newProject();
    const { id } = await createRun(project, request);
    await writeFile(join(runDirectory(project, id), 'run.json'), '{');
    await trashRun(project, id);
    expect(await listTrashedRuns(project)).toMatchObject([{ name: id, bytes: 1 }]);
  });

  it('are removed after 30 days, with what interrupted removals and earlier versions left', async () => {
    const project = await newProject();
    const ids = [await createRun(project, request), await createRun(project, request)];
    const [old = '', recent = ''] = await Promise.all(ids.map(({ id }) => trashRun(project, id)));
    const trash = join(runsOf(project), '.trash');
    const now = Date.now();
    const days = (count: number): string =>
      new Date(now - count * 86_400_000).toISOString().replace(/[:.]/g, '-');
    const at = (trashId: string, count: number): string =>
      trashId.replace(/-[\dTZ-]{24}$/, `-${days(count)}`);
    await rename(join(trash, old), join(trash, at(old, 31)));
    await rename(join(trash, recent), join(trash, at(recent, 29)));
    await mkdir(join(trash, '.a-run.removed/metrics'), { recursive: true });
    await mkdir(join(runsOf(project), '.trash-old-1/metrics'), { recursive: true });
    await tidyRunTrash(project);
    expect(await readdir(trash)).toEqual([at(recent, 29)]);
    expect(await readdir(runsOf(project))).toEqual(['.trash']);
    await emptyRunTrash(project);
    expect(await readdir(trash)).toEqual([]);
  });

  it('are removed at once where a full disk has no room for the folder of the trash', async () => {
    const project = await newProject();
    const run = await createRun(project, request);
    vi.spyOn(ownFolder, 'ensureOwnFolder').mockRejectedValue(
      Object.assign(new Error('full'), { code: 'ENOSPC' }),
    );
    await trashRun(project, run.id);
    expect(await readdir(runsOf(project))).toEqual([]);
  });

  it('cannot be deleted twice, nor by an id that leads elsewhere', async () => {
    const project = await newProject();
    const { id } = await createRun(project, request);
    await trashRun(project, id);
    await expect(trashRun(project, id)).rejects.toMatchObject({ kind: 'notFound' });
    await expect(trashRun(project, '../models')).rejects.toMatchObject({ kind: 'validation' });
    await expect(restoreRun(project, '../x')).rejects.toMatchObject({ kind: 'validation' });
    await rm(runsOf(project), { recursive: true });
    expect(await listTrashedRuns(project)).toEqual([]);
    await expect(readRun(project, id)).rejects.toMatchObject({ kind: 'notFound' });
  });
});
