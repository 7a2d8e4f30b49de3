/** Reads processor, memory and GPUs of this machine. */
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { listGpus, readNvidiaDriverVersion, type Gpu } from './nvidia-driver';

export interface Hardware {
  /** "AMD EPYC 7B13"; empty if the system does not report it. */
  processor: string;
  /** Number of cores that this process may use. */
  cores: number;
  memoryBytes: number;
  /** The version of the NVIDIA driver, or null if there is none. */
  driver: string | null;
  gpus: Gpu[];
}

/** Reads it from the system, and from nvidia-smi if there is an NVIDIA driver. */
export async function readHardware(): Promise<Hardware> {
  const driver = await readNvidiaDriverVersion();
  return {
    processor: cpus()[0]?.model.trim() ?? '',
    cores: availableParallelism(),
    memoryBytes: usableMemory(totalmem(), process.constrainedMemory()),
    driver,
    gpus: driver === null ? [] : await listGpus(),
  };
}

/**
 * The smaller of the machine's memory and the container's limit, in bytes. An unlimited container
 * reports 0, undefined or a very large number.
 */
export function usableMemory(total: number, limit: number | undefined): number {
  return limit ? Math.min(total, limit) : total;
}

/** Whether the processor multiplies bfloat16 faster than float32: with AMX, or with AVX-512 BF16. Read on Linux alone. */
export async function hasFastBfloat16(): Promise<boolean> {
  return listsBfloat16(await readFile('/proc/cpuinfo', 'utf8').catch(() => ''));
}

/** The same, from the text of /proc/cpuinfo. */
export function listsBfloat16(processors: string): boolean {
  return /^flags\s*:.*\b(amx_bf16|avx512_bf16)\b/m.test(processors);
}
