/**
 * How the time of a step and of its compilation grows with the size of a model: width, depth, batch and unroll, of this
 * program beside PyTorch op by op and torch.compile.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContenderSpec } from '../contenders';
import { measure, type Measurement, type MeasureOptions, type Timing } from '../measure';
import { median } from '../statistics';
import { chooseContenders } from '../step-times';
import { findCliffs, slopesOf, type Cliff, type SizedTime } from './growth';
import { experimentOf, sweepNames, sweeps, type Sweep, type SweepName } from './sweeps';

export const scaledContenders = ['compiled', 'pytorch', 'torchCompile'] as const;
export type ScaledContender = (typeof scaledContenders)[number];

export interface ScalingOptions {
  python: string;
  /** The contenders to time; all where it is absent. */
  only?: readonly string[];
  /** Fewer sizes and one round. */
  quick: boolean;
  log(line: string): void;
}

export interface ScaledTime extends SizedTime {
  /** Whether a contender was left out at this size without being started. */
  isSkipped?: boolean;
  /** Seconds from the start of the process to its first finished step; null where there is none. */
  firstStep: number | null;
}

export interface SweepTimes {
  sweep: SweepName;
  model: string;
  /** Seconds after which a contender that has not made its first step is left out. */
  mostStartSeconds: number;
  contenders: Partial<
    Record<ScaledContender, { times: ScaledTime[]; slopes: (number | null)[]; cliffs: Cliff[] }>
  >;
}

/** Per contender and size. `mostStartSeconds`: those in which a process has to make its first step. */
const [full, quick] = [
  { rounds: 3, seconds: 0.4, mostStartSeconds: 45 },
  { rounds: 1, seconds: 0.2, mostStartSeconds: 30 },
];

/** Times the sweeps of these names, all without one. Throws if there is no such sweep. */
export async function* measureSweeps(
  names: readonly string[],
  options: ScalingOptions,
): AsyncGenerator<SweepTimes> {
  const unknown = names.find((name) => !sweeps.some((sweep) => sweep.name === name));
  if (unknown !== undefined)
    throw new Error(`There is no sweep '${unknown}'. There are: ${sweepNames.join(', ')}.`);
  const only = options.only ?? scaledContenders;
  const specs = (await chooseContenders({ ...options, only, device: 'cpu' }, options.log)).filter(
    (spec): spec is ScaledSpec => scaledContenders.some((name) => name === spec.name),
  );
  for (const sweep of sweeps)
    if (names.length === 0 || names.includes(sweep.name))
      yield await measureSweep(sweep, specs, options);
}

type ScaledSpec = ContenderSpec & { name: ScaledContender };

async function measureSweep(
  sweep: Sweep,
  specs: readonly ScaledSpec[],
  options: ScalingOptions,
): Promise<SweepTimes> {
  const limits = options.quick ? quick : full;
  const times = specs.map((): ScaledTime[] => []);
  const lateAt = new Set<ScaledContender>();
  for (const value of options.quick ? sweep.quickValues : sweep.values) {
    options.log(`${sweep.name} ${value} …`);
    const tried = specs.filter(({ name }) => isTried(name, sweep, value, lateAt, options.quick));
    const { timings, late } = await measurePoint(sweep, value, tried, {
      ...limits,
      log: options.log,
    });
    for (const [index, spec] of specs.entries()) {
      const timing = timings.find(({ name }) => name === spec.name);
      const isSkipped = !tried.includes(spec);
      times[index]?.push({
        ...toScaledTime(value, 2 * sweep.multiplyAdds(value), timing),
        isSkipped,
      });
      if (late.includes(spec.name)) lateAt.add(spec.name);
    }
  }
  return {
    sweep: sweep.name,
    model: sweep.model,
    mostStartSeconds: limits.mostStartSeconds,
    contenders: Object.fromEntries(
      specs.map(({ name }, index) => {
        const own = times[index] ?? [];
        const [slopes, cliffs] = [slopesOf(own), findCliffs(own, sweep.growsGraph)];
        return [name, { times: own, slopes, cliffs }];
      }),
    ),
  };
}

/** A graph that did not compile in time does not at a larger size either. */
function isTried(
  name: ScaledContender,
  { slowValues, growsGraph }: Sweep,
  value: number,
  late: ReadonlySet<ScaledContender>,
  isQuick: boolean,
): boolean {
  if (growsGraph && late.has(name)) return false;
  return name !== 'torchCompile' || isQuick || slowValues.includes(value);
}

async function measurePoint(
  sweep: Sweep,
  value: number,
  specs: readonly ScaledSpec[],
  options: MeasureOptions,
): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'dni-bench-'));
  try {
    const file = join(folder, 'experiment.json');
    await writeFile(file, JSON.stringify(experimentOf(sweep, value)));
    const own = specs.map((spec) => withEmptyCache(spec, folder));
    return await measure(file, own, options);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** torch.compile finds nothing that an earlier process compiled. Each contender has all cores, as it has by default. */
function withEmptyCache(spec: ContenderSpec, folder: string): ContenderSpec {
  const cores = availableParallelism();
  return {
    ...spec,
    threads: spec.module === 'torch' ? [{ intraOp: cores, interOp: 1 }] : spec.threads,
    launch: (file, threads) => {
      const launch = spec.launch(file, threads);
      return { ...launch, env: { ...launch.env, TORCHINDUCTOR_CACHE_DIR: join(folder, 'cache') } };
    },
  };
}

function toScaledTime(value: number, flop: number, timing: Timing | undefined): ScaledTime {
  if (!timing) return { value, flop, milliseconds: null, compileSeconds: null, firstStep: null };
  const milliseconds = median(timing.rounds);
  const { firstCall, firstStep } = timing;
  const later = ((firstCall?.steps ?? 0) * milliseconds) / 1000;
  const compileSeconds = firstCall && Math.max(0, firstCall.seconds - later);
  return { value, flop, milliseconds, compileSeconds, firstStep };
}
