import { Contender } from './contender';
import type { ContenderName, Entrant, Threads } from './contenders';

/** Milliseconds a step, one for each round. */
export interface Timing {
  name: ContenderName;
  /** Null where it chose by itself. */
  threads: Threads | null;
  rounds: number[];
  /** Seconds from the start of the process to its first finished step. */
  firstStep: number;
  /** MiB. */
  peak: number | null;
}

export interface MeasureOptions {
  rounds: number;
  /** Seconds of steps in a round. */
  seconds: number;
  tell(line: string): void;
}

interface Runner {
  entrant: Entrant;
  threads: Threads | null;
  contender: Contender;
  /** Steps of a round. */
  steps: number;
}

/**
 * Times what enters on one workload, round by round in turn, so that what else the machine does meets all
 * alike. Those that do not start are told and left out.
 */
export async function measure(
  spec: string,
  entering: readonly Entrant[],
  options: MeasureOptions,
): Promise<Timing[]> {
  const runners: Runner[] = [];
  try {
    for (const entrant of entering) {
      const runner = await fastest(spec, entrant, options);
      if (runner) runners.push(runner);
    }
    const timings = runners.map((): number[] => []);
    for (let round = 0; round < options.rounds; round++)
      for (const [index, { contender, steps }] of runners.entries()) {
        // While it waited caches were filled by others, and a GPU lowered its clocks.
        await contender.run(Math.ceil(steps / 4));
        timings[index]?.push(await contender.run(steps));
      }
    return runners.map(({ entrant, threads, contender }, index) => ({
      name: entrant.name,
      threads,
      rounds: timings[index] ?? [],
      firstStep: contender.firstStep,
      peak: contender.peak,
    }));
  } finally {
    for (const { contender } of runners) contender.close();
  }
}

/** Starts an entrant with each of its settings and keeps the one that runs fastest. */
async function fastest(
  spec: string,
  entrant: Entrant,
  options: MeasureOptions,
): Promise<Runner | null> {
  let best: (Runner & { time: number }) | null = null;
  for (const threads of entrant.threads.length > 0 ? entrant.threads : [null]) {
    let contender: Contender | null = null;
    try {
      contender = await Contender.start(entrant.launch(spec, threads));
      const time = await warm(contender, options.seconds);
      if (best && best.time <= time) {
        contender.close();
        continue;
      }
      best?.contender.close();
      const steps = Math.max(1, Math.round((1000 * options.seconds) / time));
      best = { entrant, threads, contender, steps, time };
    } catch (error) {
      contender?.close();
      options.tell(`${entrant.label} is left out: ${(error as Error).message}`);
      break;
    }
  }
  return best;
}

/** Lets caches fill and allocators settle; gives the milliseconds of a step after that. */
async function warm(contender: Contender, seconds: number): Promise<number> {
  const first = await contender.run(3);
  const steps = Math.max(2, Math.round((500 * seconds) / first));
  await contender.run(steps);
  return Math.min(await contender.run(steps), await contender.run(steps));
}
