import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CommandInput, CommandName, CommandOutput } from '#api/commands';
import { dispatch } from '#api/dispatch';
import { unwrapEnvelope } from '#api/envelope';
import type { View } from '#service/create-service';
import { PathGrants } from '#service/path-grants';
import { openServiceFixture, type ServiceFixture } from './service-fixture';

const fixtures: ServiceFixture[] = [];
afterEach(async () => {
  for (const opened of fixtures.splice(0)) await opened.close();
});

/** A service as in Electron: with path grants. */
async function openElectronFixture(): Promise<ServiceFixture & { grants: PathGrants }> {
  let chosen: string[] = [];
  const grants = new PathGrants({ chosen: () => chosen, save: (paths) => (chosen = paths) });
  const fixture = await openServiceFixture({ host: 'electron', grants });
  fixtures.push(fixture);
  return { ...fixture, grants };
}

async function callOn<C extends CommandName>(
  view: View,
  command: C,
  input: CommandInput<C>,
): Promise<CommandOutput<C>> {
  return unwrapEnvelope(await dispatch(view.handlers, command, input)) as CommandOutput<C>;
}

describe('two windows', () => {
  it('never show the same project: the window that has it is brought to the front', async () => {
    const fixture = await openElectronFixture();
    const sample = fixture.view.workspace.current;
    if (!sample) throw new Error('The sample is not open.');
    const front = vi.fn();
    const second = fixture.service.openView({ bringToFront: front });
    const directory = join(fixture.folder, 'projects', 'mine');
    const mine = await callOn(second, 'projects.create', { directory, name: 'Mine' });
    expect(mine?.name).toBe('Mine');
    expect(await fixture.call('projects.open', { directory })).toBeNull();
    expect(front).toHaveBeenCalledOnce();
    expect(fixture.view.workspace.current).toEqual(sample);

    second.close();
    expect(await fixture.call('projects.open', { directory })).toEqual(mine);
  });

  it('cannot both open a project at the same time', async () => {
    const { folder, service } = await openElectronFixture();
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

  it('can access only the projects that they opened', async () => {
    const fixture = await openElectronFixture();
    const projectId = fixture.view.workspace.current?.id ?? '';
    const second = fixture.service.openView();
    expect(await callOn(second, 'projects.current', {})).toBeNull();
    await expect(callOn(second, 'models.list', { projectId })).rejects.toMatchObject({
      kind: 'notFound',
    });
    expect(fixture.service.findOpenedProject(projectId)?.name).toBe('Sample');
  });
});

describe('paths from a window of Electron', () => {
  it('open only projects that are recent, granted or in the folder of projects', async () => {
    const { call, folder, grants } = await openElectronFixture();
    const elsewhere = join(folder, 'elsewhere');
    const refusal = { kind: 'unavailable' };
    await expect(
      call('projects.create', { directory: elsewhere, name: 'X' }),
    ).rejects.toMatchObject(refusal);
    await expect(call('projects.open', { directory: elsewhere })).rejects.toMatchObject(refusal);
    await grants.add(elsewhere);
    const created = await call('projects.create', { directory: elsewhere, name: 'X' });
    expect(created?.directory).toBe(elsewhere);
    const inside = join(folder, 'projects', 'Next');
    expect((await call('projects.create', { directory: inside, name: 'Next' }))?.name).toBe('Next');
  });

  it('open a recent project without a grant', async () => {
    const first = await openElectronFixture();
    const elsewhere = join(first.folder, 'elsewhere');
    await first.view.workspace.create(elsewhere, 'By the menu');
    await first.call('projects.open', { directory: join(first.folder, 'projects', 'Sample') });
    expect((await first.call('projects.open', { directory: elsewhere }))?.name).toBe('By the menu');
  });

  it('are rejected by every command that reads files', async () => {
    const { call, folder, grants, view } = await openElectronFixture();
    const projectId = view.workspace.current?.id ?? '';
    const secret = join(folder, 'secret');
    await mkdir(secret);
    const file = join(secret, 'text.txt');
    await writeFile(file, 'abcabc');
    const [template] = (await call('templates.list', {})).filter(
      ({ spec }) => spec.task.kind === 'text',
    );
    if (!template) throw new Error('There is no template of a text.');
    const commands = {
      import: () =>
        call('datasets.import', { projectId, request: { format: 'text', id: 'a', train: file } }),
      test: () =>
        call('datasets.import', {
          projectId,
          request: { format: 'csv', id: 'b', file: join(folder, 'a'), testFile: file, label: '1' },
        }),
      corpus: () => call('corpora.fetch', { projectId, corpusId: 'penn-treebank', from: secret }),
      runtime: () => call('compute.install', { variant: 'gpu', from: secret }),
      fields: () => call('tasks.data', { projectId, task: { kind: 'text', validation: file } }),
      run: () =>
        call('runs.start', {
          projectId,
          modelId: null,
          spec: { ...template.spec, task: { kind: 'text', train: file } },
        }),
    };
    for (const [name, runCommand] of Object.entries(commands))
      await expect(runCommand(), name).rejects.toMatchObject({
        kind: 'unavailable',
        message: expect.stringContaining('was not chosen by hand') as string,
      });
    expect(await call('datasets.list', { projectId })).toEqual([]);
    expect(await call('runs.list', { projectId })).toEqual([]);

    await grants.add(secret);
    expect((await commands.import()).id).toBe('a');
    const { fields } = await call('tasks.data', { projectId, task: { kind: 'text', train: file } });
    expect(fields).toHaveProperty('symbol');
  });
});
