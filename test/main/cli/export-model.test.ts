import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { exportRuns } from '../../../src-main/cli/export';
import { isModelExport } from '../../../src-main/cli/model-source';
import { saveModel } from '#storage/models';
import type { ProjectFolder } from '#storage/projects';
import { createRun } from '#storage/runs';
import { emptyFolder, newProject } from '../storage/helpers';
import { spirals } from '../storage/spirals';
import { runCli } from './run-cli';

let project: ProjectFolder;
let folder: string;
beforeEach(async () => {
  project = await newProject();
  folder = await emptyFolder();
});

/** Writes to a file of the folder and returns its text. */
async function exportTo(
  name: string,
  options: Omit<Parameters<typeof exportRuns>[1], 'out' | 'project'>,
): Promise<string> {
  const out = join(folder, `file.${options.format}`);
  await exportRuns(name, { ...options, out, overwrite: true, project: project.directory });
  return readFile(out, 'utf8');
}

describe('dni export of a model', () => {
  it('pours no script into a terminal', async () => {
    const { isTTY } = process.stdout;
    process.stdout.isTTY = true;
    try {
      await expect(
        exportRuns('spirals-cdni', { format: 'pytorch', project: project.directory }),
      ).rejects.toThrow('say where to write it by --out <path>, or redirect the output');
    } finally {
      process.stdout.isTTY = isTTY;
    }
  });

  it('takes a template, a file, a model and a run', async () => {
    const { id: modelId } = await saveModel(project, spirals('Mine'));
    const run = await createRun(project, {
      modelId: null,
      spec: spirals('Trained'),
      name: 'First',
    });
    const file = join(folder, 'own.json');
    await writeFile(file, JSON.stringify(spirals('Of a file')));
    for (const [name, title] of [
      ['mnist-cdni', 'MNIST, 3 layers, cDNI'],
      [file, 'Of a file'],
      [modelId, 'Mine'],
      [`models/${modelId}`, 'Mine'],
      [run.id, 'Trained'],
      ['First', 'Trained'],
      [`runs/${run.id}`, 'Trained'],
    ] as const)
      expect(JSON.parse(await exportTo(name, { format: 'json' }))).toMatchObject({ name: title });
  });

  it('says where runs are looked for, and how to name another project', async () => {
    const run = await createRun(await newProject(), {
      modelId: null,
      spec: spirals(),
      name: 'Elsewhere',
    });
    const there = `Runs, studies and models are looked for in the project '${project.directory}': name another folder by --project.`;
    for (const [name, kind] of [
      [run.id, undefined],
      [`${run.id}-7f3a`, undefined],
      [run.id, 'run'],
    ] as const)
      await expect(exportTo(name, { format: 'pytorch', kind })).rejects.toThrow(there);
    await expect(exportTo('nothing like it', { format: 'csv' })).rejects.toThrow(there);
    await expect(
      exportRuns(run.id, { format: 'json', project: join(folder, 'none') }),
    ).rejects.toThrow(
      'Runs, studies and models are looked for in a project, and there is none: name another folder by --project.',
    );
  });

  it('tells the picture of a model from the charts of runs by how it is named', async () => {
    const run = await createRun(project, { modelId: null, spec: spirals(), name: 'First' });
    const isModel = (name: string, kind?: string): Promise<boolean> =>
      isModelExport(name, { format: 'svg', kind }, project);
    expect(await isModel(run.id)).toBe(false);
    expect(await isModel(`runs/${run.id}`)).toBe(true);
    expect(await isModel(run.id, 'model')).toBe(true);
    expect(await isModel('mnist-cdni')).toBe(true);
    expect(await isModel('mnist-cdni', 'run')).toBe(false);
    expect(await isModelExport(`runs/${run.id}`, { format: 'csv' }, project)).toBe(false);
    await createRun(project, { modelId: null, spec: spirals(), name: 'mnist-cdni' });
    await expect(isModel('mnist-cdni')).rejects.toThrow(
      "'mnist-cdni' names a model and a run. Say which one by --kind model or run.",
    );
    const svg = await exportTo(`runs/${run.id}`, { format: 'svg', withLocking: true });
    expect(svg).toContain('>logits · loss</text>');
  });

  it.each([
    ['mnist-cdni', { format: 'svg', legend: 'right' }, '--legend is not for models'],
    ['mnist-cdni', { format: 'csv', kind: 'model' }, 'the format csv is not for models'],
    ['mnist-cdni', { format: 'json', kind: 'study' }, 'The format json is of one model'],
    ['mnist-cdni', { format: 'svg', width: 5 }, 'The width must be from 1 to 40 inches'],
    ['mnist-cdnj', { format: 'json' }, "Did you mean 'mnist-cdni'?"],
    ['mnist-cdni', { format: 'json', dpi: 100 }, '--dpi is not for the format json'],
    ['nothing.json', { format: 'svg' }, "'nothing.json'"],
  ] as const)('answers %s with %o by one sentence', async (name, options, message) => {
    await expect(exportTo(name, options)).rejects.toThrow(message);
  });

  it('says of a file that is no model what is wrong with it', async () => {
    const file = join(folder, 'wrong.json');
    await writeFile(file, JSON.stringify({ ...spirals(), training: { steps: 0 } }));
    await expect(exportTo(file, { format: 'summary' })).rejects.toThrow(
      /^'.*wrong\.json' cannot be read as a model\. .*steps/,
    );
  });

  it('prints text without --out, and asks for a file for a picture', async () => {
    const args = ['export', 'mnist-cdni', '--project', project.directory, '--format'];
    const { status, stdout, stderr } = await runCli([...args, 'summary']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^MNIST, 3 layers, cDNI\n/);
    const picture = await runCli([...args, 'svg']);
    expect(picture.status).toBe(2);
    expect(picture.stderr).toContain('say where to write it by --out <path>.');
  });
});
