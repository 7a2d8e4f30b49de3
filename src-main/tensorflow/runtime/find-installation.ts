/** Finds the runtime, bundled or installed, that fits a device. */
import { join } from 'node:path';
import {
  installationName,
  readInstallation,
  runtimesFolder,
  type Installation,
  type Variant,
} from './cache';
import { readBundledRuntime } from './bundled-runtime';
import { TENSORFLOW_VERSION, findTfjsPackage } from './versions';

/** The folder of a variant's runtime in the user's cache, whether it exists or not. */
export function installationFolder(variant: Variant): string {
  const name = installationName(TENSORFLOW_VERSION, variant, findTfjsPackage().version);
  return join(runtimesFolder(), name);
}

/** The complete runtime of a variant, or null. The bundled one takes precedence. */
export async function findInstalledVariant(variant: Variant): Promise<Installation | null> {
  return (await readBundledRuntime(variant)) ?? readInstallation(installationFolder(variant));
}

/**
 * The installation to load for a device, or null. The CUDA build also computes on the CPU, so it is
 * used for `cpu` if it is the only one.
 */
export async function findInstallation(
  device: 'auto' | 'cpu' | 'gpu',
): Promise<Installation | null> {
  const order: Record<typeof device, Variant[]> = {
    auto: ['gpu', 'cpu'],
    cpu: ['cpu', 'gpu'],
    gpu: ['gpu'],
  };
  for (const variant of order[device]) {
    const installation = await findInstalledVariant(variant);
    if (installation) return installation;
  }
  return null;
}

/** The installation that runs train with, or null. The CUDA build takes precedence if there is an NVIDIA driver. */
export function findTrainingInstallation(hasDriver: boolean): Promise<Installation | null> {
  return findInstallation(hasDriver ? 'auto' : 'cpu');
}

/** All complete runtimes for this program's version of TensorFlow, bundled or installed. */
export async function listInstallations(): Promise<Installation[]> {
  const installations = await Promise.all((['cpu', 'gpu'] as const).map(findInstalledVariant));
  return installations.filter((installation) => installation !== null);
}
