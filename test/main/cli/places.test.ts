import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addPlace, listPlaces, removePlace } from '../../../src-main/cli/places';
import { emptyFolder } from '../storage/helpers';

const printed = vi.hoisted((): string[] => []);
vi.mock(import('../../../src-main/cli/output'), async (load) => ({
  ...(await load()),
  print: (line) => void printed.push(line),
  printAll: (lines) => void printed.push(...lines),
}));

let folder: string;

beforeEach(async () => {
  folder = await emptyFolder();
  vi.stubEnv('DNI_WORKBENCH_CONFIG', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  printed.length = 0;
});

describe('places', () => {
  it('adds, lists and removes them', async () => {
    await listPlaces({});
    expect(await addPlace('gpu', { ray: 'http://10.0.0.5:8265', gpus: 1 })).toBe(0);
    expect(await addPlace('hpc', { slurm: 'login', option: ['--partition=a'], cores: 8 })).toBe(0);
    expect(await addPlace('here', { slurm: true, name: 'This one' })).toBe(0);
    await removePlace('gpu');
    printed.splice(0);
    await listPlaces({});
    expect(printed.map((line) => line.split(/\s{2,}/))).toEqual([
      ['place', 'name', 'where', 'cores', 'GPUs'],
      ['hpc', 'hpc', 'Slurm at login', '8', '0'],
      ['here', 'This one', 'Slurm on this computer', '2', '0'],
    ]);
    await expect(removePlace('gpu')).rejects.toThrow(
      "There is no place 'gpu'. There are 'hpc', 'here'.",
    );
  });

  it.each([
    ['both kinds', 'a', { ray: 'http://a', slurm: 'b' }, 'Say which kind of place it is'],
    ['no kind', 'a', {}, 'Say which kind of place it is'],
    ['an option of Slurm', 'a', { ray: 'http://a', folder: 'b' }, 'are of Slurm: leave them out'],
    ['an id with a path', '../a', { slurm: 'b' }, "The place '../a' does not fit: "],
    ['a secret', 'a', { ray: 'http://u:p@a' }, 'An address must have no user name and password'],
    ['an option of ssh', 'a', { slurm: '-oProxyCommand=x' }, 'does not begin with -'],
  ])('refuses %s in one sentence, and saves nothing', async (_, id, options, sentence) => {
    const error = await addPlace(id, options).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ kind: 'validation' });
    expect((error as Error).message).toContain(sentence);
    expect((error as Error).message).not.toContain('\n');
    await expect(readFile(join(folder, 'places.json'))).rejects.toThrow();
  });

  it('leaves a damaged file as it is', async () => {
    await writeFile(join(folder, 'places.json'), 'no JSON');
    await expect(addPlace('a', { slurm: true })).rejects.toMatchObject({ kind: 'validation' });
    await expect(listPlaces({})).rejects.toMatchObject({ kind: 'validation' });
    expect(await readFile(join(folder, 'places.json'), 'utf8')).toBe('no JSON');
  });
});
