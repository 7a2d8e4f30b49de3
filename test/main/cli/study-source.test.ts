import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { StudyInput } from '#spec/study';
import type { ProjectFolder } from '#storage/projects';
import { getStudy, listStudies } from '#storage/studies';
import { findStudy, findUnchanged, keepStudy } from '../../../src-main/cli/study-source';
import { newProject, spirals } from '../storage/helpers';

const seeds = (...values: number[]) => ({ 'training.seed': values });

async function file(
  project: ProjectFolder,
  name: string,
  study: Partial<StudyInput>,
): Promise<string> {
  const path = join(project.directory, 'files', name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify({ version: 1, models: ['spirals-cdni'], ...study }));
  return path;
}

const keep = async (project: ProjectFolder, name: string): Promise<string> =>
  (await keepStudy(project, await findStudy(name, project, {}))).id;

it('a file with the name of another question becomes a study of its own', async () => {
  const project = await newProject();
  const first = await file(project, 'a/study.json', { name: 'Rates', axes: seeds(1) });
  const other = await file(project, 'b/study.json', { name: 'Rates', models: ['recall-dni'] });
  expect(await keep(project, first)).toBe('rates');
  expect(await keep(project, other)).toBe('rates-2');
  expect(await keep(project, other)).toBe('rates-2');
  expect((await getStudy(project, 'rates')).models).toEqual(['spirals-cdni']);
});

it('a file whose name is spelt alike, but differs, becomes a study of its own', async () => {
  const project = await newProject();
  expect(await keep(project, await file(project, '1.json', { name: 'Rate + 1' }))).toBe('rate-1');
  expect(await keep(project, await file(project, '2.json', { name: 'Rate - 1' }))).toBe('rate-1-2');
});

it('a name without Latin letters has the id of its file', async () => {
  const project = await newProject();
  const id = async (name: string, path: string): Promise<string> =>
    keep(project, await file(project, path, { name }));
  expect(await id('Скорость', 'speed.json')).toBe('speed');
  expect(await id('学習率', 'rate.json')).toBe('rate');
  expect((await listStudies(project)).items).toHaveLength(2);
});

it('an extended file updates its study, says in what, and keeps the version before', async () => {
  const project = await newProject();
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await keep(project, await file(project, 'rates.json', { axes: seeds(1, 2) }));
  expect(stderr).not.toHaveBeenCalled();
  const extended = await file(project, 'rates.json', { axes: seeds(1, 2, 3), steps: 90 });
  expect(await keep(project, extended)).toBe('rates');
  expect(stderr).toHaveBeenCalledWith(
    "The study 'rates' of the project is changed in axes.training.seed, steps; runs that it has already are not made again. Its earlier versions are in studies/.history/rates.\n",
  );
  stderr.mockRestore();
  expect(await readdir(join(project.directory, 'studies', '.history', 'rates'))).toHaveLength(2);
  expect(await findUnchanged(project, await findStudy(extended, project, {}))).toMatchObject({
    id: 'rates',
  });
  const other = await findStudy(extended, project, { steps: 100 });
  expect(await findUnchanged(project, other)).toBeNull();
});

it('a template whose question was extended keeps its seeds and steps', async () => {
  const project = await newProject();
  await keepStudy(
    project,
    await findStudy('spirals-cdni', project, { seeds: [1, 2, 9], steps: 70 }),
  );
  const again = await findStudy('spirals-cdni', project, {});
  expect(again.content).toMatchObject({ steps: 70, axes: { 'training.seed': [1, 2, 9] } });
  const other = await findStudy('spirals-cdni', project, { seeds: [4] });
  expect(other).toMatchObject({
    id: again.id,
    content: { steps: 70, axes: { 'training.seed': [4] } },
  });
});

it('says what a file or folder is that is no study', async () => {
  const project = await newProject();
  const model = join(project.directory, 'model.json');
  await writeFile(model, JSON.stringify(spirals()));
  await expect(findStudy(model, project, {})).rejects.toMatchObject({
    kind: 'validation',
    message: expect.stringContaining('is a model, not a study') as string,
  });
  await expect(findStudy(project.directory, project, {})).rejects.toMatchObject({
    message: expect.stringContaining('is a folder, not a study') as string,
  });
});

it('says of a file all that it lacks, and where the seeds stand', async () => {
  const project = await newProject();
  const path = join(project.directory, 'mine.json');
  await writeFile(path, JSON.stringify({ model: 'x', seeds: [1, 2], rates: [0.1] }));
  const error: unknown = await findStudy(path, project, {}).catch((thrown: unknown) => thrown);
  const { message } = error as Error;
  expect(message).toMatch(
    /'version'.*'models' is missing.*there is no setting 'model'\..*\(And 2 more\.\) Mend it\.$/i,
  );
  await writeFile(
    path,
    JSON.stringify({ version: 1, models: ['x'], seeds: [1, 2], rates: [0.1], methods: ['dni'] }),
  );
  const axis = (setting: string): string =>
    `The values of a setting stand in 'axes': {"axes": {"${setting}": […]}}.`;
  await expect(findStudy(path, project, {})).rejects.toThrow(
    `There is no setting 'seeds'. ${axis('training.seed')} There is no setting 'rates'. ${axis('training.optimizer.rate')} There is no setting 'methods'. ${axis('training.method')} Mend it.`,
  );
});

it('is changed by patches, before the other options', async () => {
  const project = await newProject();
  const path = await file(project, 'rates.json', { axes: seeds(1, 2), steps: 10 });
  const patch = [
    '[{"op": "replace", "path": "/axes/training.seed", "value": [7]}]',
    '[{"op": "replace", "path": "/steps", "value": 20}]',
  ];
  expect((await findStudy(path, project, { patch })).content).toMatchObject({
    axes: seeds(7),
    steps: 20,
  });
  expect((await findStudy(path, project, { patch, steps: 30 })).content.steps).toBe(30);
  const wrong = ['[{"op": "replace", "path": "/models", "value": []}]'];
  await expect(findStudy(path, project, { patch: wrong })).rejects.toThrow(
    "With --patch it is no study any more: 'models': ",
  );
});
