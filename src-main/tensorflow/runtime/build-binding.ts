/** Compiles tfjs-node-gpu's N-API binding against the libraries of an unpacked wheel. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import { BINDING_FILE } from './cache';
import type { Machine } from './machine';
import { tfjsPackage } from './versions';
import type { Recipe } from './wheels';

/**
 * Builds `tfjs_binding.node` in `folder`, where the wheel's files lie. It looks for its libraries
 * beside itself, so that the folder can be moved. Takes about ten seconds.
 */
export async function buildBinding(
  folder: string,
  recipe: Recipe,
  compiler: string,
  machine: Machine,
  signal?: AbortSignal,
): Promise<void> {
  const result = await machine.run(compiler, compilerArguments(folder, recipe), { signal });
  if (result.code === 0) return;
  const lines = result.stderr.trim().split('\n');
  const first = lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? '';
  throw new WorkbenchError(
    'unavailable',
    `${compiler} could not build the bridge to TensorFlow (${first.trim()}): a compiler for C++17 with its standard library is needed, such as g++ 8 or clang 7. CXX names another one.`,
    { compiler: lines.slice(-40) },
  );
}

/** The compiler's command line, for Linux and macOS. */
export function compilerArguments(folder: string, recipe: Recipe): string[] {
  const tfjs = tfjsPackage().folder;
  const apple = recipe.platform === 'darwin';
  const nodeHeaders = join(
    dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')),
    'include',
  );
  return [
    ...['-std=c++17', '-O2', '-fPIC', '-DNAPI_VERSION=8'],
    // On a Mac the symbols of Node itself are only found when it loads the addon.
    ...(apple ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared']),
    ...[`-I${nodeHeaders}`, `-I${tfjs}`, `-I${join(folder, 'tensorflow/include')}`],
    join(tfjs, 'binding/tfjs_backend.cc'),
    join(tfjs, 'binding/tfjs_binding.cc'),
    ...['-o', join(folder, BINDING_FILE)],
    ...recipe.libraries.map((library) => join(folder, library)),
    `-Wl,-rpath,${apple ? '@loader_path' : '$ORIGIN'}/tensorflow`,
  ];
}
