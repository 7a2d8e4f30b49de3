import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listNodeProgram } from '#cluster/node-program';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dni-program-'));
});
afterEach(() => rm(root, { recursive: true }));

async function write(name: string): Promise<void> {
  await mkdir(dirname(join(root, name)), { recursive: true });
  await writeFile(join(root, name), '');
}

it('lists the scripts with their packages and what training reads, and nothing else', async () => {
  const names = [
    'out/node/cli.js',
    'out/node/node_modules/a/index.js',
    'resources/templates/xor.json',
    'resources/datasets/mnist/train.gz',
  ];
  const others = ['out/main/index.js', 'out/cli/cli.js', 'resources/help/a.md', 'package.json'];
  await Promise.all([...names, ...others].map(write));
  expect(await listNodeProgram(root)).toEqual(
    names.map((name) => ({ name, path: join(root, name) })),
  );
});

it('says what to do where the program for nodes is missing', async () => {
  await write('resources/templates/xor.json');
  await expect(listNodeProgram(root)).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('install it again, or start it with `npm start`') as string,
  });
});
