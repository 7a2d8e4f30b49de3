import type { ComputeDetails, RuntimeState, SelfTest, SetupProgress, Variant } from '#api/compute';
import { countNoun } from '#spec/count-noun';
import { formatBytes, formatDuration, formatNumber, formatWhen } from '../stores/format';

export const runtimeNames: Record<Variant, string> = {
  cpu: 'TensorFlow for CPUs',
  gpu: 'TensorFlow for NVIDIA GPUs',
};

/** `AMD EPYC, 2 cores`. */
export function formatProcessor({ processor, cores }: ComputeDetails['hardware']): string {
  const count = countNoun(cores, 'core');
  return processor ? `${processor}, ${count}` : count;
}

/** `NVIDIA L4, 24.2 GB; driver 550.54`. */
export function formatGpu({ driver, gpus }: ComputeDetails['hardware']): string {
  if (driver === null) return 'none: no NVIDIA driver was found';
  const names = gpus.map(({ name, memoryBytes }) =>
    memoryBytes === null ? name : `${name}, ${formatBytes(memoryBytes)}`,
  );
  return [...(names.length > 0 ? names : ['NVIDIA']), `driver ${driver}`].join('; ');
}

/** The version of a runtime, and the space it takes or would take. */
export function formatRuntimeSize(runtime: RuntimeState): string {
  const { installed, tensorflow, downloadBytes, diskBytes } = runtime;
  if (installed)
    return `${tensorflow} · ${formatBytes(installed.bytes)} on disk · set up ${formatWhen(installed.builtAt)}`;
  return `${tensorflow} · ${formatBytes(downloadBytes)} to download, ${formatBytes(diskBytes)} on disk`;
}

/**
 * Explains that the disk has too little space to install a runtime; null if it has enough or if
 * that is unknown.
 */
export function explainMissingSpace(
  { neededBytes }: RuntimeState,
  freeBytes: number | null,
): string | null {
  if (freeBytes === null || freeBytes >= neededBytes) return null;
  return `Installing it takes ${formatBytes(neededBytes)} for a while, and ${formatBytes(freeBytes)} are free: make room first.`;
}

/** Explains how the GPU and its driver affect a runtime; null if they do not. */
export function explainDriver(
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
export function formatSetupProgress({ message, secondsLeft }: SetupProgress): string {
  return secondsLeft ? `${message}, ${formatDuration(secondsLeft)} left` : message;
}

/** `23 GFLOP/s on CPU, 2 threads`; the reason if the test failed. */
export function formatSelfTest(test: SelfTest): string {
  if (!test.ok) return `The test failed. ${test.reason}`;
  const { gigaflops, device } = test;
  const speed =
    gigaflops < 999.5
      ? `${formatNumber(Number(gigaflops.toPrecision(3)))} GFLOP/s`
      : `${formatNumber(Number((gigaflops / 1000).toPrecision(3)))} TFLOP/s`;
  return `${speed} on ${device.replace(/^GPU: /, '')}`;
}
