/** Wheels that the user gives by hand: `setup --from DIR`, for machines without a network. */
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import { isWhole } from './download';
import { WHEEL_PYTHON, type Recipe } from './wheels';

/**
 * The paths of a recipe's wheels in a folder, checked. Throws `validation` naming what is missing, with
 * the command that fetches it elsewhere in the details, or the wheel that is damaged.
 */
export async function findLocalWheels(recipe: Recipe, folder: string): Promise<string[]> {
  const place = resolve(folder);
  if (!(await exists(place)))
    throw new WorkbenchError('validation', `There is no folder '${place}'.`);
  const paths = recipe.wheels.map((wheel) => join(place, wheel.file));
  const absent: string[] = [];
  for (const { file } of recipe.wheels) {
    if (!(await exists(join(place, file)))) absent.push(file);
  }
  if (absent.length > 0) {
    throw new WorkbenchError(
      'validation',
      `${place} lacks ${nameSome(absent)}: run the command below on a machine with a network, and copy what it fetches here.`,
      { absent, command: downloadCommand(recipe) },
    );
  }
  for (const [index, wheel] of recipe.wheels.entries()) {
    const path = paths[index] as string;
    if (!(await isWhole(path, wheel))) {
      throw new WorkbenchError(
        'validation',
        `${path} is damaged or another build: its SHA-256 is not ${wheel.sha256}. Download it again with \`${downloadCommand({ ...recipe, wheels: [wheel] })}\`.`,
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

/** All of a few, the first of many. */
function nameSome(files: string[]): string {
  const [first = '', ...others] = files;
  return others.length < 3 ? files.join(', ') : `${first} and ${others.length} other wheels`;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
