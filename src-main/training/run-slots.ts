import { availableParallelism, hostname, totalmem } from 'node:os';
import type { SlotsSetting } from '#api/types';
import type { Run } from '#spec/run';

/** What the runs of a program share. */
export interface RunMachine {
  /** Processor cores that this program may use. */
  cores: number;
  /** Bytes of main memory, or the limit of the container where that is smaller. */
  memory: number;
  /** GPUs on which runs train; 0 where they train on the processor. */
  gpus: number;
}

export interface Slots {
  /** How many runs train at the same time. */
  count: number;
  /** Why so many, as a sentence. */
  reason: string;
}

/** The machine as Node sees it, for programs that train on the processor. */
export function describeMachine(): RunMachine {
  return { cores: availableParallelism(), memory: totalmem(), gpus: 0 };
}

/**
 * On the processor, one run a core: runs side by side on a thread each waste less than threads of one run that wait for
 * each other. Measured on two cores, processor time a step on one thread → on two: `recall-dni` 2.2 → 3.0 ms,
 * `mnist-cdni` 9.7 → 10.7 ms, so that two runs at a time do at least 1.4 and 1.1 times as many steps as one after the
 * other. Four runs of 1,500 steps of `recall-dni` took 168 s two at a time and 271 s one at a time, on a busy machine.
 */
export function chooseSlots(setting: SlotsSetting, { cores, gpus }: RunMachine): Slots {
  if (setting !== 'auto') return { count: setting, reason: `${plural(setting)}: the setting.` };
  if (gpus > 0) return { count: gpus, reason: `${plural(gpus)}: one for each GPU.` };
  return { count: cores, reason: `${plural(cores)}: one for each processor core.` };
}

/** Of the memory of the machine, the part that runs may fill together. */
export const usedMemory = 0.8;

/** Runs that train together in a slot at most: more copies of a step take ever longer to compile. */
const mostTogether = 16;

/** How many runs of so many bytes can train together in one of `count` slots: more would not fit in its memory. */
export function countTogether(count: number, bytes: number, memory: number): number {
  return Math.max(1, Math.min(mostTogether, Math.floor((usedMemory * memory) / count / bytes)));
}

/** How many runs of so many bytes train at the same time in `count` slots. */
export function countAtOnce(count: number, bytes: number, memory: number): number {
  return Math.max(1, Math.min(count, Math.floor((usedMemory * memory) / bytes)));
}

/** The cores that each of `count` runs may use. */
export function coresOfSlot(count: number, { cores }: RunMachine): number {
  return Math.max(1, Math.floor(cores / count));
}

/**
 * The threads with which a run was trained on this machine so far: with others its sums are rounded differently. Null
 * where they are not known, or the machine has other cores now.
 */
export function threadsBefore(
  { environment, step }: Pick<Run, 'environment' | 'step'>,
  cores = availableParallelism(),
): { interOp: number; intraOp: number } | null {
  if (step === 0 || environment?.host !== hostname() || environment.cores !== cores) return null;
  return environment.threads ?? null;
}

function plural(count: number): string {
  return count === 1 ? '1 slot' : `${count} slots`;
}
