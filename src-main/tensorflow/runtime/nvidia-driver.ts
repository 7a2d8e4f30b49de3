/** Queries the NVIDIA driver and the GPUs of this machine. */
import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The version of the kernel driver, or null if there is none. */
export async function readNvidiaDriverVersion(): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  try {
    const text = await readFile('/proc/driver/nvidia/version', 'utf8');
    return parseDriverVersion(text);
  } catch {
    // In WSL2 the driver belongs to Windows: this file does not exist, but nvidia-smi works.
    return (await queryNvidiaSmi('driver_version'))[0] ?? null;
  }
}

/** Parses "… UNIX x86_64 Kernel Module  535.104.05 …" and "… UNIX Open Kernel Module for x86_64  580.159.04 …". */
export function parseDriverVersion(text: string): string {
  return /Kernel Module.*?\s(\d+(?:\.\d+)+)/.exec(text)?.[1] ?? 'unknown version';
}

/** Whether an NVIDIA driver is installed, so that a GPU can be expected to work. */
export async function hasNvidiaDriver(): Promise<boolean> {
  return (await readNvidiaDriverVersion()) !== null;
}

export interface Gpu {
  /** "NVIDIA H100 80GB HBM3" */
  name: string;
  /** Null if nvidia-smi does not report it, as in some virtual machines. */
  memoryBytes: number | null;
}

/** Lists the GPUs. Empty if nvidia-smi is missing or fails. */
export async function listGpus(): Promise<Gpu[]> {
  return (await queryNvidiaSmi('name,memory.total')).map(parseGpu);
}

/** Parses a line such as "NVIDIA L4, 23034 MiB". */
export function parseGpu(line: string): Gpu {
  const [, name = line, mebibytes] = /^(.*),\s*(\S+)(?: MiB)?$/.exec(line) ?? [];
  const bytes = Number(mebibytes) * 2 ** 20;
  return { name, memoryBytes: Number.isFinite(bytes) ? bytes : null };
}

export async function listGpuNames(): Promise<string[]> {
  return (await listGpus()).map(({ name }) => name);
}

async function queryNvidiaSmi(field: string): Promise<string[]> {
  // To start a process that does not exist blocks one that has loaded much for 20 ms.
  if (process.platform === 'linux' && !(await isOnPath('nvidia-smi'))) return [];
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

async function isOnPath(program: string): Promise<boolean> {
  for (const folder of (process.env.PATH ?? '').split(delimiter))
    try {
      await access(join(folder, program));
      return true;
    } catch {
      // It is not in this folder.
    }
  return false;
}
