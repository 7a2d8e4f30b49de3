import type * as files from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';

export type FilePromises = typeof files;

/**
 * The fault at the chosen operation.
 * - `fails`: this operation throws and does nothing; the operations after it work (for example a full disk).
 * - `dies`: this operation and all after it throw and do nothing (the process is killed before it).
 * - `tears`: as `dies`, but this operation is done in part: half of the bytes are written, half of the
 *   files are removed (the process is killed during it).
 */
export type Fault = 'fails' | 'dies' | 'tears';

interface Plan {
  fault: Fault;
  /** Number of operations that still work. */
  left: number;
  dead: boolean;
  operations: string[];
  calls: string[];
}

/** How a piece of work with a fault ended. */
export interface FaultResult {
  /** Whether the work was done, which means that the fault was not reached. */
  completed: boolean;
  /** Names of the operations that were started, such as `rename`. */
  operations: readonly string[];
  /** The same with the names of the files, such as `rename 20.partial 20`. */
  calls: readonly string[];
}

let plan: Plan | null = null;
let real: FilePromises | null = null;
const opened: FileHandle[] = [];

/** Runs `work` with a fault at its operation number `at`, counted from 0. */
export async function withFault(
  fault: Fault,
  at: number,
  work: () => Promise<void>,
): Promise<FaultResult> {
  const current: Plan = { fault, left: at, dead: false, operations: [], calls: [] };
  const { operations, calls } = current;
  plan = current;
  try {
    await work();
    return { completed: true, operations, calls };
  } catch (error) {
    if (!(error instanceof Error && error.message.includes(interruption))) throw error;
    return { completed: false, operations, calls };
  } finally {
    plan = null;
    // The system closes the files of a process that is killed.
    for (const file of opened.splice(0)) await file.close().catch(() => undefined);
  }
}

const interruption = 'the operation is interrupted';

/** The functions of `node:fs/promises`, each of which counts and fails as `withFault` requires. */
export function faultyFiles(actual: FilePromises): FilePromises {
  real = actual;
  const wrapped = Object.fromEntries(
    Object.entries(actual).map(([name, value]) => [
      name,
      typeof value === 'function' ? guarded(name, value as Operation, actual) : value,
    ]),
  );
  return { ...wrapped, default: wrapped } as unknown as FilePromises;
}

type Operation = (...args: unknown[]) => Promise<unknown>;

/** `path`: the file of an open handle, for the list of calls. */
function guarded(name: string, operation: Operation, owner: object, path?: string): Operation {
  return async (...args) => {
    if (!plan) return operation.apply(owner, args);
    plan.operations.push(name);
    const paths = path === undefined ? pathsIn(name, args) : [path];
    plan.calls.push([name, ...paths.map((each) => basename(each))].join(' '));
    if (plan.dead || plan.left-- === 0) {
      if (plan.fault === 'tears' && !plan.dead) await inPart(name, args, owner);
      plan.dead ||= plan.fault !== 'fails';
      throw new Error(interruption);
    }
    const result = await operation.apply(owner, args);
    return name === 'open' ? guardedFile(result as FileHandle, String(args[0])) : result;
  };
}

function pathsIn(name: string, [first, second]: unknown[]): string[] {
  return name === 'rename' ? [String(first), String(second)] : [String(first)];
}

function guardedFile(file: FileHandle, path: string): FileHandle {
  opened.push(file);
  return new Proxy(file, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function'
        ? guarded(String(key), value as Operation, target, path)
        : value;
    },
  });
}

/** Does half of the operation, where it is one that a disk does piece by piece. */
async function inPart(name: string, [first, second]: unknown[], owner: object): Promise<void> {
  const half = (bytes: unknown): Buffer => {
    const all = Buffer.from(bytes as Buffer);
    return all.subarray(0, all.length >> 1);
  };
  if (name === 'writeFile' || name === 'appendFile') {
    if (owner === real) await real?.writeFile(String(first), half(second));
    else await (owner as FileHandle).writeFile(half(first));
  }
  if (name === 'rm') {
    const names = (await real?.readdir(String(first)).catch(() => [])) ?? [];
    for (const file of names.sort().slice(0, names.length >> 1))
      await real?.rm(`${String(first)}/${file}`);
  }
}
