/** Reuses the binding of another installation: it works with the CPU and the GPU build of the same TensorFlow. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BINDING_FILE, type Installation } from './cache';
import { listInstallations } from './find-installation';
import { findTfjsPackage } from './versions';
import type { Recipe } from './wheels';

/**
 * An installation whose binding can be copied to a runtime of `recipe`, or null. An installation of
 * the same variant is excluded, because it may be the broken one that is being replaced.
 */
export async function findPrebuiltBinding(recipe: Recipe): Promise<Installation | null> {
  const { version } = findTfjsPackage();
  const fits = ({ record }: Installation): boolean =>
    record.tensorflow === recipe.tensorflow &&
    record.tfjs === version &&
    record.platform === recipe.platform &&
    record.arch === recipe.arch &&
    record.variant !== recipe.variant;
  return (await listInstallations()).find(fits) ?? null;
}

/** Copies the binding to `folder`. It finds its libraries by a path relative to itself. */
export async function copyBinding(from: Installation, folder: string): Promise<void> {
  await copyFile(join(from.folder, BINDING_FILE), join(folder, BINDING_FILE));
}
