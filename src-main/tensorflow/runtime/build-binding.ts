/** Compiles the N-API binding of tfjs-node-gpu against the libraries of an extracted wheel. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import { BINDING_FILE } from './cache';
import type { Machine } from './machine';
import { findTfjsPackage } from './versions';
import type { Recipe } from './wheels';

/**
 * Builds `tfjs_binding.node` in `folder`, which holds the extracted files of the wheel. The binding
 * finds its libraries by a path relative to itself, so the folder can be moved. Takes about ten
 * seconds. Throws WorkbenchError `unavailable` if the compiler fails; the details hold its last 40
 * lines.
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
  const firstError = lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? '';
  throw new WorkbenchError(
    'unavailable',
    `${compiler} could not build the bridge to TensorFlow (${firstError.trim()}): a compiler for C++17 with its standard library is needed, such as g++ 8 or clang 7. CXX names another one.`,
    { compiler: lines.slice(-40) },
  );
}

/** The arguments of the compiler call, for Linux and macOS. */
export function compilerArguments(folder: string, recipe: Recipe): string[] {
  const tfjs = findTfjsPackage().folder;
  const isMac = recipe.platform === 'darwin';
  const nodeHeaders = join(
    dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')),
    'include',
  );
  return [
    ...['-std=c++17', '-O2', '-fPIC', '-DNAPI_VERSION=8'],
    // On macOS, the symbols of Node are resolved only when Node loads the addon.
    ...(isMac ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared']),
    ...[`-I${nodeHeaders}`, `-I${tfjs}`, `-I${join(folder, 'tensorflow/include')}`],
    join(tfjs, 'binding/tfjs_backend.cc'),
    join(tfjs, 'binding/tfjs_binding.cc'),
    ...['-o', join(folder, BINDING_FILE)],
    ...recipe.libraries.map((library) => join(folder, library)),
    `-Wl,-rpath,${isMac ? '@loader_path' : '$ORIGIN'}/tensorflow`,
  ];
}
