/** What has arrived of a runtime that is not installed yet: whole wheels, used by the next try. */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadsFolder } from './cache';
import type { Recipe } from './wheels';

/** Bytes of a recipe's wheels that lie here. By size alone: their SHA-256 is checked when they are used. */
export async function downloadedBytes(recipe: Recipe): Promise<number> {
  const sizes = recipe.wheels.map(async ({ file, bytes }) => {
    const there = await stat(join(downloadsFolder(), file)).catch(() => null);
    return there?.size === bytes ? bytes : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}

/** Deletes them. */
export async function removeDownloads(recipe: Recipe): Promise<void> {
  await Promise.all(
    recipe.wheels.map(({ file }) => rm(join(downloadsFolder(), file), { force: true })),
  );
}
