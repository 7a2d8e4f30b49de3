import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setThreads, type Threads as RuntimeThreads } from '#tensorflow/backend/threads';
import type { Launch } from './contender';

/** Threads within an op, and ops side by side. */
export type Threads = Required<RuntimeThreads>;

export type Device = 'cpu' | 'gpu';

export type ContenderName =
  'eager' | 'compiled' | 'xla' | 'oneThread' | 'pytorch' | 'torchCompile' | 'tfFunction';

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
  (way: 'compiled' | 'eager' | 'xla', device: Device) =>
  (spec: string, threads: Threads | null): Launch => ({
    command: process.execPath,
    args: ['--import', 'tsx', here('own-contender.ts'), spec, way, device],
    env: environmentOf(threads),
  });

function environmentOf(threads: Threads | null): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  if (threads) setThreads(threads, env);
  return env;
}

const torch =
  (python: string, device: Device, ...options: string[]) =>
  (spec: string, threads: Threads | null): Launch => ({
    command: python,
    args: [
      here('torch_contender.py'),
      spec,
      '--threads',
      String(threads?.intraOp ?? cores),
      '--device',
      device === 'gpu' ? 'cuda' : 'cpu',
      ...options,
    ],
  });

/** All that can enter, in the order of the table. A GPU is one for all: there threads are not tried out. */
export function entrants(python: string, device: Device): readonly Entrant[] {
  const tried = (threads: readonly Threads[]): readonly Threads[] =>
    device === 'gpu' ? threads.slice(-1) : threads;
  const all: Entrant[] = [
    { name: 'eager', label: 'op by op', threads: tried(within), launch: own('eager', device) },
    { name: 'compiled', label: 'compiled', threads: [], launch: own('compiled', device) },
    { name: 'xla', label: 'compiled, XLA', threads: [], launch: own('xla', device) },
    {
      name: 'oneThread',
      label: 'compiled, 1 thread',
      threads: [single],
      launch: own('compiled', device),
    },
    {
      name: 'pytorch',
      label: 'PyTorch',
      threads: tried(within),
      launch: torch(python, device),
      module: 'torch',
    },
    {
      name: 'torchCompile',
      label: 'torch.compile',
      threads: tried(within),
      launch: torch(python, device, '--compile'),
      module: 'torch',
    },
    {
      name: 'tfFunction',
      label: 'tf.function',
      threads: tried(settings),
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
        // TensorFlow takes a GPU that it finds.
        env: device === 'cpu' ? { CUDA_VISIBLE_DEVICES: '-1' } : {},
      }),
      module: 'tensorflow',
    },
  ];
  const other: ContenderName = device === 'gpu' ? 'oneThread' : 'xla';
  return all.filter(({ name }) => name !== other);
}

/** `compiled` with each setting of threads, to see what the program's own choice is worth. */
export const everySetting = (device: Device): readonly Entrant[] =>
  settings.map((threads) => ({
    name: 'compiled',
    label: `compiled, ${describeThreads(threads)}`,
    threads: [threads],
    launch: own('compiled', device),
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
