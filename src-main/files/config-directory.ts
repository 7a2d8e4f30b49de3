import { homedir } from 'node:os';
import { join } from 'node:path';

/** `$DNI_WORKBENCH_CONFIG`, or `dni-workbench` in the user's configuration folder. */
export function configDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return (
    env.DNI_WORKBENCH_CONFIG ||
    join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'dni-workbench')
  );
}
