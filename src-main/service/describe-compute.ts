import { totalmem } from 'node:os';
import type { Compute } from '#api/types';
import { usableMemory } from '#tensorflow/runtime/hardware';
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
  if (!installation)
    return {
      backend: 'cpu',
      device: "CPU, tfjs's own backend (slow)",
      tensorflow: null,
      fallbackReason:
        'The TensorFlow runtime is not installed, so training is many times slower than it need be.',
      machine: { memory, gpu: null },
    };
  const { tensorflow, variant } = installation.record;
  const onGpu = driver && variant === 'gpu';
  const [gpu] = onGpu ? await listGpus() : [];
  return {
    backend: 'tensorflow',
    device: onGpu ? `GPU: ${gpu?.name ?? 'NVIDIA'}` : `CPU, ${describeThreads()}`,
    tensorflow,
    fallbackReason: null,
    machine: { memory, gpu: onGpu ? { memory: gpu?.memoryBytes ?? null } : null },
  };
}
