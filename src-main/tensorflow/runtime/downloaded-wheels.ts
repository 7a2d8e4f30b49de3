/** Complete wheels on disk of a runtime that is not installed yet. The next attempt reuses them. */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadsFolder } from './cache';
import type { Recipe } from './wheels';

/** Bytes of the recipe's wheels that are downloaded. Checks the size only; the SHA-256 is verified before use. */
export async function downloadedWheelBytes(recipe: Recipe): Promise<number> {
  const sizes = recipe.wheels.map(async ({ file, bytes }) => {
    const stats = await stat(join(downloadsFolder(), file)).catch(() => null);
    return stats?.size === bytes ? bytes : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}

/** Deletes the downloaded wheels of a recipe. */
export async function removeDownloadedWheels(recipe: Recipe): Promise<void> {
  await Promise.all(
    recipe.wheels.map(({ file }) => rm(join(downloadsFolder(), file), { force: true })),
  );
}
