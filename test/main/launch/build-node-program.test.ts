import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildNodeProgram } from '../../../src-main/launch/build-node-program';
import { root } from '../cli/run-cli';

let folder = '';
let sources: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-node-program-'));
  sources = await buildNodeProgram(root, folder);
});
afterAll(() => rm(folder, { recursive: true }));

/** The kernels that a process loads ahead of TensorFlow with the packages of this folder, and the packages that it loads. */
function preload(packages: string): { kernels: number; hasTfjs: boolean } {
  const script = `
    const load = require('node:module').createRequire(${JSON.stringify(join(packages, 'x.js'))});
    load('@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js');
    const kernels = load('@tensorflow/tfjs-core').getKernelsForBackend('tensorflow').length;
    const hasTfjs = load.resolve('@tensorflow/tfjs') in require.cache;
    console.log(JSON.stringify({ kernels, hasTfjs }));`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })) as never;
}

it('loads the kernels ahead of TensorFlow, as a checkout does', () => {
  const here = preload(root);
  expect(here.kernels).toBeGreaterThan(100);
  expect(preload(folder)).toEqual(here);
});

it('names the packages that are in it, for their licences', () => {
  const packages = ['zod', 'yazl', 'commander', '@tensorflow/tfjs', 'node-api-headers'];
  for (const name of packages)
    expect(sources).toContainEqual(expect.stringMatching(`^node_modules/${name}/`));
  expect(sources).toContain('src-main/training/worker.ts');
  expect(sources).not.toContainEqual(expect.stringMatching('^node_modules/(electron|vite)/'));
});
