import type { Compute } from '#api/types';
import { gpuNames, hasNvidiaDriver } from '#tensorflow/runtime/driver';
import { servingInstallation } from '#tensorflow/runtime/installed';
import { describeThreads } from '#tensorflow/backend/threads';

/**
 * What runs will train on, read from what is installed: TensorFlow itself is loaded by the training
 * processes alone.
 */
export async function describeCompute(): Promise<Compute> {
  const driver = await hasNvidiaDriver();
  const installation = await servingInstallation(driver);
  if (!installation)
    return {
      backend: 'cpu',
      device: "CPU, tfjs's own backend (slow)",
      tensorflow: null,
      fallbackReason:
        'The TensorFlow runtime is not installed, so training is many times slower than it need be. Install it in Settings.',
    };
  const { tensorflow, variant } = installation.record;
  const onGpu = driver && variant === 'gpu';
  return {
    backend: 'tensorflow',
    device: onGpu ? `GPU: ${(await gpuNames())[0] ?? 'NVIDIA'}` : `CPU, ${describeThreads()}`,
    tensorflow,
    fallbackReason: null,
  };
}
