import { access } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { buildBinding, compilerArguments } from '#tensorflow/runtime/build-binding';
import { RECIPES, type Recipe } from '#tensorflow/runtime/wheels';
import { fakeMachine, runResult } from './fake-machine';

const [linux] = RECIPES as [Recipe];

it('compiles existing sources and headers and links libraries relative to the binding', async () => {
  const args = compilerArguments('/runtime', linux);
  const sources = args.filter((arg) => arg.endsWith('.cc'));
  expect(sources).toHaveLength(2);
  for (const source of sources) await access(source);
  const [nodeHeaders] = args.filter((arg) => arg.startsWith('-I'));
  await access(`${nodeHeaders?.slice(2)}/node_api.h`);
  expect(args).toContain('/runtime/tensorflow/libtensorflow_cc.so.2');
  expect(args).toContain('-Wl,-rpath,$ORIGIN/tensorflow');
  expect(args).toContain('-shared');
});

it('links a bundle on macOS', () => {
  const mac = RECIPES.find((recipe) => recipe.platform === 'darwin') as Recipe;
  const args = compilerArguments('/runtime', mac);
  expect(args).toContain('-bundle');
  expect(args).not.toContain('-shared');
  expect(args).toContain('-Wl,-rpath,@loader_path/tensorflow');
});

it("reports the compiler's first error", async () => {
  const poor = fakeMachine(
    {},
    {
      'c++': () =>
        runResult('', 1, "In file included\nx.cc:1: error: unrecognized option '-std=c++17'\n"),
    },
  );
  await expect(buildBinding('/runtime', linux, '/usr/bin/c++', poor)).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining("error: unrecognized option '-std=c++17'") as string,
  });
});
