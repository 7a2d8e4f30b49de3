import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setThreads, type Threads as RuntimeThreads } from '#tensorflow/threads';
import type { Launch } from './contender';

/** Threads within an op, and ops side by side. */
export type Threads = Required<RuntimeThreads>;

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
const single: Threads = { intraOp: 1, interOp: 1 };
/** One thread, all cores within an op, all cores for ops side by side, and both. */
const settings: readonly Threads[] =
  cores === 1
    ? [single]
    : [
        single,
        { intraOp: cores, interOp: 1 },
        { intraOp: 1, interOp: cores },
        { intraOp: cores, interOp: cores },
      ];
/** Where ops come one by one, or know but one kind of thread. */
const within = settings.filter(({ interOp }) => interOp === 1);

const own =
  (way: 'compiled' | 'eager') =>
  (spec: string, threads: Threads | null): Launch => ({
    command: process.execPath,
    args: ['--import', 'tsx', here('own-contender.ts'), spec, way],
    env: environmentOf(threads),
  });

function environmentOf(threads: Threads | null): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  if (threads) setThreads(threads, env);
  return env;
}

const torch =
  (python: string, ...options: string[]) =>
  (spec: string, threads: Threads | null): Launch => ({
    command: python,
    args: [
      here('torch_contender.py'),
      spec,
      '--threads',
      String(threads?.intraOp ?? cores),
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
          String(threads?.intraOp ?? cores),
          '--inter',
          String(threads?.interOp ?? cores),
        ],
      }),
      module: 'tensorflow',
    },
  ];
}

/** `compiled` with each setting of threads, to see what the program's own choice is worth. */
export const everySetting: readonly Entrant[] = settings.map((threads) => ({
  name: 'compiled',
  label: `compiled, ${describeThreads(threads)}`,
  threads: [threads],
  launch: own('compiled'),
}));

export function describeThreads({ intraOp, interOp }: Threads): string {
  return `${intraOp} × ${interOp}`;
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
