import { totalmem } from 'node:os';
import type { Compute } from '#api/types';
import { fallbackDescriptions } from '#tensorflow/runtime/fallback';
import { thisMachine } from '#tensorflow/runtime/machine';
import { missingRuntime } from '#tensorflow/runtime/requirements';
import { hasFastBfloat16, usableMemory } from '#tensorflow/runtime/hardware';
import { listGpus, hasNvidiaDriver } from '#tensorflow/runtime/nvidia-driver';
import { findTrainingInstallation } from '#tensorflow/runtime/find-installation';
import { describeThreads } from '#tensorflow/backend/threads';

/**
 * Describes the backend and device that runs train on, from the installed files and the driver.
 * Only the training processes load TensorFlow.
 */
export async function describeCompute(): Promise<Compute> {
  const driver = await hasNvidiaDriver();
  const installation = await findTrainingInstallation(driver);
  const memory = usableMemory(totalmem(), process.constrainedMemory());
  if (!installation) {
    const { device, slowdown } = fallbackDescriptions.wasm;
    return {
      backend: 'wasm',
      device,
      tensorflow: null,
      fallbackReason: `${missingRuntime(null, thisMachine())} ${slowdown}`,
      machine: { memory, gpu: null, bfloat16: false },
    };
  }
  const { tensorflow, variant } = installation.record;
  const onGpu = driver && variant === 'gpu';
  const [gpu] = onGpu ? await listGpus() : [];
  return {
    backend: 'tensorflow',
    device: onGpu ? `GPU: ${gpu?.name ?? 'NVIDIA'}` : `CPU, ${describeThreads()}`,
    tensorflow,
    fallbackReason: null,
    machine: {
      memory,
      gpu: onGpu ? { memory: gpu?.memoryBytes ?? null } : null,
      bfloat16: onGpu || (await hasFastBfloat16()),
    },
  };
}
