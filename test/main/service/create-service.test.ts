import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeCurves } from '#api/curve-codec';
import { commands, isCommandName, type CommandInput } from '#api/commands';
import type { Experiment } from '#spec/experiment';
import { newSettings, openServiceFixture, type ServiceFixture } from './service-fixture';

const scenes: ServiceFixture[] = [];
async function openFixture(
  ...args: Parameters<typeof openServiceFixture>
): Promise<ServiceFixture> {
  const opened = await openServiceFixture(...args);
  scenes.push(opened);
  return opened;
}
afterEach(async () => {
  for (const opened of scenes.splice(0)) await opened.close();
});

async function projectOf({ call }: ServiceFixture): Promise<string> {
  const project = await call('projects.current', {});
  if (!project) throw new Error('No project is open.');
  return project.id;
}

async function template({ call }: ServiceFixture, id: string): Promise<Experiment> {
  const found = (await call('templates.list', {})).find((each) => each.id === id);
  if (!found) throw new Error(`There is no template ${id}.`);
  return found.spec;
}

describe('the service', () => {
  it('has a handler for every command', async () => {
    const { view } = await openFixture();
    const names = Object.keys(commands);
    expect(Object.keys(view.handlers).sort()).toEqual(names.sort());
    expect(names.every(isCommandName)).toBe(true);
  });

  it('returns its version and host', async () => {
    const { call, folder } = await openFixture();
    const info = await call('app.info', {});
    expect(commands['app.info'].output.parse(info)).toEqual(info);
    expect(info).toMatchObject({
      version: '1.2.3',
      host: 'browser',
      projectsDirectory: join(folder, 'projects'),
    });
  });

  it('has no dialog in the browser and uses the dialog of the host elsewhere', async () => {
    const browser = await openFixture();
    await expect(browser.call('paths.choose', { kind: 'folder' })).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('type the path of the folder') as string,
    });
    const choosePath = async ({ kind }: { kind: string }) => `/chosen ${kind}`;
    const { call } = await openFixture({ host: 'electron', windowHost: { choosePath } });
    expect(await call('paths.choose', { kind: 'file' })).toBe('/chosen file');
  });

  it('asks for a new file and shows one only where the host can', async () => {
    const browser = await openFixture();
    const idOf = async ({ call }: ServiceFixture): Promise<string> =>
      (await call('projects.current', {}))?.id ?? '';
    const unavailable = { kind: 'unavailable' };
    await expect(browser.call('paths.chooseNew', { suggested: '/a.csv' })).rejects.toMatchObject(
      unavailable,
    );
    const projectId = await idOf(browser);
    await expect(browser.call('paths.show', { projectId, path: '/a' })).rejects.toMatchObject(
      unavailable,
    );
    const name = 'a.svg';
    await expect(
      browser.call('exports.prepareDownload', { projectId, name }),
    ).rejects.toMatchObject(unavailable);
    const shown: string[] = [];
    const electron = await openFixture({
      host: 'electron',
      windowHost: {
        chooseNewPath: async ({ suggested }) => `${suggested}.new`,
        showPath: (path) => shown.push(path),
      },
    });
    expect(await electron.call('paths.chooseNew', { suggested: '/a' })).toBe('/a.new');
    await electron.call('paths.show', { projectId: await idOf(electron), path: '/b' });
    expect(shown).toEqual(['/b']);
  });
});

describe('the first start', () => {
  it('opens a sample project whose models can be trained', async () => {
    const first = await openFixture();
    const project = await first.call('projects.current', {});
    expect(project).toMatchObject({
      name: 'Sample',
      directory: join(first.folder, 'projects', 'Sample'),
    });
    const models = await first.call('models.list', { projectId: project?.id ?? '' });
    expect(models.map(({ id }) => id)).toEqual([
      'mnist-cdni',
      'mnist-cdni-6',
      'mnist-cnn-cdni',
      'spirals-cdni',
    ]);
    expect(models[0]?.spec).toEqual(await template(first, 'mnist-cdni'));
    expect(first.recent).toMatchObject([{ name: 'Sample', directory: project?.directory }]);
  });

  it('does not change an existing sample project', async () => {
    const first = await openFixture();
    const projectId = await projectOf(first);
    await first.call('models.delete', { projectId, modelId: 'mnist-cdni' });
    const again = await openFixture({ projectsDirectory: join(first.folder, 'projects') });
    const models = await again.call('models.list', { projectId });
    expect(models.map(({ id }) => id)).not.toContain('mnist-cdni');
  });

  it('opens the sample project again on demand, and makes it where it is gone', async () => {
    const first = await openFixture();
    const sample = await first.call('projects.current', {});
    await first.call('projects.create', { directory: join(first.folder, 'mine'), name: 'Mine' });
    expect(await first.call('projects.openSample', {})).toEqual(sample);
    await first.call('models.delete', { projectId: sample?.id ?? '', modelId: 'mnist-cdni' });
    await first.call('projects.openSample', {});
    const list = (projectId: string) => first.call('models.list', { projectId });
    expect((await list(sample?.id ?? '')).map(({ id }) => id)).not.toContain('mnist-cdni');

    await first.call('projects.open', { directory: join(first.folder, 'mine') });
    await rm(sample?.directory ?? '', { recursive: true });
    const made = await first.call('projects.openSample', {});
    expect(made).toMatchObject({ name: 'Sample', directory: sample?.directory });
    expect((await list(made?.id ?? '')).map(({ id }) => id)).toContain('mnist-cdni');
  });

  it('shows the start screen if the folder of projects cannot be created', async () => {
    const { folder } = await openFixture();
    await writeFile(join(folder, 'file'), '');
    const { call } = await openFixture({ projectsDirectory: join(folder, 'file') });
    expect(await call('projects.current', {})).toBeNull();
  });
});

describe('later starts', () => {
  it('open the most recent project', async () => {
    const first = await openFixture();
    const directory = join(first.folder, 'mine');
    const created = await first.call('projects.create', { directory, name: 'Mine' });
    expect(await first.call('projects.current', {})).toEqual(created);
    expect(first.recent.map(({ name }) => name)).toEqual(['Mine', 'Sample']);
    const settings = { ...newSettings(), recent: () => first.recent };
    const later = await openFixture({ settings });
    expect(await later.call('projects.current', {})).toEqual(created);
  });

  it('show the start screen if that project no longer exists', async () => {
    const recent = [{ directory: '/nowhere/at/all', name: 'Gone', opened: '2026-01-01' }];
    const { call } = await openFixture({
      settings: { ...newSettings(), recent: () => recent },
    });
    expect(await call('projects.current', {})).toBeNull();
    expect(await call('projects.recent', {})).toEqual([{ ...recent[0], isGone: true }]);
  });

  it('count a project as in use until the list is shown, but for one that was taken out of it', async () => {
    const fixture = await openFixture();
    const directory = join(fixture.folder, 'mine');
    await fixture.call('projects.create', { directory, name: 'Mine' });
    const opened = (await fixture.call('projects.recent', {}))[0]?.opened ?? '';
    await new Promise((resolve) => setTimeout(resolve, 5));
    const listed = await fixture.call('projects.recent', {});
    expect(listed[0]?.name).toBe('Mine');
    expect(Date.parse(listed[0]?.opened ?? '')).toBeGreaterThan(Date.parse(opened));
    await fixture.call('projects.forget', { directory });
    expect((await fixture.call('projects.recent', {})).map(({ name }) => name)).toEqual(['Sample']);
  });

  it('mark a recent project whose folder was moved, and take it out of the list on demand', async () => {
    const fixture = await openFixture();
    const directory = join(fixture.folder, 'mine');
    await fixture.call('projects.create', { directory, name: 'Mine' });
    const listed = async (): Promise<unknown> =>
      (await fixture.call('projects.recent', {})).map(({ name, isGone }) => ({ name, isGone }));
    const sample = { name: 'Sample', isGone: false };
    expect(await listed()).toEqual([{ name: 'Mine', isGone: false }, sample]);
    await rename(directory, `${directory} moved`);
    expect(await listed()).toEqual([{ name: 'Mine', isGone: true }, sample]);
    await fixture.call('projects.forget', { directory });
    expect(await listed()).toEqual([sample]);
  });

  it('open or create the requested project', async () => {
    const { folder } = await openFixture();
    const directory = join(folder, 'named');
    const created = await openFixture({ project: directory });
    expect(await created.call('projects.current', {})).toMatchObject({ name: 'named', directory });
    const opened = await openFixture({ project: directory });
    expect(await projectOf(opened)).toBe(await projectOf(created));
    await mkdir(join(folder, 'full'));
    await writeFile(join(folder, 'full', 'thesis.tex'), '');
    await expect(openFixture({ project: join(folder, 'full') })).rejects.toMatchObject({
      kind: 'conflict',
    });
    expect(await readdir(join(folder, 'full'))).toEqual(['thesis.tex']);
  });
});

describe('models and comparisons', () => {
  it('are saved, listed, reported by events and deleted', async () => {
    const opened = await openFixture();
    const { call, events } = opened;
    const projectId = await projectOf(opened);
    const spec = { ...(await template(opened, 'mnist-none')), name: 'My own' };
    const saved = await call('models.save', { projectId, spec });
    expect(saved.id).toBe('my-own');
    expect(await call('models.get', { projectId, modelId: 'my-own' })).toEqual(saved);
    const { trashId } = await call('models.delete', { projectId, modelId: 'my-own' });
    await expect(call('models.get', { projectId, modelId: 'my-own' })).rejects.toMatchObject({
      kind: 'notFound',
    });
    expect(await call('models.trash', { projectId })).toMatchObject([{ trashId, name: 'My own' }]);
    expect(await call('models.restore', { projectId, trashId })).toEqual(saved);

    const comparison = {
      name: 'cDNI and backprop',
      runs: ['a'],
      metrics: ['train/loss'],
      xAxis: 'step' as const,
      smoothing: 0.5,
      logScale: false,
    };
    const savedComparison = await call('comparisons.save', { projectId, comparison });
    expect(await call('comparisons.list', { projectId })).toEqual([savedComparison]);
    const deleted = await call('comparisons.delete', {
      projectId,
      comparisonId: savedComparison.id,
    });
    expect(await call('comparisons.list', { projectId })).toEqual([]);
    expect(await call('comparisons.restore', { projectId, ...deleted })).toEqual(savedComparison);
    const [models, comparisons] = ['models', 'comparisons'].map((what) => ({
      event: 'project.changed',
      payload: { projectId, what },
    }));
    expect(events).toEqual([models, models, models, comparisons, comparisons, comparisons]);
  });

  it('are not replaced where another window has changed them, and keep their versions', async () => {
    const opened = await openFixture();
    const { call } = opened;
    const projectId = await projectOf(opened);
    const spec = { ...(await template(opened, 'mnist-none')), name: 'My own' };
    const input = (description: string) => ({
      projectId,
      modelId: 'my-own',
      spec: { ...spec, description },
    });
    const { revision } = await call('models.save', { projectId, spec, keepVersion: true });
    const theirs = await call('models.save', { ...input('theirs'), baseRevision: revision });
    await expect(
      call('models.save', { ...input('mine'), baseRevision: revision }),
    ).rejects.toMatchObject({
      kind: 'conflict',
      details: { reason: 'changed', current: theirs },
    });
    const mine = await call('models.save', input('mine'));
    const versions = await call('models.versions', { projectId, modelId: 'my-own' });
    expect(versions.map((version) => [version.revision, version.kept])).toEqual([
      // Refused at first, and kept since then.
      [mine.revision, true],
      [theirs.revision, true],
      [revision, true],
    ]);
    const [, { id: versionId, saved } = { id: '', saved: '' }] = versions;
    const version = await call('models.version', { projectId, modelId: 'my-own', versionId });
    expect(version).toEqual({ spec: theirs.spec, saved });
    await call('models.delete', { projectId, modelId: 'my-own' });
    await expect(
      call('models.save', { ...input('again'), baseRevision: mine.revision }),
    ).rejects.toMatchObject({ kind: 'conflict', details: { reason: 'deleted' } });
  });

  it('cannot access files outside the project', async () => {
    const opened = await openFixture();
    const projectId = await projectOf(opened);
    for (const id of ['../project', '..', 'a/b', '/etc/passwd', '.hidden', 'a\0b', '']) {
      const calls = [
        opened.call('models.get', { projectId, modelId: id }),
        opened.call('models.delete', { projectId, modelId: id }),
        opened.call('models.restore', { projectId, trashId: id }),
        opened.call('models.versions', { projectId, modelId: id }),
        opened.call('models.version', { projectId, modelId: id, versionId: 'x' }),
        opened.call('models.version', { projectId, modelId: 'mnist-cdni', versionId: id }),
        opened.call('runs.log', { projectId, runId: id }),
        opened.call('runs.curves', {
          projectId,
          lines: [{ key: 'r', runIds: [id] }],
          metrics: [{ metric: 'train/loss' }],
        }),
        opened.call('comparisons.delete', { projectId, comparisonId: id }),
        opened.call('comparisons.restore', { projectId, trashId: id }),
        opened.call('datasets.delete', { projectId, datasetId: id }),
      ];
      for (const call of await Promise.allSettled(calls)) {
        expect(call.status, id).toBe('rejected');
        if (call.status === 'rejected')
          expect(['validation', 'notFound'], id).toContain((call.reason as { kind: string }).kind);
      }
      // Of several runs each one succeeds or fails by itself.
      expect(await opened.call('runs.delete', { projectId, runIds: [id] })).toMatchObject({
        deleted: [],
        failures: [{ runId: id }],
      });
    }
    await expect(opened.call('models.list', { projectId: 'other' })).rejects.toMatchObject({
      kind: 'notFound',
      message: expect.stringContaining("'other' is not open") as string,
    });
  });
});

describe('tasks', () => {
  it('tell the fields and the size of their data, or why the data cannot be read', async () => {
    const opened = await openFixture();
    const projectId = await projectOf(opened);
    const look = (task: CommandInput<'tasks.data'>['task']) =>
      opened.call('tasks.data', { projectId, task });
    // 5 % of the 400,158 generated characters are for validation, 5 % for testing.
    expect(await look({ kind: 'text' })).toMatchObject({
      fields: { symbol: { kind: 'label' }, next: { kind: 'label' } },
      counts: { train: 360_144, validation: 20_007, test: 20_007 },
      problem: null,
    });
    expect(await look({ kind: 'recall', symbols: 5 })).toEqual({
      fields: { symbol: { kind: 'label', classes: 5 }, recalled: { kind: 'label', classes: 5 } },
      counts: null,
      bytes: 0,
      problem: null,
    });
    expect(await look({ kind: 'text', train: '/nowhere/text.txt' })).toMatchObject({
      fields: null,
      problem: { setting: 'task.train', remedy: "Set 'Training file' to a text file in UTF-8." },
    });
    expect((await look({ kind: 'text', dataset: 'penn-treebank' })).problem).toEqual({
      setting: 'task.dataset',
      message: "The data set 'penn-treebank' is not in this project.",
      remedy:
        'Fetch it in the Data view, or with `npm run -s dni -- fetch penn-treebank --project DIR`.',
    });
    expect((await look({ kind: 'dataset', dataset: 'mine' })).problem).toEqual({
      setting: 'task.dataset',
      message: "The data set 'mine' is not in this project.",
      remedy:
        "Import it in the Data view under the id 'mine', or with `npm run -s dni -- import --project DIR`.",
    });
  });
});

describe('a run that cannot be trained here', () => {
  it('is refused before it is created, with the settings that the request changes', async () => {
    const opened = await openFixture();
    const projectId = await projectOf(opened);
    const start = async (id: string, change: (spec: Experiment) => void, more: object = {}) => {
      const spec = await template(opened, id);
      change(spec);
      return opened.call('runs.start', { projectId, spec, modelId: null, ...more });
    };
    const nothing = () => undefined;
    await expect(start('paper-ptb-dni-8', nothing)).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringContaining(
        "The data set 'penn-treebank' is not in this project. Fetch it in the Data view",
      ) as string,
    });
    await expect(
      start('spirals-cdni', ({ training }) => (training.batch = 1e9)),
    ).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringMatching(/needs about [\d.]+ TB of memory/) as string,
    });
    // The stream of the task has no end: what can be trained with DNI cannot with backprop.
    await expect(start('recall-dni', nothing, { method: 'backprop' })).rejects.toMatchObject({
      message: expect.stringContaining('Backprop is unrolled over whole sequences') as string,
    });
    expect(await opened.call('runs.list', { projectId })).toEqual([]);
  });
});

describe('runs', () => {
  it('train and can be read, renamed and deleted', async () => {
    const opened = await openFixture();
    const { call, waitForEvent } = opened;
    const projectId = await projectOf(opened);
    const spec = await template(opened, 'spirals-cdni');
    const overrides = { method: 'backprop', seed: 5, steps: 3 } as const;
    const started = await call('runs.start', { projectId, spec, modelId: null, ...overrides });
    const { id: runId } = started;
    expect(started).toMatchObject({ status: 'queued', method: 'backprop', seed: 5 });
    expect(started.spec.training).toMatchObject({ method: 'backprop', seed: 5, steps: 3 });
    await waitForEvent(({ event }) => event === 'run.metrics');

    await call('runs.stop', { projectId, runId });
    await waitForEvent(
      ({ event, payload }) => event === 'run.changed' && payload.run.status === 'stopped',
    );
    expect(await call('runs.get', { projectId, runId })).toMatchObject({
      status: 'stopped',
      step: 3,
      parameters: 7,
      metrics: { 'train/loss': { last: 1 / 3, best: 1 / 3, bestStep: 3 } },
    });
    const curves = await call('runs.curves', {
      projectId,
      lines: [{ key: 'mine', runIds: [runId] }],
      metrics: [{ metric: 'train/loss' }, { metric: 'no/such' }],
    });
    expect(decodeCurves(curves)).toMatchObject([
      {
        key: 'mine',
        metric: 'train/loss',
        x: Float32Array.from([1, 2, 3]),
        y: Float32Array.from([1, 1 / 2, 1 / 3]),
        total: 3,
      },
    ]);
    expect(await call('runs.log', { projectId, runId })).not.toHaveLength(0);
    expect(await call('runs.checkpoints', { projectId, runId })).toEqual([]);

    const renamed = await call('runs.update', { projectId, runId, name: 'Best', tags: ['good'] });
    expect(renamed).toMatchObject({ name: 'Best', tags: ['good'], notes: '' });
    expect(await call('runs.list', { projectId })).toEqual([renamed]);
    await call('runs.delete', { projectId, runIds: [runId] });
    expect(await call('runs.list', { projectId })).toEqual([]);
  });

  it('are rejected without writing files if the spec cannot be trained', async () => {
    const opened = await openFixture();
    const projectId = await projectOf(opened);
    const spec = await template(opened, 'mnist-cdni');
    const edges = spec.model.edges.filter(({ to }) => to !== 'loss');
    const broken = { ...spec, model: { ...spec.model, edges } };
    await expect(
      opened.call('runs.start', { projectId, spec: broken, modelId: null }),
    ).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringContaining('loss') as string,
      details: { problems: expect.any(Array) as unknown },
    });
    expect(await opened.call('runs.list', { projectId })).toEqual([]);
  });

  it('stop when the service closes', async () => {
    const opened = await openFixture();
    const projectId = await projectOf(opened);
    const spec = await template(opened, 'spirals-cdni');
    const { id } = await opened.call('runs.start', { projectId, spec, modelId: null });
    await opened.waitForEvent(({ event }) => event === 'run.metrics');
    await opened.service.close();
    const file = join(opened.folder, 'projects', 'Sample', 'runs', id, 'run.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      status: 'stopped',
      pid: null,
    });
  });
});
