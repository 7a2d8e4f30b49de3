/** Which runtime, shipped or installed, serves a wish for a device. */
import { join } from 'node:path';
import {
  installationName,
  readInstallation,
  runtimesFolder,
  type Installation,
  type Variant,
} from './cache';
import { readBundledRuntime } from './bundled-runtime';
import { TENSORFLOW_VERSION, tfjsPackage } from './versions';

/** The folder where a variant's runtime lies, or will lie. */
export function installationFolder(variant: Variant): string {
  const name = installationName(TENSORFLOW_VERSION, variant, tfjsPackage().version);
  return join(runtimesFolder(), name);
}

/** The whole runtime of a variant that there is, the one that came with the program first; or null. */
export async function installationOf(variant: Variant): Promise<Installation | null> {
  return (await readBundledRuntime(variant)) ?? readInstallation(installationFolder(variant));
}

/**
 * The installation to load for a device, or null. The CUDA build computes on the CPU as well, and so
 * it serves where it is the only one.
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
    const installation = await installationOf(variant);
    if (installation) return installation;
  }
  return null;
}

/** The installation that runs train with, or null: the CUDA build is for machines whose NVIDIA driver answers. */
export function servingInstallation(hasDriver: boolean): Promise<Installation | null> {
  return findInstallation(hasDriver ? 'auto' : 'cpu');
}

/** All whole runtimes of this program's TensorFlow. */
export async function listInstallations(): Promise<Installation[]> {
  const found = await Promise.all((['cpu', 'gpu'] as const).map(installationOf));
  return found.filter((installation) => installation !== null);
}
