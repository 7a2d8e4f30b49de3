import { execFile } from 'node:child_process';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setThreads, type Threads as RuntimeThreads } from '#tensorflow/backend/threads';
import type { LaunchCommand } from './contender';

/** Threads within an op (`intraOp`), and ops that run in parallel (`interOp`). */
export type Threads = Required<RuntimeThreads>;

export type Device = 'cpu' | 'gpu';

export type ContenderName =
  | 'eager'
  | 'compiled'
  | 'products'
  | 'bfloat16'
  | 'xla'
  | 'oneThread'
  | 'pytorch'
  | 'pytorchBfloat16'
  | 'torchCompile'
  | 'tfFunction';

export interface ContenderSpec {
  name: ContenderName;
  label: string;
  /** Settings to try, of which the fastest is timed; empty where the contender chooses by itself. */
  threads: readonly Threads[];
  launch(spec: string, threads: Threads | null): LaunchCommand;
  /** The Python package that it needs. */
  module?: 'torch' | 'tensorflow';
}

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const cores = availableParallelism();
const oneThread: Threads = { intraOp: 1, interOp: 1 };
/** One thread, all cores within an op, all cores for ops in parallel, and both. */
const threadSettings: readonly Threads[] =
  cores === 1
    ? [oneThread]
    : [
        oneThread,
        { intraOp: cores, interOp: 1 },
        { intraOp: 1, interOp: cores },
        { intraOp: cores, interOp: cores },
      ];
/** For contenders that run ops one by one or have no inter-op threads. */
const intraOpSettings = threadSettings.filter(({ interOp }) => interOp === 1);

const ownContender =
  (variant: 'compiled' | 'products' | 'bfloat16' | 'eager' | 'xla', device: Device) =>
  (spec: string, threads: Threads | null): LaunchCommand => ({
    command: process.execPath,
    args: ['--import', 'tsx', pathOf('own-contender.ts'), spec, variant, device],
    env: environmentOf(threads),
  });

function environmentOf(threads: Threads | null): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  if (threads) setThreads(threads, env);
  return env;
}

const torchContender =
  (python: string, device: Device, ...options: string[]) =>
  (spec: string, threads: Threads | null): LaunchCommand => ({
    command: python,
    args: [
      pathOf('torch_contender.py'),
      spec,
      '--threads',
      String(threads?.intraOp ?? cores),
      '--device',
      device === 'gpu' ? 'cuda' : 'cpu',
      ...options,
    ],
  });

/** One for each setting of threads: two compilations at the same time that write to one cache disturb each other. */
const inductorCache = (threads: Threads | null): string =>
  join(tmpdir(), `dni-bench-torchinductor-${threads?.intraOp ?? cores}`);

/** All contenders in the order of the table. On a GPU only one setting of threads is tried. */
export function contenderSpecs(python: string, device: Device): readonly ContenderSpec[] {
  const settingsToTry = (threads: readonly Threads[]): readonly Threads[] =>
    device === 'gpu' ? threads.slice(-1) : threads;
  const all: ContenderSpec[] = [
    {
      name: 'eager',
      label: 'op by op',
      threads: settingsToTry(intraOpSettings),
      launch: ownContender('eager', device),
    },
    { name: 'compiled', label: 'compiled', threads: [], launch: ownContender('compiled', device) },
    {
      name: 'products',
      label: 'its products alone',
      threads: [],
      launch: ownContender('products', device),
    },
    {
      name: 'bfloat16',
      label: 'compiled, bfloat16',
      threads: [],
      launch: ownContender('bfloat16', device),
    },
    { name: 'xla', label: 'compiled, XLA', threads: [], launch: ownContender('xla', device) },
    {
      name: 'oneThread',
      label: 'compiled, 1 thread',
      threads: [oneThread],
      launch: ownContender('compiled', device),
    },
    {
      name: 'pytorch',
      label: 'PyTorch',
      threads: settingsToTry(intraOpSettings),
      launch: torchContender(python, device),
      module: 'torch',
    },
    {
      name: 'pytorchBfloat16',
      label: 'PyTorch, bfloat16',
      threads: settingsToTry(intraOpSettings),
      launch: torchContender(python, device, '--precision', 'bfloat16'),
      module: 'torch',
    },
    {
      name: 'torchCompile',
      label: 'torch.compile',
      threads: settingsToTry(intraOpSettings),
      launch: (spec, threads) => ({
        ...torchContender(python, device, '--compile')(spec, threads),
        env: { TORCHINDUCTOR_CACHE_DIR: inductorCache(threads) },
      }),
      module: 'torch',
    },
    {
      name: 'tfFunction',
      label: 'tf.function',
      threads: settingsToTry(threadSettings),
      launch: (spec, threads) => ({
        command: python,
        args: [
          pathOf('tensorflow_contender.py'),
          spec,
          '--intra',
          String(threads?.intraOp ?? cores),
          '--inter',
          String(threads?.interOp ?? cores),
        ],
        // TensorFlow uses any GPU that it finds.
        env: device === 'cpu' ? { CUDA_VISIBLE_DEVICES: '-1' } : {},
      }),
      module: 'tensorflow',
    },
  ];
  const excluded: ContenderName = device === 'gpu' ? 'oneThread' : 'xla';
  return all.filter(({ name }) => name !== excluded);
}

/** `compiled` with each setting of threads, to judge the program's own choice of threads. */
export const compiledWithEverySetting = (device: Device): readonly ContenderSpec[] =>
  threadSettings.map((threads) => ({
    name: 'compiled',
    label: `compiled, ${describeThreads(threads)}`,
    threads: [threads],
    launch: ownContender('compiled', device),
  }));

/** `2 × 4`: threads within an op × ops in parallel. */
export function describeThreads({ intraOp, interOp }: Threads): string {
  return `${intraOp} × ${interOp}`;
}

/** The version of a Python module; null where Python or the module is missing. */
export async function versionOf(python: string, module: string): Promise<string | null> {
  const names = module === 'tensorflow' ? ['tensorflow', 'tensorflow-cpu'] : [module];
  for (const name of names) {
    const program = `from importlib.metadata import version; print(version('${name}'))`;
    const result = await promisify(execFile)(python, ['-c', program]).catch(() => null);
    if (result) return result.stdout.trim();
  }
  return null;
}
