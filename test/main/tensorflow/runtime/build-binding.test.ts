import { access, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildBinding, compilerArguments } from '#tensorflow/runtime/build-binding';
import { RECIPES, type Recipe } from '#tensorflow/runtime/wheels';
import { fakeMachine, runResult } from './fake-machine';

const [linux] = RECIPES as [Recipe];

it('compiles existing sources and headers', async () => {
  const { parallel } = compilerArguments('/runtime', linux, '/scratch');
  const args = parallel.flat();
  const sources = args.filter((arg) => arg.endsWith('.cc') && !arg.startsWith('/scratch'));
  expect(sources).toHaveLength(2);
  for (const source of sources) await access(source);
  const [nodeHeaders] = args.filter((arg) => arg.startsWith('-I'));
  await access(`${nodeHeaders?.slice(2)}/node_api.h`);
  // Each of those of tfjs-node-gpu reads the header that configures sessions first.
  for (const compile of parallel.filter((call) => sources.some((source) => call.includes(source))))
    expect(compile[compile.indexOf('-include') + 1]).toBe('/scratch/session_config.h');
});

it('compiles the loops of the elementwise op for each set of instructions that the processor may have', () => {
  const functionsFor = (recipe: Recipe): (string | undefined)[] =>
    compilerArguments('/runtime', recipe, '/scratch').parallel.flatMap(
      (args) => args.find((arg) => arg.startsWith('-DRUN=')) ?? [],
    );
  expect(functionsFor(linux)).toEqual(['-DRUN=RunBaseline', '-DRUN=RunAvx2', '-DRUN=RunAvx512']);
  const arm = RECIPES.find(({ arch }) => arch === 'arm64') as Recipe;
  expect(functionsFor(arm)).toEqual(['-DRUN=RunBaseline']);
});

it('links empty libraries of the names that the binding loads, relative to itself', () => {
  const { parallel, link } = compilerArguments('/runtime', linux, '/scratch');
  expect(link).toContain('/scratch/libtensorflow_cc.so.2');
  expect(link).toContain('-Wl,--no-as-needed');
  expect(link.indexOf('-Wl,--no-as-needed')).toBeLessThan(
    link.indexOf('/scratch/libtensorflow_cc.so.2'),
  );
  expect(link).toContain('-Wl,-rpath,$ORIGIN/tensorflow');
  expect(link).toContain('-shared');
  const made = parallel.find((args) => args.includes('/scratch/libtensorflow_cc.so.2'));
  expect(made).toContain('-Wl,-soname,libtensorflow_cc.so.2');
  // All that is linked is made by the calls before.
  const outputs = parallel.map((args) => args[args.indexOf('-o') + 1]);
  expect(link.filter((arg) => arg.startsWith('/scratch')).sort()).toEqual(outputs.sort());
});

it('links a bundle with the libraries themselves on macOS', () => {
  const mac = RECIPES.find((recipe) => recipe.platform === 'darwin') as Recipe;
  const { link } = compilerArguments('/runtime', mac, '/scratch');
  expect(link).toContain('-bundle');
  expect(link).not.toContain('-shared');
  expect(link).toEqual(
    expect.arrayContaining(mac.libraries.map((library) => `/runtime/${library}`)),
  );
  expect(link).toContain('-Wl,-rpath,@loader_path/tensorflow');
});

it("reports the compiler's first error", async () => {
  const poor = fakeMachine(
    {},
    {
      'c++': () =>
        runResult('', 1, "In file included\nx.cc:1: error: unrecognized option '-std=c++17'\n"),
    },
  );
  const folder = await mkdtemp(join(tmpdir(), 'binding-'));
  await expect(buildBinding(folder, linux, '/usr/bin/c++', poor)).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining("error: unrecognized option '-std=c++17'") as string,
  });
  // Neither objects nor a half-made binding are left.
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});

it('leaves its folder to compilers that still run when another has failed', async () => {
  let end = (): void => undefined;
  const slow = new Promise<void>((done) => (end = done));
  const calls: string[] = [];
  let written = 0;
  const machine = fakeMachine(
    {},
    {
      'c++': async (args) => {
        const output = args[args.indexOf('-o') + 1] ?? '';
        calls.push(output);
        if (calls.length === 1) return runResult('', 1, 'error: no');
        await slow;
        await writeFile(output, '');
        written += 1;
        return runResult('');
      },
    },
  );
  const folder = await mkdtemp(join(tmpdir(), 'binding-'));
  const built = buildBinding(folder, linux, '/usr/bin/c++', machine);
  const failed = expect(built).rejects.toThrow('error: no');
  while (calls.length < 3) await new Promise(setImmediate);
  // After as many turns as a removal could take, what they write into is still there.
  for (let turn = 0; turn < 100; turn += 1) expect(await readdir(folder)).toHaveLength(1);
  end();
  await failed;
  expect(written).toBe(calls.length - 1);
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});
