/** What the memory of a run consists of: of a worker process as the program starts it, while it trains. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadTask } from '#data/load';
import type { Experiment } from '#spec/experiment';
import { forkLauncher } from '#training/fork-port';
import type { WorkerPort } from '#training/port';
import type { FromWorker } from '#training/protocol';
import { isStream, type TrainingData } from '#engine/feed/source';
import { compileCli } from '../../../src-main/launch/compile-cli';
import { formatTable } from '../../../src-main/cli/format';
import type { Workload } from '../workloads';
import { readResident, type ResidentMemory } from './resident';

/** Steps after which memory is measured: training, evaluation, diagnostics and a checkpoint have been there. */
const steps = 600;
const megabyte = 2 ** 20;

export interface RunMemory {
  workload: string;
  /** Megabytes. */
  resident: number;
  peak: number;
  /** Of `resident`, what the run has for itself: the rest are pages of files, which runs share. */
  own: number;
  parts: Record<string, number>;
}

interface HeapSizes {
  heap: number;
  variables: number;
}

export async function measureMemory({ name, spec }: Workload): Promise<RunMemory> {
  if (process.platform !== 'linux') throw new Error('The parts of memory are read from Linux.');
  const data = await loadTask(spec.task, { resources: 'resources', datasets: null });
  const folder = await mkdtemp(join(tmpdir(), 'dni-bench-'));
  const worker = await startWorker();
  try {
    await trainSteps(worker, spec, folder);
    const heap = await askHeap(worker);
    return toParts(name, sizeOf(data), heap, await readResident(worker.pid ?? 0));
  } finally {
    worker.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A worker compiled as for `dni train`: run from its sources it would hold a compiler as well. */
async function startWorker(): Promise<WorkerPort> {
  const root = pathToFileURL(`${process.cwd()}/`);
  const compiled = new URL('out/cli/', root);
  await compileCli(root, compiled);
  // Read by the worker alone: this process has started.
  process.env['NODE_OPTIONS'] = `--import ${new URL('worker-probe.js', import.meta.url).href}`;
  return forkLauncher(new URL('worker.js', compiled))();
}

/** Resolves once the run has made its steps, and goes on. */
function trainSteps(worker: WorkerPort, spec: Experiment, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.onExit(({ stderr }) => reject(new Error(stderr.at(-1) ?? 'The worker has ended.')));
    worker.onMessage((message) => {
      if (message.kind === 'sync') worker.send({ kind: 'synced', failure: null });
      else if (message.kind === 'failed') reject(new Error(message.message));
      else if (message.kind === 'event' && 'step' in message.event && message.event.step >= steps)
        resolve();
    });
    worker.send({
      kind: 'start',
      spec: {
        ...spec,
        training: { ...spec.training, steps: 1e6, evaluateEvery: 200, checkpointEvery: 200 },
      },
      resources: 'resources',
      datasets: folder,
      checkpoints: folder,
      resumeFrom: [],
      continueFrom: null,
      isExtended: false,
      threads: null,
      expectedData: [],
      cores: 2,
      gpu: null,
    });
  });
}

function askHeap(worker: WorkerPort): Promise<HeapSizes> {
  return new Promise((resolve) => {
    worker.onMessage((message: FromWorker | (HeapSizes & { kind: 'memory' })) => {
      if (message.kind === 'memory') resolve(message);
    });
    process.kill(worker.pid ?? 0, 'SIGUSR2');
  });
}

/** Bytes of the arrays of a set of examples; parts of it are views on the same ones. Streams are made as they are read. */
function sizeOf(data: TrainingData): number {
  if (isStream(data)) return 0;
  const columns = Object.values(data.splits).flatMap((split) => Object.values(split.columns));
  const buffers = new Set(columns.map((column) => column.data.buffer));
  return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function toParts(
  workload: string,
  data: number,
  { heap, variables }: HeapSizes,
  { peak, files, own }: ResidentMemory,
): RunMemory {
  const inMegabytes = (bytes: number): number => Math.round(bytes / megabyte);
  const ownBytes = own.relocated + own.heap + own.other;
  const parts = {
    "TensorFlow's libraries, shared": files.tensorflow,
    'Node and other files, shared': files.other,
    'examples, once': data,
    'weights and slots, in tfjs and in the graph': 2 * variables,
    'V8 heap': heap,
    "C++ heap of the first thread: TensorFlow's registries, graphs": own.heap,
    'relocated pages of libraries': own.relocated,
    'tensors of a step, threads, free memory': own.other - data - 2 * variables - heap,
  };
  return {
    workload,
    resident: inMegabytes(files.tensorflow + files.other + ownBytes),
    peak: inMegabytes(peak),
    own: inMegabytes(ownBytes),
    parts: Object.fromEntries(
      Object.entries(parts).map(([name, bytes]) => [name, Math.max(0, inMegabytes(bytes))]),
    ),
  };
}

/** A row for each part, and a column for each workload. */
export function memoryRows(runs: readonly RunMemory[]): string[][] {
  const row = (name: string, of: (run: RunMemory) => number): string[] => [
    name,
    ...runs.map((run) => String(of(run))),
  ];
  return [
    ...Object.keys(runs[0]?.parts ?? {}).map((name) => row(name, ({ parts }) => parts[name] ?? 0)),
    row('resident', ({ resident }) => resident),
    row('of it not shared', ({ own }) => own),
    row('peak', ({ peak }) => peak),
  ];
}

export function describeMemory(runs: readonly RunMemory[]): string[] {
  const header = ['MB', ...runs.map(({ workload }) => workload)];
  const numbers = runs.map((_, index) => index + 1);
  return formatTable([header, ...memoryRows(runs)], numbers);
}
