/** What this machine has to compute with. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import { listGpus, nvidiaDriverVersion, type Gpu } from './driver';

export interface Hardware {
  /** "AMD EPYC 7B13"; empty where the system does not say. */
  processor: string;
  /** Those that this process may use. */
  cores: number;
  memoryBytes: number;
  /** The NVIDIA driver's version, or null where none answers. */
  driver: string | null;
  gpus: Gpu[];
}

/** Asks the system, and nvidia-smi where there is a driver. */
export async function readHardware(): Promise<Hardware> {
  const driver = await nvidiaDriverVersion();
  return {
    processor: cpus()[0]?.model.trim() ?? '',
    cores: availableParallelism(),
    memoryBytes: usableMemory(totalmem(), process.constrainedMemory()),
    driver,
    gpus: driver === null ? [] : await listGpus(),
  };
}

/** The machine's memory, or a container's share of it; unlimited ones name 0, nothing or a giant. */
export function usableMemory(total: number, limit: number | undefined): number {
  return limit ? Math.min(total, limit) : total;
}
