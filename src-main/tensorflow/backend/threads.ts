/** How many threads TensorFlow computes with. It reads them once, when it is loaded. */
import { availableParallelism } from 'node:os';
import { nodeBackend } from './node-backend';

export interface Threads {
  /** Threads within one op (a big product split up). */
  intraOp?: number;
  /** Ops that run side by side (decoupled modules in a compiled step). */
  interOp?: number;
}

const INTRA = 'TF_NUM_INTRAOP_THREADS';
const INTER = 'TF_NUM_INTEROP_THREADS';

/** What the user has set in the environment; a field is missing where nothing valid is set. */
export function threadsFromEnvironment(env: NodeJS.ProcessEnv = process.env): Threads {
  return { intraOp: positive(env[INTRA]), interOp: positive(env[INTER]) };
}

/** Puts the wanted numbers where TensorFlow will look for them, unless the user has set them there. */
export function setThreads(threads: Threads, env: NodeJS.ProcessEnv = process.env): void {
  const { intraOp, interOp } = threadsFromEnvironment(env);
  if (threads.intraOp && !intraOp) env[INTRA] = String(threads.intraOp);
  if (threads.interOp && !interOp) env[INTER] = String(threads.interOp);
}

/**
 * How many ops run side by side, each on one thread; 1 where ops are split over threads, and on a GPU, which
 * takes one op after the other and has more use for a large one.
 */
export function interOpThreads(env: NodeJS.ProcessEnv = process.env): number {
  if (nodeBackend()?.isUsingGpuDevice) return 1;
  const { intraOp, interOp = 1 } = threadsFromEnvironment(env);
  return intraOp === 1 ? interOp : 1;
}

/** What each of a step's parts that need not wait for each other has of them to itself. */
export function threadsPerPart(parts: number, env: NodeJS.ProcessEnv = process.env): number {
  return Math.max(1, Math.floor(interOpThreads(env) / parts));
}

/** "1 thread", "2 threads"; "2 × 4 threads" for two ops at a time with four threads each. */
export function describeThreads(env: NodeJS.ProcessEnv = process.env): string {
  const cores = availableParallelism();
  const { intraOp = cores, interOp = cores } = threadsFromEnvironment(env);
  // Ops side by side and threads within them share the cores: the larger number is what is used.
  const threads = Math.max(intraOp, interOp);
  return `${threads} thread${threads === 1 ? '' : 's'}`;
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
