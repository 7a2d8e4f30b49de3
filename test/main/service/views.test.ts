import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CommandInput, CommandName, CommandOutput } from '#api/commands';
import { dispatch } from '#api/dispatch';
import { openEnvelope } from '#api/envelope';
import type { View } from '#service/create-service';
import { Grants } from '#service/grants';
import { openScene, type Scene } from './scene';

const scenes: Scene[] = [];
afterEach(async () => {
  for (const opened of scenes.splice(0)) await opened.close();
});

/** A scene as in Electron: with grants, and what was granted so far. */
async function electron(): Promise<Scene & { grants: Grants }> {
  let chosen: string[] = [];
  const grants = new Grants({ chosen: () => chosen, keep: (paths) => (chosen = paths) });
  const scene = await openScene({ host: 'electron', grants });
  scenes.push(scene);
  return { ...scene, grants };
}

async function callOn<C extends CommandName>(
  view: View,
  command: C,
  input: CommandInput<C>,
): Promise<CommandOutput<C>> {
  return openEnvelope(await dispatch(view.handlers, command, input)) as CommandOutput<C>;
}

describe('two windows', () => {
  it('never show the same project: the one that has it comes to the front', async () => {
    const scene = await electron();
    const sample = scene.view.workspace.current;
    if (!sample) throw new Error('The sample is not open.');
    const front = vi.fn();
    const second = scene.service.openView({ comeToFront: front });
    const directory = join(scene.folder, 'projects', 'mine');
    const mine = await callOn(second, 'projects.create', { directory, name: 'Mine' });
    expect(mine?.name).toBe('Mine');
    expect(await scene.call('projects.open', { directory })).toBeNull();
    expect(front).toHaveBeenCalledOnce();
    expect(scene.view.workspace.current).toEqual(sample);

    second.close();
    expect(await scene.call('projects.open', { directory })).toEqual(mine);
  });

  it('cannot both take a project that they ask for at the same time', async () => {
    const { folder, service } = await electron();
    const directory = join(folder, 'projects', 'one');
    const views = [service.openView(), service.openView()];
    await views[0]?.workspace.create(directory, 'One');
    views[0]?.close();
    const third = service.openView();
    const taken = await Promise.all(
      [views[1], third].map((view) => view?.workspace.open(directory)),
    );
    expect(taken.filter((project) => project !== null)).toHaveLength(1);
  });

  it('know only the projects that they opened themselves', async () => {
    const scene = await electron();
    const projectId = scene.view.workspace.current?.id ?? '';
    const second = scene.service.openView();
    expect(await callOn(second, 'projects.current', {})).toBeNull();
    await expect(callOn(second, 'models.list', { projectId })).rejects.toMatchObject({
      kind: 'notFound',
    });
    expect(scene.service.openedProject(projectId)?.name).toBe('Sample');
  });
});

describe('paths from a window of Electron', () => {
  it('open only projects that are recent, chosen, or where projects are made', async () => {
    const { call, folder, grants } = await electron();
    const elsewhere = join(folder, 'elsewhere');
    const refusal = { kind: 'unavailable' };
    await expect(
      call('projects.create', { directory: elsewhere, name: 'X' }),
    ).rejects.toMatchObject(refusal);
    await expect(call('projects.open', { directory: elsewhere })).rejects.toMatchObject(refusal);
    await grants.add(elsewhere);
    const made = await call('projects.create', { directory: elsewhere, name: 'X' });
    expect(made?.directory).toBe(elsewhere);
    const inside = join(folder, 'projects', 'Next');
    expect((await call('projects.create', { directory: inside, name: 'Next' }))?.name).toBe('Next');
  });

  it('open a recent project though it was not chosen since', async () => {
    const first = await electron();
    const elsewhere = join(first.folder, 'elsewhere');
    await first.view.workspace.create(elsewhere, 'By the menu');
    await first.call('projects.open', { directory: join(first.folder, 'projects', 'Sample') });
    expect((await first.call('projects.open', { directory: elsewhere }))?.name).toBe('By the menu');
  });

  it('are refused by every command that would read them', async () => {
    const { call, folder, grants, view } = await electron();
    const projectId = view.workspace.current?.id ?? '';
    const secret = join(folder, 'secret');
    await mkdir(secret);
    const file = join(secret, 'text.txt');
    await writeFile(file, 'abcabc');
    const [template] = (await call('templates.list', {})).filter(
      ({ spec }) => spec.task.kind === 'text',
    );
    if (!template) throw new Error('There is no template of a text.');
    const ask = {
      import: () =>
        call('datasets.import', { projectId, request: { format: 'text', id: 'a', train: file } }),
      test: () =>
        call('datasets.import', {
          projectId,
          request: { format: 'csv', id: 'b', file: join(folder, 'a'), testFile: file, label: '1' },
        }),
      corpus: () => call('corpora.fetch', { projectId, corpusId: 'penn-treebank', from: secret }),
      runtime: () => call('compute.install', { variant: 'gpu', from: secret }),
      fields: () => call('tasks.fields', { projectId, task: { kind: 'text', validation: file } }),
      run: () =>
        call('runs.start', {
          projectId,
          modelId: null,
          spec: { ...template.spec, task: { kind: 'text', train: file } },
        }),
    };
    for (const [name, asked] of Object.entries(ask))
      await expect(asked(), name).rejects.toMatchObject({
        kind: 'unavailable',
        message: expect.stringContaining('was not chosen by hand') as string,
      });
    expect(await call('datasets.list', { projectId })).toEqual([]);
    expect(await call('runs.list', { projectId })).toEqual([]);

    await grants.add(secret);
    expect((await ask.import()).id).toBe('a');
    expect(await call('tasks.fields', { projectId, task: { kind: 'text', train: file } })).toEqual(
      expect.objectContaining({ symbol: expect.anything() as unknown }),
    );
  });
});
