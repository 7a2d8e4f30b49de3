import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { curveImportSchema } from '#spec/curve-import';
import { experimentSchema } from '#spec/experiment';
import { saveComparison } from '#storage/comparisons';
import { importCurves } from '#exchange/curves/import-curves';
import { listRuns } from '#storage/runs';
import { openServiceFixture, type ServiceFixture } from './service-fixture';
import { readTemplate } from '#service/templates';
import { resources } from './service-fixture';

let scene: ServiceFixture;
beforeEach(async () => {
  scene = await openServiceFixture();
});
afterEach(() => scene.close());

const at = (name: string): string => join(scene.folder, name);
async function put(name: string, text = ''): Promise<string> {
  await mkdir(join(at(name), '..'), { recursive: true });
  await writeFile(at(name), text);
  return at(name);
}
/** 40 points of two classes. */
const table = ['a,b,label', ...Array.from({ length: 40 }, (_, i) => `${i},${40 - i},${i % 2}`)]
  .map((line) => `${line}\n`)
  .join('');

describe('a project from data', () => {
  it('has the data set, and a model that can be trained on it', async () => {
    const path = await put('points.csv', table);
    const offer = await scene.call('projects.offer', { path });
    expect(offer).toMatchObject({ kind: 'data', name: 'points', found: 'a table' });
    if (offer.kind !== 'data' || offer.request.format !== 'csv') throw new Error('no table');
    // Two numbers of 40 values, and one of two that has the name of a label.
    expect(offer.columns).toEqual({
      list: [
        { name: 'a', role: 'value' },
        { name: 'b', role: 'value' },
        { name: 'label', role: 'label' },
      ],
      proposed: 'label',
    });
    const project = await scene.call('projects.create', {
      directory: at('new'),
      name: 'Points',
      beginning: { kind: 'data', request: { ...offer.request, label: 'label' } },
    });
    const projectId = project?.id ?? '';
    const [dataset] = await scene.call('datasets.list', { projectId });
    expect(dataset?.counts.train).toBe(40);
    const [model] = await scene.call('models.list', { projectId });
    expect(model?.spec.task).toMatchObject({ kind: 'dataset', dataset: dataset?.id });
  });

  it('has a column of classes to predict rather than a coordinate of the name y', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i / 7},${i / 9},${i % 3}\n`).join('');
    const propose = async (header: string): Promise<unknown> => {
      const path = await put('table.csv', `${header}\n${rows}`);
      const offer = await scene.call('projects.offer', { path });
      return offer.kind === 'data' ? offer.columns?.proposed : undefined;
    };
    expect(await propose('x,y,label')).toBe('label');
    expect(await propose('x,y,more')).toBe('y');
    expect(await propose('target,y,more')).toBe('target');
  });

  it('is not made of a text that is too short to train on', async () => {
    const offer = await scene.call('projects.offer', { path: await put('short.txt', 'abcde') });
    if (offer.kind !== 'data') throw new Error('no data');
    const beginning = { kind: 'data' as const, request: offer.request };
    await expect(
      scene.call('projects.create', { directory: at('new'), name: 'Short', beginning }),
    ).rejects.toThrow("'short' has 5 characters to train on");
    expect(await readdir(scene.folder)).not.toContain('new');
  });

  it('is not made where the data cannot be read', async () => {
    const path = await put('broken.npy', 'no array');
    await expect(scene.call('projects.offer', { path })).rejects.toThrow('is no NPY file');
    const request = { format: 'npy' as const, id: 'broken', name: 'Broken', inputs: path };
    const beginning = { kind: 'data' as const, request };
    await expect(
      scene.call('projects.create', { directory: at('new'), name: 'Broken', beginning }),
    ).rejects.toThrow('is no NPY file');
    expect(await readdir(scene.folder)).not.toContain('new');
  });
});

describe('what is offered', () => {
  it('is looked for in the home of the user at ~, and nowhere at a part of a path', async () => {
    await expect(scene.call('projects.offer', { path: '~/no such file' })).rejects.toThrow(
      `There is no folder and no file '${join(homedir(), 'no such file')}'.`,
    );
    await expect(scene.call('projects.offer', { path: 'data.csv' })).rejects.toThrow(
      "'data.csv' is not a full path: begin it at the root, or with ~.",
    );
  });

  it('is a project, an archive, a model or curves', async () => {
    const project = await scene.call('projects.create', { directory: at('mine'), name: 'Mine' });
    expect(await scene.call('projects.offer', { path: project?.directory ?? '' })).toMatchObject({
      kind: 'project',
      name: 'Mine',
    });
    expect(await scene.call('projects.offer', { path: await put('a.dni.zip') })).toMatchObject({
      kind: 'archive',
    });
    const { spec } = await readTemplate(resources, 'spirals-cdni');
    const model = await put('model.json', JSON.stringify(spec));
    expect(await scene.call('projects.offer', { path: model })).toMatchObject({
      kind: 'model',
      name: spec.name,
    });
    await put('logs/run1/events.out.tfevents.1.host');
    expect(await scene.call('projects.offer', { path: at('logs') })).toMatchObject({
      kind: 'curves',
      name: 'logs',
    });
  });

  it('is nothing for a file of another program, in one sentence', async () => {
    const path = await put('package.json', '{"name": "x"}');
    await expect(scene.call('projects.offer', { path })).rejects.toThrow(
      "'package.json' cannot be read as a model.",
    );
    for (const [text, reason] of [
      ['{', 'it is not JSON ('],
      ['', 'it is empty.'],
      ['['.repeat(200) + ']'.repeat(200), 'it is nested more than 100 levels deep.'],
    ] as const)
      await expect(
        scene.call('projects.offer', { path: await put('half.json', text) }),
      ).rejects.toThrow(`'half.json' is damaged: ${reason}`);
    await expect(
      scene.call('projects.offer', { path: await put('large.json', ' '.repeat(8_000_001)) }),
    ).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringContaining('large.json') as string,
    });
  });
});

describe('the picture of a project', () => {
  it('of the sample project is of the model that the window shows first', async () => {
    const sample = await scene.call('projects.openSample', {});
    const [first] = await scene.call('models.list', { projectId: sample?.id ?? '' });
    const picture = await scene.call('projects.picture', { directory: sample?.directory ?? '' });
    expect(picture).toMatchObject({ kind: 'model', name: first?.spec.name });
  });

  it('is of its model, of a run once there is one, and of the comparison once there is one', async () => {
    const { spec } = await readTemplate(resources, 'spirals-cdni');
    const directory = at('pictured');
    const beginning = { kind: 'model' as const, spec: experimentSchema.parse(spec) };
    const project = await scene.call('projects.create', { directory, name: 'P', beginning });
    if (!project) throw new Error('no project');
    const picture = () => scene.call('projects.picture', { directory });
    expect(await picture()).toMatchObject({ kind: 'model', name: spec.name });

    const rows = Array.from({ length: 200 }, (_, step) => `${step},${1 / (step + 1)}`);
    const curve = await put('curve.csv', `step,train/loss\n${rows.join('\n')}\n`);
    await importCurves(project, curveImportSchema.parse({ paths: [curve] }));
    const run = await picture();
    expect(run).toMatchObject({ kind: 'run' });
    if (run?.kind !== 'run') throw new Error('no run');
    const [line] = run.lines;
    expect(line?.x.length).toBeLessThanOrEqual(60);
    // The loss falls: from high at the left to low at the right.
    expect(line?.x[0]).toBeLessThan(line?.x.at(-1) ?? 0);
    expect(line?.y[0]).toBeGreaterThan(line?.y.at(-1) ?? 1);

    const { items } = await listRuns(project);
    await saveComparison(project, {
      ...{ name: 'Mine', runs: items.map(({ id }) => id), metrics: ['train/loss'] },
      ...{ xAxis: 'step', smoothing: 0, logScale: false },
    });
    expect(await picture()).toMatchObject({ kind: 'comparison', name: 'Mine' });

    // It is kept until a file changes: the comparison is gone, its folder has another time.
    await rm(join(directory, 'comparisons', 'mine.json'));
    await utimes(join(directory, 'comparisons'), new Date(), new Date());
    expect(await picture()).toMatchObject({ kind: 'run' });
  });

  it('is none of an empty project', async () => {
    await scene.call('projects.create', { directory: at('empty'), name: 'Empty' });
    expect(await scene.call('projects.picture', { directory: at('empty') })).toBeNull();
  });
});
