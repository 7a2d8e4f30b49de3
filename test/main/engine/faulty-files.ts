import type * as files from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

export type FilePromises = typeof files;

/**
 * What happens at the chosen operation.
 * - `fails`: this operation throws and does nothing, the operations after it work (a full disk).
 * - `dies`: this operation and all after it throw and do nothing (the process is killed before it).
 * - `tears`: as `dies`, but this operation is done in part: half of the bytes are written, half of the
 *   files are removed (the process is killed during it).
 */
export type Fault = 'fails' | 'dies' | 'tears';

interface Plan {
  fault: Fault;
  /** Operations that still work. */
  left: number;
  dead: boolean;
  operations: string[];
}

let plan: Plan | null = null;
let real: FilePromises | null = null;
const opened: FileHandle[] = [];

/** Runs `work` with a fault at its operation number `at`, from 0. */
export async function withFault(
  fault: Fault,
  at: number,
  work: () => Promise<void>,
): Promise<{ completed: boolean; operations: readonly string[] }> {
  const now: Plan = { fault, left: at, dead: false, operations: [] };
  plan = now;
  try {
    await work();
    return { completed: true, operations: now.operations };
  } catch (error) {
    if (!(error instanceof Error && error.message === interruption)) throw error;
    return { completed: false, operations: now.operations };
  } finally {
    plan = null;
    // A process that is killed leaves no open files behind either.
    for (const file of opened.splice(0)) await file.close().catch(() => undefined);
  }
}

const interruption = 'the operation is interrupted';

/** The functions of `node:fs/promises`, each of which counts and fails as `withFault` says. */
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

function guarded(name: string, operation: Operation, owner: object): Operation {
  return async (...args) => {
    if (!plan) return operation.apply(owner, args);
    plan.operations.push(name);
    if (plan.dead || plan.left-- === 0) {
      if (plan.fault === 'tears' && !plan.dead) await inPart(name, args, owner);
      plan.dead ||= plan.fault !== 'fails';
      throw new Error(interruption);
    }
    const result = await operation.apply(owner, args);
    return name === 'open' ? guardedFile(result as FileHandle) : result;
  };
}

function guardedFile(file: FileHandle): FileHandle {
  opened.push(file);
  return new Proxy(file, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? guarded(String(key), value as Operation, target) : value;
    },
  });
}

/** Does half of what the operation does, where it is one that a disk does piece by piece. */
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
