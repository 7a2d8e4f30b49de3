import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { freeBytes } from '#files/free-bytes';
import { listNames } from '#files/list-names';
import type { TrainedRun } from '#spec/run';
import { listCheckpoints } from '#storage/checkpoints';

/** Milliseconds between two looks at the disk. */
const everyMs = 30_000;
/** With less than this free, other programs run into trouble too. */
const leastFreeBytes = 1e9;

/** Looks at the free space of the disk while a run trains, and warns before it is full. */
export class DiskWatch {
  readonly #directory: string;
  readonly #run: () => TrainedRun;
  readonly #warn: (message: string) => void;
  #timer: NodeJS.Timeout | null = null;

  /** `directory`: of the run. */
  constructor(directory: string, run: () => TrainedRun, warn: (message: string) => void) {
    this.#directory = directory;
    this.#run = run;
    this.#warn = warn;
  }

  begin(): void {
    this.#timer = setInterval(() => void this.#look(), everyMs);
    // It must not keep the program from ending.
    this.#timer.unref();
    void this.#look();
  }

  end(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  async #look(): Promise<void> {
    // A run that is removed meanwhile gives no reason to warn.
    const message = await describeShortage(this.#directory, this.#run()).catch(() => null);
    if (message !== null && this.#timer) this.#warn(message);
  }
}

/** What is short on the disk of a run, as a sentence without figures, which change all the time; null where nothing is. */
export async function describeShortage(
  directory: string,
  run: TrainedRun,
  freeOf: (directory: string) => number | null = freeBytes,
): Promise<string | null> {
  const free = freeOf(directory);
  // A disk that does not tell gives no reason to warn.
  if (free === null) return null;
  if (free < (await bytesToWrite(directory, run)))
    return 'The disk is nearly full: it has no room for all that the run will still write. Free some space, or the run will pause.';
  if (free >= leastFreeBytes) return null;
  return 'The disk is nearly full: less than 1 GB is free. Free some space, or the run will pause.';
}

/** What a run will still write, as it has so far: rows of its curves, and checkpoints of the size of the last one. */
async function bytesToWrite(
  directory: string,
  { step, spec, parent }: TrainedRun,
): Promise<number> {
  const { steps, checkpointEvery } = spec.training;
  const left = Math.max(0, steps - step);
  const done = step - (parent?.step ?? 0);
  const checkpoints = Math.ceil(left / checkpointEvery);
  const size = (await listCheckpoints(directory)).at(-1)?.bytes ?? 0;
  const curves = done > 0 ? ((await curveBytes(directory)) / done) * left : 0;
  return checkpoints * size + curves;
}

async function curveBytes(directory: string): Promise<number> {
  const folder = join(directory, 'metrics');
  const names = await listNames(folder);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
