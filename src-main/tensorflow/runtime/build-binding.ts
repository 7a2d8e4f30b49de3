/** Compiles the N-API binding of tfjs-node-gpu for the libraries of an extracted wheel. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import { BINDING_FILE } from './cache';
import { ELEMENTWISE_HEADER, ELEMENTWISE_LOOPS, ELEMENTWISE_OP } from './elementwise-op';
import type { Machine } from './machine';
import { SESSION_CONFIG_HEADER } from './session-config-header';
import { findTfjsPackage } from './versions';
import type { Recipe } from './wheels';

/**
 * Builds `tfjs_binding.node` in `folder`, which holds the extracted files of the wheel. The binding
 * finds its libraries by a path relative to itself, so the folder can be moved. Takes a few
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
  const compile = async (args: string[]): Promise<void> => {
    const result = await machine.run(compiler, args, { signal });
    if (result.code !== 0) throw compilerError(compiler, result.stderr);
  };
  const scratch = await mkdtemp(join(folder, '.objects-'));
  try {
    for (const [name, text] of Object.entries(ownSources))
      await writeFile(join(scratch, name), text);
    const { parallel, link } = compilerArguments(folder, recipe, scratch);
    await allEnded(parallel.map(compile));
    await compile(link);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Waits for all, so that none still writes when its folder is removed, and rejects as the first that has failed. */
async function allEnded(works: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(works);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

function compilerError(compiler: string, output: string): WorkbenchError {
  const lines = output.trim().split('\n');
  const firstError = lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? '';
  return new WorkbenchError(
    'unavailable',
    `${compiler} could not build the bridge to TensorFlow (${firstError.trim()}): a compiler for C++17 with its standard library is needed, such as g++ 8 or clang 7. CXX names another one.`,
    { compiler: lines.slice(-40) },
  );
}

const emptySource = 'empty.cc';
const configHeader = 'session_config.h';
const loopsSource = 'elementwise_loops.cc';
const opSource = 'elementwise_op.cc';

/** What is compiled beside the sources of tfjs-node-gpu, and what it includes. */
const ownSources: Readonly<Record<string, string>> = {
  [emptySource]: '',
  [configHeader]: SESSION_CONFIG_HEADER,
  'elementwise.h': ELEMENTWISE_HEADER,
  [loopsSource]: ELEMENTWISE_LOOPS,
  [opSource]: ELEMENTWISE_OP,
};

/** The functions that the loops are compiled to, and for which instructions: those in place are chosen at run time. */
const loopVariants: Readonly<Record<string, readonly string[]>> = {
  RunBaseline: [],
  RunAvx2: ['-mavx2', '-mfma'],
  RunAvx512: ['-mavx512f', '-mavx512dq', '-mavx512vl', '-mfma'],
};

// Without these assumptions, compilers do not turn conditions into vector instructions. NaN counts as ever.
const vectorFlags = ['-O3', '-fno-trapping-math', '-fno-math-errno'];

/**
 * The arguments of the compiler calls, for Linux and macOS: those that may run at the same time, and the call that
 * links their outputs. On Linux it links empty libraries of the same names: a linker reads the table of all symbols
 * of TensorFlow's library of 600 MB for several seconds, and the system finds the symbols when the binding is loaded.
 */
export function compilerArguments(
  folder: string,
  recipe: Recipe,
  scratch: string,
): { parallel: string[][]; link: string[] } {
  const tfjs = findTfjsPackage().folder;
  const isMac = recipe.platform === 'darwin';
  const nodeHeaders = join(
    dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')),
    'include',
  );
  const objectOf = (name: string): string => join(scratch, `${name}.o`);
  const compile = (name: string, source: string, args: readonly string[]): string[] => [
    ...['-std=c++17', '-fPIC', ...args, `-I${join(folder, 'tensorflow/include')}`],
    ...['-c', source, '-o', objectOf(name)],
  ];
  const bindingArguments = [
    ...['-O2', '-DNAPI_VERSION=8', `-I${nodeHeaders}`, `-I${tfjs}`],
    ...['-include', join(scratch, configHeader)],
  ];
  const variants = Object.entries(loopVariants).filter(
    ([, flags]) => recipe.arch === 'x64' || flags.length === 0,
  );
  const compiles = [
    ...['tfjs_backend', 'tfjs_binding'].map((source) =>
      compile(source, join(tfjs, `binding/${source}.cc`), bindingArguments),
    ),
    compile(opSource, join(scratch, opSource), ['-O2']),
    ...variants.map(([run, flags]) =>
      compile(run, join(scratch, loopsSource), [...vectorFlags, ...flags, `-DRUN=${run}`]),
    ),
  ];
  const objects = compiles.map((args) => args.at(-1) ?? '');
  const libraryFolder = isMac ? folder : scratch;
  const libraries = recipe.libraries.map((library) =>
    join(libraryFolder, isMac ? library : basename(library)),
  );
  const emptyLibraries = libraries.map((library) => [
    ...['-shared', '-fPIC', join(scratch, emptySource), '-o', library],
    `-Wl,-soname,${basename(library)}`,
  ]);
  return {
    parallel: isMac ? compiles : [...compiles, ...emptyLibraries],
    link: [
      // On macOS, the symbols of Node are resolved only when Node loads the addon.
      ...(isMac ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared']),
      ...objects,
      ...['-o', join(folder, BINDING_FILE)],
      // Nothing of an empty library is used, but the binding has to name it.
      ...(isMac ? [] : ['-Wl,--no-as-needed']),
      ...libraries,
      `-Wl,-rpath,${isMac ? '@loader_path' : '$ORIGIN'}/tensorflow`,
    ],
  };
}
