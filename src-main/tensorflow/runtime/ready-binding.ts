/** A binding that was built already serves every build of the same TensorFlow: CPU and GPU alike. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BINDING_FILE, type Installation } from './cache';
import { listInstallations } from './installed';
import { tfjsPackage } from './versions';
import type { Recipe } from './wheels';

/** An installation whose binding fits a runtime of `recipe`, or null. One of the recipe's own kind is no help: it may be what is to be mended. */
export async function findReadyBinding(recipe: Recipe): Promise<Installation | null> {
  const { version } = tfjsPackage();
  const fits = ({ record }: Installation): boolean =>
    record.tensorflow === recipe.tensorflow &&
    record.tfjs === version &&
    record.platform === recipe.platform &&
    record.arch === recipe.arch &&
    record.variant !== recipe.variant;
  return (await listInstallations()).find(fits) ?? null;
}

/** Puts a copy of its binding into `folder`: it looks for its libraries beside itself. */
export async function copyBinding(from: Installation, folder: string): Promise<void> {
  await copyFile(join(from.folder, BINDING_FILE), join(folder, BINDING_FILE));
}
