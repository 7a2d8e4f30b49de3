import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { saveModel } from '#storage/models';
import { saveOwnTemplate } from '#storage/own-templates';
import type { ProjectFolder } from '#storage/projects';
import { diff } from '../../../src-main/cli/diff';
import { exportRuns } from '../../../src-main/cli/export';
import { templates } from '../../../src-main/cli/list';
import { isModelExport } from '../../../src-main/cli/model-source';
import { findSource } from '../../../src-main/cli/spec-source';
import { findStudy } from '../../../src-main/cli/study-source';
import { validate } from '../../../src-main/cli/validate';
import { newProject } from '../storage/helpers';
import { spirals } from '../storage/spirals';

let project: ProjectFolder;
let printed: string;
beforeEach(async () => {
  project = await newProject();
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  return () => vi.restoreAllMocks();
});

describe('an own template', () => {
  beforeEach(() => saveOwnTemplate(project, spirals('My start')));

  it('is named by its id, with or without its folder, by every command that takes a template', async () => {
    const options = { project: project.directory };
    for (const name of ['my-start', 'templates/my-start']) {
      expect(await findSource(name, project)).toMatchObject({
        ...{ kind: 'own template', title: "The own template 'my-start'", modelId: null },
        value: { name: 'My start' },
      });
      expect(await isModelExport(name, { format: 'svg' }, project)).toBe(true);
      await exportRuns(name, { ...options, format: 'json' });
      expect(JSON.parse(printed)).toMatchObject({ name: 'My start' });
      printed = '';
      await diff('spirals-cdni', name, options);
      expect(printed).toContain('My start');
      await validate(name, options);
      expect(printed).toContain("The own template 'my-start' is fine");
      printed = '';
    }
  });

  it('is listed after the templates of the program, as commands take it', async () => {
    await templates({ project: project.directory, json: true });
    const rows = JSON.parse(printed) as { id: string; name: string }[];
    expect(rows.at(-1)).toMatchObject({ id: 'templates/my-start', name: 'My start' });
    expect(rows[0]).toMatchObject({ id: 'char-lm-bptt-40' });
  });

  it('is no model that a study can train', async () => {
    for (const name of ['my-start', 'templates/my-start'])
      await expect(findStudy(name, project, {})).rejects.toMatchObject({
        kind: 'validation',
        message: `'${name}' is an own template, and a study trains models. Begin a model of the project with it in the window, and name that as models/ID.`,
      });
  });

  it('is not taken for a model of its id, nor a model for it', async () => {
    await saveModel(project, spirals('Another'), { id: 'my-start' });
    await expect(findSource('my-start', project)).rejects.toMatchObject({
      kind: 'conflict',
      message:
        "'my-start' is the id of a model and of an own template. Say which one: models/my-start or templates/my-start.",
    });
    await expect(findSource('models/my-start', project)).resolves.toMatchObject({
      ...{ modelId: 'my-start', value: { name: 'Another' } },
    });
    await expect(findSource('templates/my-start', project)).resolves.toMatchObject({
      ...{ modelId: null, value: { name: 'My start' } },
    });
  });

  it('is told of where its file is damaged, and where its name is mistyped', async () => {
    await writeFile(join(project.directory, 'templates/broken.json'), '{');
    for (const name of ['broken', 'templates/broken'])
      await expect(findSource(name, project)).rejects.toThrow("templates/broken.json' is damaged");
    await expect(findSource('templates/my-stat', project)).rejects.toThrow(
      "Did you mean 'templates/my-start'?",
    );
    await expect(findSource('templates/mnist-cdni', project)).rejects.toThrow('There is no file');
  });
});

describe('a template of the program', () => {
  it('is told apart from what the project has under its id', async () => {
    await saveModel(project, spirals('Mine'), { id: 'mnist-cdni' });
    await saveOwnTemplate(project, spirals('My own'), { id: 'mnist-cdni' });
    await expect(findSource('mnist-cdni', project)).rejects.toThrow(
      "'mnist-cdni' is the id of a template of the program and of a model and of an own template. Say which one: bundled/mnist-cdni or models/mnist-cdni or templates/mnist-cdni.",
    );
    await expect(findSource('bundled/mnist-cdni', project)).resolves.toMatchObject({
      ...{ kind: 'template', modelId: 'mnist-cdni', value: { name: 'MNIST, 3 layers, cDNI' } },
    });
    expect(await findSource('mnist-cdni', null)).toMatchObject({ kind: 'template' });
  });
});

it('a study takes no model for a template of its id', async () => {
  await saveModel(project, spirals('Mine'), { id: 'spirals-cdni' });
  await expect(findStudy('spirals-cdni', project, {})).rejects.toMatchObject({
    kind: 'conflict',
    message:
      "'spirals-cdni' is the id of a template of the program and of a model. Say which one: bundled/spirals-cdni or models/spirals-cdni.",
  });
  await expect(findStudy('bundled/spirals-cdni', project, {})).rejects.toMatchObject({
    kind: 'conflict',
    message: expect.stringContaining('Name it as models/spirals-cdni') as string,
  });
  const { content } = await findStudy('models/spirals-cdni', project, {});
  expect(content.models).toEqual(['spirals-cdni']);
  const other = await findStudy('bundled/mnist-cdni', project, {});
  expect(other.content.models).toEqual(['mnist-cdni']);
});
