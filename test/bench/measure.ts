import { Contender, type FirstCall } from './contender';
import type { ContenderName, ContenderSpec, Threads } from './contenders';

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
  /** Seconds within which a contender has to make its first step; without it there is no limit. */
  mostStartSeconds?: number;
  log(line: string): void;
}

interface TimedContender {
  spec: ContenderSpec;
  threads: Threads | null;
  contender: Contender;
  /** Steps per round. */
  steps: number;
}

/**
 * Times contenders on the workload in the file `workloadPath`. In every round they run in turn, so that other
 * load on the machine affects all alike. Those that do not start are logged and left out.
 */
export async function measure(
  workloadPath: string,
  specs: readonly ContenderSpec[],
  options: MeasureOptions,
): Promise<Timing[]> {
  const timed: TimedContender[] = [];
  try {
    for (const spec of specs) {
      const contender = await startFastest(workloadPath, spec, options);
      if (contender) timed.push(contender);
    }
    const timings = timed.map((): number[] => []);
    for (let round = 0; round < options.rounds; round++)
      for (const [index, { contender, steps }] of timed.entries()) {
        // While it waited, others filled the caches and a GPU lowered its clock rate: warm up again.
        await contender.run(contender.inWholeCalls(steps / 4));
        timings[index]?.push(await contender.run(steps));
      }
    return timed.map(({ spec, threads, contender }, index) => ({
      name: spec.name,
      threads,
      rounds: timings[index] ?? [],
      firstStep: contender.firstStep,
      firstCall: contender.firstCall,
      peak: contender.peak,
    }));
  } finally {
    for (const { contender } of timed) contender.close();
  }
}

/** Starts a contender with each of its thread settings and keeps the fastest; null if it does not start. */
async function startFastest(
  workloadPath: string,
  spec: ContenderSpec,
  options: MeasureOptions,
): Promise<TimedContender | null> {
  let best: (TimedContender & { time: number }) | null = null;
  for (const threads of spec.threads.length > 0 ? spec.threads : [null]) {
    let contender: Contender | null = null;
    try {
      contender = await Contender.start(
        spec.launch(workloadPath, threads),
        options.mostStartSeconds,
      );
      const time = await warmUp(contender, options.seconds);
      if (best && best.time <= time) {
        contender.close();
        continue;
      }
      best?.contender.close();
      const steps = contender.inWholeCalls(Math.max(1, (1000 * options.seconds) / time));
      best = { spec, threads, contender, steps, time };
    } catch (error) {
      contender?.close();
      options.log(`${spec.label} is left out: ${(error as Error).message}`);
      break;
    }
  }
  return best;
}

/** Runs steps until caches and allocators are warm. Resolves to the milliseconds per step after that. */
async function warmUp(contender: Contender, seconds: number): Promise<number> {
  const first = await contender.run(contender.inWholeCalls(3));
  const steps = contender.inWholeCalls(Math.max(2, (500 * seconds) / first));
  await contender.run(steps);
  return Math.min(await contender.run(steps), await contender.run(steps));
}
