import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Launch } from './contender';

/** Threads within an op, and ops side by side. */
export interface Threads {
  intra: number;
  inter: number;
}

export type ContenderName =
  'eager' | 'compiled' | 'oneThread' | 'pytorch' | 'torchCompile' | 'tfFunction';

export interface Entrant {
  name: ContenderName;
  label: string;
  /** Settings of which the fastest is taken; empty: it chooses by itself. */
  threads: readonly Threads[];
  launch(spec: string, threads: Threads | null): Launch;
  /** What must be there in Python. */
  module?: 'torch' | 'tensorflow';
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const cores = availableParallelism();
const single: Threads = { intra: 1, inter: 1 };
/** One thread, all cores within an op, all cores for ops side by side, and both. */
const settings: readonly Threads[] =
  cores === 1
    ? [single]
    : [
        single,
        { intra: cores, inter: 1 },
        { intra: 1, inter: cores },
        { intra: cores, inter: cores },
      ];
/** Where ops come one by one, or know but one kind of thread. */
const within = settings.filter(({ inter }) => inter === 1);

const own =
  (way: 'compiled' | 'eager') =>
  (spec: string, threads: Threads | null): Launch => ({
    command: process.execPath,
    args: ['--import', 'tsx', here('own-contender.ts'), spec, way],
    env: threads
      ? {
          TF_NUM_INTRAOP_THREADS: String(threads.intra),
          TF_NUM_INTEROP_THREADS: String(threads.inter),
        }
      : {},
  });

const torch =
  (python: string, ...options: string[]) =>
  (spec: string, threads: Threads | null): Launch => ({
    command: python,
    args: [
      here('torch_contender.py'),
      spec,
      '--threads',
      String(threads?.intra ?? cores),
      ...options,
    ],
  });

/** All that can enter, in the order of the table. */
export function entrants(python: string): readonly Entrant[] {
  return [
    { name: 'eager', label: 'op by op', threads: within, launch: own('eager') },
    { name: 'compiled', label: 'compiled', threads: [], launch: own('compiled') },
    { name: 'oneThread', label: 'compiled, 1 thread', threads: [single], launch: own('compiled') },
    {
      name: 'pytorch',
      label: 'PyTorch',
      threads: within,
      launch: torch(python),
      module: 'torch',
    },
    {
      name: 'torchCompile',
      label: 'torch.compile',
      threads: within,
      launch: torch(python, '--compile'),
      module: 'torch',
    },
    {
      name: 'tfFunction',
      label: 'tf.function',
      threads: settings,
      launch: (spec, threads) => ({
        command: python,
        args: [
          here('tensorflow_contender.py'),
          spec,
          '--intra',
          String(threads?.intra ?? cores),
          '--inter',
          String(threads?.inter ?? cores),
        ],
      }),
      module: 'tensorflow',
    },
  ];
}

/** `compiled` with each setting of threads, to see what the program's own choice is worth. */
export const everySetting: readonly { threads: Threads; launch: Entrant['launch'] }[] =
  settings.map((threads) => ({ threads, launch: own('compiled') }));

export function describeThreads({ intra, inter }: Threads): string {
  return `${intra} × ${inter}`;
}

/** The version of a Python module; null where Python or the module is missing. */
export async function versionOf(python: string, module: string): Promise<string | null> {
  const names = module === 'tensorflow' ? ['tensorflow', 'tensorflow-cpu'] : [module];
  for (const name of names) {
    const program = `from importlib.metadata import version; print(version('${name}'))`;
    const found = await promisify(execFile)(python, ['-c', program]).catch(() => null);
    if (found) return found.stdout.trim();
  }
  return null;
}
