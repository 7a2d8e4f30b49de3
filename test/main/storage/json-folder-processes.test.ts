import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { getModel, listModels, listModelVersions, saveModel } from '#storage/models';
import { newProject, spirals } from './helpers';

const program = fileURLToPath(new URL('fixtures/edit-models.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout?.setEncoding('utf8');
  return child;
}

/** The lines that the program prints. Throws where it fails. */
async function linesOf(child: ChildProcess): Promise<string[]> {
  let output = '';
  child.stdout?.on('data', (text: string) => (output += text));
  const [status] = (await once(child, 'close')) as [number | null];
  expect(status).toBe(0);
  return output.split('\n').filter((line) => line !== '');
}

describe('several programs on one project', () => {
  it('each keep the models of one name that they create at once', async () => {
    const project = await newProject();
    const programs = [1, 2, 3].map(() => start('create', project.directory, '20'));
    const created = (await Promise.all(programs.map(linesOf))).flat();
    const ids = created.map((line) => line.split(' ')[0]);
    expect(new Set(ids).size).toBe(60);
    expect(ids).toContain('same-name');
    const { items } = await listModels(project);
    expect(items.map(({ id, spec }) => `${id} ${spec.training.steps}`).sort()).toEqual(
      created.sort(),
    );
  });

  it('lose no change of a model that all of them change', async () => {
    const project = await newProject();
    await saveModel(project, spirals('Counter', 1));
    const programs = [1, 2, 3].map(() => start('count', project.directory, '20'));
    await Promise.all(programs.map(linesOf));
    expect((await getModel(project, 'counter')).spec.training.steps).toBe(61);
  });

  it('can go on where others are killed while they save', async () => {
    const project = await newProject();
    await saveModel(project, spirals('Counter', 1));
    for (let kill = 0; kill < 4; kill += 1) {
      const { revision: before } = await getModel(project, 'counter');
      const child = start('edit', project.directory);
      await once(child.stdout ?? child, 'data');
      await sleep(30 + 17 * kill);
      child.kill('SIGKILL');
      await once(child, 'close');
      const { items, problems } = await listModels(project);
      expect(problems).toEqual([]);
      const [left] = items;
      expect(left?.revision).not.toBe(before);
      // Saving takes the lock of the killed program over, and keeps what it has saved.
      const changed = spirals('Counter', (left?.spec.training.steps ?? 0) + 1000);
      await saveModel(project, changed, { id: 'counter' });
      const versions = await listModelVersions(project, 'counter');
      expect(versions.find(({ revision }) => revision === left?.revision)).toMatchObject({
        kept: true,
      });
    }
    const names = await readdir(join(project.directory, 'models'));
    // Opening the project removes temporary files.
    expect(names.filter((name) => !name.endsWith('.tmp')).sort()).toEqual([
      '.history',
      'counter.json',
    ]);
  });
});
