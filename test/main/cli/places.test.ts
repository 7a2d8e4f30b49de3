import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addPlace, listPlaces, removePlace, testPlace } from '../../../src-main/cli/places';
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
    await addPlace('gpu', { ray: 'http://10.0.0.5:8265', gpus: 1 });
    await addPlace('hpc', { slurm: 'old' });
    await addPlace('hpc', { slurm: 'login', option: ['--partition=a'], cores: 8 });
    expect(printed.splice(0).slice(-2)).toEqual([
      "'hpc' is saved: Slurm at old. `places test hpc` tries it.",
      "'hpc' was there and is replaced: Slurm at login. `places test hpc` tries it.",
    ]);
    await addPlace('here', { slurm: true, name: 'This one' });
    await removePlace('gpu');
    printed.splice(0);
    await listPlaces({});
    expect(printed.map((line) => line.split(/\s{2,}/))).toEqual([
      ['place', 'name', 'where', 'cores', 'GPUs', 'jobs'],
      ['hpc', 'hpc', 'Slurm at login', '8', '0', '4'],
      ['here', 'This one', 'Slurm on this computer', '2', '0', '4'],
    ]);
    await expect(removePlace('gpu')).rejects.toThrow(
      "There is no place 'gpu'. There are 'hpc', 'here'.",
    );
  });

  it.each([
    ['both kinds', 'a', { ray: 'http://a', slurm: 'b' }, 'Say which kind of place it is'],
    ['no kind', 'a', {}, 'Say which kind of place it is'],
    ['an option of Slurm', 'a', { ray: 'http://a', folder: 'b' }, 'are of Slurm: leave them out'],
    ['the id of this computer', 'local', { slurm: 'b' }, 'stands for this computer'],
    ['an id with a path', '../a', { slurm: 'b' }, "The place '../a' cannot be saved: "],
    ['a secret', 'a', { ray: 'http://u:p@a' }, 'An address must have no user name and password'],
    ['an option of ssh', 'a', { slurm: '-oProxyCommand=x' }, 'does not begin with -'],
  ])('refuses %s in one sentence, and saves nothing', async (_, id, options, sentence) => {
    const error = await addPlace(id, options).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ kind: 'validation' });
    expect((error as Error).message).toContain(sentence);
    expect((error as Error).message).not.toMatch(/\n|\.\.$/);
    await expect(readFile(join(folder, 'places.json'))).rejects.toThrow();
  });

  it('tests one, in the sentences of the window', async () => {
    const server = createServer((_, response) => response.writeHead(503).end()).listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await addPlace('busy', { ray: `http://127.0.0.1:${port}`, jobs: 2 });
    await expect(testPlace('busy', { json: true })).rejects.toThrow(
      "The place 'busy' cannot answer now (HTTP 503). Try again later.",
    );
    server.close();
  });

  it('leaves a damaged file as it is', async () => {
    await writeFile(join(folder, 'places.json'), 'no JSON');
    await expect(addPlace('a', { slurm: true })).rejects.toMatchObject({ kind: 'validation' });
    await expect(listPlaces({})).rejects.toMatchObject({ kind: 'validation' });
    expect(await readFile(join(folder, 'places.json'), 'utf8')).toBe('no JSON');
  });
});
