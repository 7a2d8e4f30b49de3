/** Whether an NVIDIA driver answers on this machine, and what it drives. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The kernel driver's version, or null where there is none. */
export async function nvidiaDriverVersion(): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  try {
    const text = await readFile('/proc/driver/nvidia/version', 'utf8');
    return readVersion(text);
  } catch {
    // Within WSL2 the driver is Windows's: there is no such file, but nvidia-smi answers.
    return (await ask('driver_version'))[0] ?? null;
  }
}

/** Reads "… UNIX x86_64 Kernel Module  535.104.05 …" and "… UNIX Open Kernel Module for x86_64  580.159.04 …". */
export function readVersion(text: string): string {
  return /Kernel Module.*?\s(\d+(?:\.\d+)+)/.exec(text)?.[1] ?? 'unknown version';
}

/** Whether a GPU can be expected to work. */
export async function hasNvidiaDriver(): Promise<boolean> {
  return (await nvidiaDriverVersion()) !== null;
}

export interface Gpu {
  /** "NVIDIA H100 80GB HBM3" */
  name: string;
  /** Null where nvidia-smi does not know, as within some virtual machines. */
  memoryBytes: number | null;
}

/** The GPUs; none where nvidia-smi does not answer. */
export async function listGpus(): Promise<Gpu[]> {
  return (await ask('name,memory.total')).map(readGpu);
}

/** Reads a line such as "NVIDIA L4, 23034 MiB". */
export function readGpu(line: string): Gpu {
  const [, name = line, mebibytes] = /^(.*),\s*(\S+)(?: MiB)?$/.exec(line) ?? [];
  const bytes = Number(mebibytes) * 2 ** 20;
  return { name, memoryBytes: Number.isFinite(bytes) ? bytes : null };
}

/** The names of the GPUs. */
export async function gpuNames(): Promise<string[]> {
  return (await listGpus()).map(({ name }) => name);
}

async function ask(field: string): Promise<string[]> {
  try {
    const { stdout } = await run('nvidia-smi', [`--query-gpu=${field}`, '--format=csv,noheader'], {
      timeout: 10_000,
    });
    return stdout
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  } catch {
    return [];
  }
}
