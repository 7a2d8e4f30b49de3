/** The runtime that a packaged program brings along: there before anything is installed. */
import { readInstallation, type Installation, type Variant } from './cache';

/** Names the folder of the shipped runtime; set by the program itself where it is packaged. */
export const BUNDLED_RUNTIME = 'DNI_WORKBENCH_RUNTIME';

/** The shipped runtime where it is of this variant, else null. */
export async function readBundledRuntime(
  variant: Variant,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Installation | null> {
  const folder = env[BUNDLED_RUNTIME];
  const shipped = folder ? await readInstallation(folder) : null;
  return shipped?.record.variant === variant ? shipped : null;
}
