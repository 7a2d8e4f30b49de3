/**
 * What a machine without TensorFlow gets: the same steps on tfjs's backends in WebAssembly and in JavaScript, beside the
 * compiled ones on TensorFlow. All take turns, so that other load on the machine affects all alike.
 */
import { fileURLToPath } from 'node:url';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Contender, type LaunchCommand } from './contender';
import { median } from './statistics';
import type { Workload } from './workloads';
import { formatTable } from '../../src-main/cli/format';

/** The backends in the order of the table; `variant` is that of `own-contender.ts`. */
const backends = [
  { name: 'TensorFlow', variant: 'compiled' },
  { name: 'WebAssembly', variant: 'wasm' },
  { name: 'JavaScript', variant: 'cpu' },
] as const;

/** One of each kind of network. */
export const fallbackWorkloads = [
  'mnist-backprop',
  'mnist-cdni',
  'mnist-cnn-cdni',
  'lstm-256-8',
  'lstm-256-8-dni',
];

export interface FallbackSpeed {
  workload: string;
  /** By backend, steps a second, and how many times longer a step takes than with TensorFlow. */
  backends: Record<string, { stepsPerSecond: number; timesSlower: number }>;
}

export async function measureFallback(
  { name, spec }: Workload,
  { rounds, seconds }: { rounds: number; seconds: number },
  log: (line: string) => void,
): Promise<FallbackSpeed> {
  log(`${name} …`);
  const folder = await mkdtemp(join(tmpdir(), 'dni-bench-'));
  const contenders: Contender[] = [];
  try {
    const file = join(folder, 'workload.json');
    await writeFile(file, JSON.stringify(spec));
    // A step with convolutions takes the backend in JavaScript minutes.
    const convolves = Object.values(spec.model.nodes).some(({ kind }) => kind === 'conv2d');
    const measured = backends.filter(({ variant }) => variant !== 'cpu' || !convolves);
    for (const { variant } of measured)
      contenders.push(await Contender.start(launch(file, variant)));
    const times = contenders.map((): number[] => []);
    const steps: number[] = [];
    for (const contender of contenders) {
      await contender.run(2);
      steps.push(Math.max(1, Math.round((1000 * seconds) / (await contender.run(2)))));
    }
    for (let round = 0; round < rounds; round++)
      for (const [index, contender] of contenders.entries())
        times[index]?.push(await contender.run(steps[index] ?? 1));
    const medians = times.map(median);
    const entries = measured.map(({ name }, index) => {
      const time = medians[index] ?? Number.NaN;
      return [
        name,
        { stepsPerSecond: 1000 / time, timesSlower: time / (medians[0] ?? Number.NaN) },
      ] as const;
    });
    return { workload: name, backends: Object.fromEntries(entries) };
  } finally {
    for (const contender of contenders) contender.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function launch(file: string, variant: string): LaunchCommand {
  const program = fileURLToPath(new URL('own-contender.ts', import.meta.url));
  return { command: process.execPath, args: ['--import', 'tsx', program, file, variant, 'cpu'] };
}

/** A table with a row for each workload: steps a second and, in brackets, how many times slower than TensorFlow. */
export function describeFallback(speeds: readonly FallbackSpeed[]): string[] {
  const header = ['steps a second', ...backends.map(({ name }) => name)];
  return formatTable([header, ...speeds.map(rowOf)], [1, 2, 3]);
}

function rowOf({ workload, backends: speeds }: FallbackSpeed): string[] {
  const cells = Object.values(speeds).map(({ stepsPerSecond, timesSlower }, index) => {
    const speed = stepsPerSecond.toPrecision(3);
    return index === 0 ? speed : `${speed} (${timesSlower.toPrecision(2)})`;
  });
  return [workload, ...cells, ...Array<string>(backends.length - cells.length).fill('')];
}
