/** Polyfills for Node 12: modules by their `node:` names, and the functions that the program calls. */
import './language';
import { execSync } from 'child_process';
import { randomBytes } from 'crypto';
import fs from 'fs';
import Module from 'module';
import os from 'os';
import { performance } from 'perf_hooks';
import stream from 'stream';
import { promisify } from 'util';

const loader = Module as unknown as {
  _load(request: string, ...rest: unknown[]): unknown;
  builtinModules: string[];
};

/** Adds missing properties to an object without replacing existing ones. */
export function add(target: object, additions: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(additions))
    if (!(name in target))
      Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

async function rm(
  path: string,
  options: { recursive?: boolean; force?: boolean } = {},
): Promise<void> {
  try {
    const found = await fs.promises.lstat(path);
    if (found.isDirectory() && options.recursive)
      await fs.promises.rmdir(path, { recursive: true });
    else await fs.promises.unlink(path);
  } catch (error) {
    if (!(options.force && (error as NodeJS.ErrnoException).code === 'ENOENT')) throw error;
  }
}

function rmSync(path: string, options: { recursive?: boolean; force?: boolean } = {}): void {
  try {
    if (fs.lstatSync(path).isDirectory() && options.recursive)
      fs.rmdirSync(path, { recursive: true });
    else fs.unlinkSync(path);
  } catch (error) {
    if (!(options.force && (error as NodeJS.ErrnoException).code === 'ENOENT')) throw error;
  }
}

function randomUUID(): string {
  const bytes = randomBytes(16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const sleep = (milliseconds: number, value?: unknown): Promise<unknown> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds, value));

add(globalThis, { performance });
add(fs, {
  rm: (path: string, options: object, done: (error: unknown) => void) => {
    rm(path, options).then(() => done(null), done);
  },
});
add(fs, { rmSync });
add(fs.promises, { rm });
add(os, { availableParallelism: () => os.cpus().length });
add(process, {
  constrainedMemory: () => 0,
  report: {
    getReport: () => ({
      header: {
        glibcVersionRuntime: /[\d.]+/.exec(execSync('getconf GNU_LIBC_VERSION').toString())?.[0],
      },
    }),
  },
});
add(process.memoryUsage, { rss: () => process.memoryUsage().rss });
// Patches the `crypto` module itself, for all modules that import it.
add(loader._load('crypto', null, false) as object, { randomUUID });

const modules: Record<string, unknown> = {
  'fs/promises': fs.promises,
  'timers/promises': { setTimeout: sleep },
  'stream/promises': {
    pipeline: promisify(stream.pipeline),
    finished: promisify(stream.finished),
  },
};

const load = loader._load;
loader._load = (request, ...rest) => {
  const name = request.startsWith('node:') ? request.slice('node:'.length) : request;
  return modules[name] ?? load(name, ...rest);
};
