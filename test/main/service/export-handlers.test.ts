import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandInput } from '#api/commands';
import type { TrainedRun } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { addRun } from '../exchange/exported-project';
import { openServiceFixture, type ServiceFixture } from './service-fixture';

let fixture: ServiceFixture;
let project: ProjectFolder;
let runs: TrainedRun[];
beforeEach(async () => {
  fixture = await openServiceFixture();
  const { current } = fixture.view.workspace;
  if (!current) throw new Error('no project');
  project = current;
  const point = (metric: string, step: number) => ({
    metric,
    step,
    seconds: step,
    value: 1 / step,
  });
  runs = [
    await addRun(project, [point('train/loss', 1), point('train/loss', 2)]),
    await addRun(project, [point('test/error', 3)]),
    await addRun(project, [], { name: 'empty' }),
  ];
});
afterEach(() => fixture.close());

const exportTo = (path: string, changes: Partial<CommandInput<'exports.data'>> = {}) =>
  fixture.call('exports.data', {
    projectId: project.id,
    exportId: 'one',
    path,
    runIds: runs.map(({ id }) => id),
    format: 'csv',
    metrics: null,
    ...changes,
  });

describe('exports.data', () => {
  it('writes the values of the runs into the folder exports, which it makes, and says what it left out', async () => {
    const path = join(project.directory, 'exports', 'all.csv');
    const exported = await exportTo(path);
    const text = await readFile(path, 'utf8');
    expect(exported).toEqual({
      path,
      bytes: Buffer.byteLength(text),
      content: '3 values of 2 runs',
      notes: [`1 run without such values is left out: ${runs[2]?.id ?? ''}.`],
    });
    expect(text.split('\r\n')).toHaveLength(5);
  });

  it('writes chosen metrics, also outside of the project', async () => {
    const path = join(fixture.folder, 'some.csv');
    expect(await exportTo(path, { metrics: ['test/error'] })).toMatchObject({
      content: '1 value of 1 run',
    });
    expect(await readFile(path, 'utf8')).not.toContain('train/loss');
  });

  it('replaces nothing unasked, and says so in the details', async () => {
    const path = join(fixture.folder, 'twice.csv');
    await exportTo(path);
    const before = await readFile(path, 'utf8');
    await expect(exportTo(path, { metrics: ['test/error'] })).rejects.toMatchObject({
      kind: 'conflict',
      details: { reason: 'exists' },
    });
    expect(await readFile(path, 'utf8')).toBe(before);
    await exportTo(path, { metrics: ['test/error'], overwrite: true });
    expect(await readFile(path, 'utf8')).not.toBe(before);
  });

  it('refuses a path that is not whole, and the own files of the project', async () => {
    await expect(exportTo('runs.csv')).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringContaining("'runs.csv' is not the whole path of a file.") as string,
    });
    await expect(exportTo(join(project.directory, 'project.json'))).rejects.toMatchObject({
      kind: 'conflict',
    });
  });

  it('names a run that is gone', async () => {
    await rm(join(project.directory, 'runs', runs[0]?.id ?? ''), { recursive: true });
    await expect(exportTo(join(fixture.folder, 'x.csv'))).rejects.toMatchObject({
      kind: 'notFound',
    });
  });

  it('is cancelled, and leaves nothing behind', async () => {
    const points = Array.from({ length: 400_000 }, (_, index) => ({
      metric: 'train/loss',
      step: index + 1,
      seconds: index,
      value: 1 / 3,
    }));
    const long = await addRun(project, points);
    const folder = join(project.directory, 'exports');
    const exporting = exportTo(join(folder, 'long.csv'), { runIds: [long.id] });
    const failed = expect(exporting).rejects.toMatchObject({ details: { isCancelled: true } });
    await fixture.waitForEvent(({ event }) => event === 'export.progress');
    await fixture.call('exports.cancel', { projectId: project.id, exportId: 'one' });
    await failed;
    expect(await readdir(folder)).toEqual([]);
  });

  it('reports how far it is', async () => {
    await exportTo(join(fixture.folder, 'x.csv'));
    const { payload } = await fixture.waitForEvent(({ event }) => event === 'export.progress');
    expect(payload).toMatchObject({ projectId: project.id, exportId: 'one' });
    expect((payload as { fraction: number }).fraction).toBeCloseTo(2 / 3);
  });
});
