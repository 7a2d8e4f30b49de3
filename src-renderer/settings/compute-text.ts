import type { ComputeDetails, RuntimeState, SelfTest, SetupProgress, Variant } from '#api/compute';
import { formatBytes, formatDuration, formatNumber, formatWhen } from '../stores/format';

export const runtimeNames: Record<Variant, string> = {
  cpu: 'TensorFlow for CPUs',
  gpu: 'TensorFlow for NVIDIA GPUs',
};

/** `AMD EPYC, 2 cores`. */
export function processorText({ processor, cores }: ComputeDetails['hardware']): string {
  const count = cores === 1 ? '1 core' : `${cores} cores`;
  return processor ? `${processor}, ${count}` : count;
}

/** `NVIDIA L4, 24.2 GB; driver 550.54`. */
export function gpuText({ driver, gpus }: ComputeDetails['hardware']): string {
  if (driver === null) return 'none: no NVIDIA driver answers';
  const names = gpus.map(({ name, memoryBytes }) =>
    memoryBytes === null ? name : `${name}, ${formatBytes(memoryBytes)}`,
  );
  return [...(names.length > 0 ? names : ['NVIDIA']), `driver ${driver}`].join('; ');
}

/** What a runtime takes, or would take. */
export function costText(runtime: RuntimeState): string {
  const { installed, tensorflow, downloadBytes, diskBytes } = runtime;
  if (installed)
    return `${tensorflow} · ${formatBytes(installed.bytes)} on disk · set up ${formatWhen(installed.builtAt)}`;
  return `${tensorflow} · ${formatBytes(downloadBytes)} to download, ${formatBytes(diskBytes)} on disk`;
}

/** Why it cannot be installed as the disk is now; null where it can, or where nobody knows. */
export function spaceText({ neededBytes }: RuntimeState, freeBytes: number | null): string | null {
  if (freeBytes === null || freeBytes >= neededBytes) return null;
  return `Installing it takes ${formatBytes(neededBytes)} for a while, and ${formatBytes(freeBytes)} are free: make room first.`;
}

/** What a GPU has to do with it; null where nothing is to be said. */
export function driverText(
  { variant, installed }: RuntimeState,
  { driver }: ComputeDetails['hardware'],
): string | null {
  if (variant !== 'gpu') return null;
  if (driver === null) {
    const verb = installed ? 'computes' : 'would compute';
    return `No NVIDIA driver answers here (version 525 or newer): it ${verb} on the CPU, as the other one does.`;
  }
  return installed ? null : 'The GPU of this machine is not used without it.';
}

/** `Downloading tensorflow 2.18.1: 120 of 2425 MB, 3 min left`. */
export function progressText({ message, secondsLeft }: SetupProgress): string {
  return secondsLeft ? `${message}, ${formatDuration(secondsLeft)} left` : message;
}

/** `23 GFLOP/s on CPU, 2 threads`; what went wrong where it did not pass. */
export function testText(test: SelfTest): string {
  if (!test.ok) return `The test failed. ${test.reason}`;
  const { gigaflops, device } = test;
  const speed =
    gigaflops < 999.5
      ? `${formatNumber(Number(gigaflops.toPrecision(3)))} GFLOP/s`
      : `${formatNumber(Number((gigaflops / 1000).toPrecision(3)))} TFLOP/s`;
  return `${speed} on ${device.replace(/^GPU: /, '')}`;
}
