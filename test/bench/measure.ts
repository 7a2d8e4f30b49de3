import { messageOf } from '#spec/errors';
import { Contender, LateStartError, type FirstCall } from './contender';
import {
  describeThreads,
  type ContenderName,
  type ContenderSpec,
  type Threads,
} from './contenders';
import { median, quantile, ratios } from './statistics';

/** Result of one contender on one workload. */
export interface Timing {
  name: ContenderName;
  /** Null where the contender chose by itself. */
  threads: Threads | null;
  /** Milliseconds per step, one value per round. */
  rounds: number[];
  /** Seconds from the start of the process to its first finished step. */
  firstStep: number;
  /** Null where it is not reported. */
  firstCall: FirstCall | null;
  /** Peak resident memory in MiB; null where it is not reported. */
  peak: number | null;
}

export interface MeasureOptions {
  rounds: number;
  /** Seconds of training per contender and round. */
  seconds: number;
  /** Three rounds are enough where no ratio to the compiled step varies by more than this: 0.02 is 2 %. */
  mostSpread?: number;
  /** Seconds within which a contender has to make its first step; without it there is no limit. */
  mostStartSeconds?: number;
  /** Contenders that start at the same time, but for the compiled step, which starts alone. Default: 1. */
  startsAtOnce?: number;
  log(line: string): void;
}

export interface Measurement {
  timings: Timing[];
  /** Those that made no first step in time. */
  late: ContenderName[];
}

interface StartedContender {
  spec: ContenderSpec;
  threads: Threads | null;
  contender: Contender;
}

interface TimedContender extends StartedContender {
  /** Steps per round. */
  steps: number;
}

const leastRounds = 3;

/**
 * Times contenders on the workload in the file `workloadPath`. In every round they run in turn, so that other
 * load on the machine affects all alike. Those that do not start are logged and left out.
 */
export async function measure(
  workloadPath: string,
  specs: readonly ContenderSpec[],
  options: MeasureOptions,
): Promise<Measurement> {
  const started: StartedContender[] = [];
  try {
    const failed = await startAll(workloadPath, specs, options, started);
    const timed: TimedContender[] = [];
    for (const spec of specs) {
      const settings = started.filter((each) => each.spec === spec);
      const fastest = await findFastest(settings, options);
      if (fastest) timed.push(fastest);
    }
    const rounds = await timeRounds(timed, options);
    const timings = timed.map(({ spec, threads, contender }, index) => ({
      name: spec.name,
      threads,
      rounds: rounds[index] ?? [],
      firstStep: contender.firstStep,
      firstCall: contender.firstCall,
      peak: contender.peak,
    }));
    const late = [...failed].filter(
      ([spec, error]) =>
        error instanceof LateStartError && !started.some((each) => each.spec === spec),
    );
    return { timings, late: late.map(([{ name }]) => name) };
  } finally {
    for (const { contender } of started) contender.close();
  }
}

/** Starts each contender with its thread settings, up to the first that fails. Returns those that fail, and why. */
async function startAll(
  workloadPath: string,
  specs: readonly ContenderSpec[],
  { mostStartSeconds, startsAtOnce = 1, log }: MeasureOptions,
  started: StartedContender[],
): Promise<Map<ContenderSpec, unknown>> {
  const failed = new Map<ContenderSpec, unknown>();
  const start = async (spec: ContenderSpec, threads: Threads | null): Promise<void> => {
    if (failed.has(spec)) return;
    try {
      const launch = spec.launch(workloadPath, threads);
      const contender = await Contender.start(launch, mostStartSeconds);
      started.push({ spec, threads, contender });
    } catch (error) {
      if (!failed.has(spec)) log(`${spec.label}${describeSetting(threads)}: ${messageOf(error)}`);
      failed.set(spec, error);
    }
  };
  const startSome = (some: readonly ContenderSpec[], atOnce: number): Promise<void> => {
    const settings = some.flatMap((spec) =>
      (spec.threads.length > 0 ? spec.threads : [null]).map((threads) => [spec, threads] as const),
    );
    return inTurns(settings, atOnce, ([spec, threads]) => start(spec, threads));
  };
  const isOwn = ({ name }: ContenderSpec): boolean => name === 'compiled';
  await startSome(specs.filter(isOwn), 1);
  await startSome(
    specs.filter((spec) => !isOwn(spec)),
    startsAtOnce,
  );
  return failed;
}

const describeSetting = (threads: Threads | null): string =>
  threads ? `, ${describeThreads(threads)} threads` : '';

/** Does some work for each item, `atOnce` of them at the same time, in their order. */
async function inTurns<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const workOff = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, workOff));
}

/** Of one contender with several settings, the fastest after a warm-up; the others are closed. Null without one. */
async function findFastest(
  settings: readonly StartedContender[],
  { seconds, log }: MeasureOptions,
): Promise<TimedContender | null> {
  let best: (TimedContender & { time: number }) | null = null;
  for (const each of settings) {
    const { spec, contender } = each;
    try {
      const time = await warmUp(contender, seconds);
      const steps = contender.inWholeCalls(Math.max(1, (1000 * seconds) / time));
      if (best && best.time <= time) contender.close();
      else {
        best?.contender.close();
        best = { ...each, steps, time };
      }
    } catch (error) {
      log(`${spec.label} is left out: ${messageOf(error)}`);
      best?.contender.close();
      return null;
    }
  }
  return best;
}

/** Milliseconds per step of each contender in each round. */
async function timeRounds(
  timed: readonly TimedContender[],
  { rounds, mostSpread = 0 }: MeasureOptions,
): Promise<number[][]> {
  const times = timed.map((): number[] => []);
  const own = Math.max(
    0,
    timed.findIndex(({ spec }) => spec.name === 'compiled'),
  );
  for (let round = 0; round < rounds; round++) {
    if (round >= leastRounds && times.every((each) => spread(each, times[own]) < mostSpread)) break;
    for (const [index, { contender, steps }] of timed.entries()) {
      // While it waited, others filled the caches and a GPU lowered its clock rate: warm up again.
      await contender.run(contender.inWholeCalls(steps / 4));
      times[index]?.push(await contender.run(steps));
    }
  }
  return times;
}

/** From the least to the largest ratio to the baseline in the same round, as a share of their median. */
function spread(times: readonly number[], baseline: readonly number[] = times): number {
  const all = ratios(times, baseline);
  return (quantile(all, 1) - quantile(all, 0)) / median(all);
}

/** Runs steps until caches and allocators are warm. Resolves to the milliseconds per step after that. */
async function warmUp(contender: Contender, seconds: number): Promise<number> {
  const first = await contender.run(contender.inWholeCalls(3));
  const steps = contender.inWholeCalls(Math.max(2, (500 * seconds) / first));
  await contender.run(steps);
  return Math.min(await contender.run(steps), await contender.run(steps));
}
