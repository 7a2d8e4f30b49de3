/** The runtime that is part of a packaged program. It needs no installation. */
import { readInstallation, type Installation, type Variant } from './cache';

/** Environment variable with the folder of the bundled runtime. The packaged program sets it. */
export const BUNDLED_RUNTIME_VARIABLE = 'DNI_WORKBENCH_RUNTIME';

/** Reads the bundled runtime. Null if there is none, or if it is of the other variant. */
export async function readBundledRuntime(
  variant: Variant,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Installation | null> {
  const folder = env[BUNDLED_RUNTIME_VARIABLE];
  const bundled = folder ? await readInstallation(folder) : null;
  return bundled?.record.variant === variant ? bundled : null;
}
