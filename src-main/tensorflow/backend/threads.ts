/** The number of threads TensorFlow uses. It reads the environment variables once, when it is loaded. */
import { availableParallelism } from 'node:os';
import { nodeBackend } from './node-backend';

export interface Threads {
  /** Threads within one op: a large matrix product is divided among them. */
  intraOp?: number;
  /** Ops that run at the same time: decoupled modules in a compiled step. */
  interOp?: number;
}

const INTRA_OP_VARIABLE = 'TF_NUM_INTRAOP_THREADS';
const INTER_OP_VARIABLE = 'TF_NUM_INTEROP_THREADS';

/** The numbers set in the environment; a field is undefined where no positive integer is set. */
export function threadsFromEnvironment(env: NodeJS.ProcessEnv = process.env): Threads {
  return {
    intraOp: parsePositive(env[INTRA_OP_VARIABLE]),
    interOp: parsePositive(env[INTER_OP_VARIABLE]),
  };
}

/** The numbers that TensorFlow uses: where none are set, all cores. */
export function usedThreads(env: NodeJS.ProcessEnv = process.env): Required<Threads> {
  const cores = availableParallelism();
  const { intraOp = cores, interOp = cores } = threadsFromEnvironment(env);
  return { intraOp, interOp };
}

/** Writes the numbers to the environment, from which TensorFlow reads them. Values set by the user stay. */
export function setThreads(threads: Threads, env: NodeJS.ProcessEnv = process.env): void {
  const { intraOp, interOp } = threadsFromEnvironment(env);
  if (threads.intraOp && !intraOp) env[INTRA_OP_VARIABLE] = String(threads.intraOp);
  if (threads.interOp && !interOp) env[INTER_OP_VARIABLE] = String(threads.interOp);
}

/**
 * How many ops run at the same time with one thread each. The result is 1 where ops are divided among
 * threads, and on a GPU, which executes one op after another and uses large ops best.
 */
export function interOpThreads(env: NodeJS.ProcessEnv = process.env): number {
  if (nodeBackend()?.isUsingGpuDevice) return 1;
  const { intraOp, interOp = 1 } = threadsFromEnvironment(env);
  return intraOp === 1 ? interOp : 1;
}

/** The threads for each of the `parts` of a step that run independently of each other; at least 1. */
export function threadsPerPart(parts: number, env: NodeJS.ProcessEnv = process.env): number {
  return Math.max(1, Math.floor(interOpThreads(env) / parts));
}

/** The number of threads for people to read: "1 thread", "4 threads". */
export function describeThreads(env: NodeJS.ProcessEnv = process.env): string {
  const { intraOp, interOp } = usedThreads(env);
  // Both kinds of threads share the cores: the larger number is what is used.
  const threads = Math.max(intraOp, interOp);
  return `${threads} thread${threads === 1 ? '' : 's'}`;
}

function parsePositive(text: string | undefined): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
