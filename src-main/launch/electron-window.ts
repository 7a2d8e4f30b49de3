import { spawn } from 'node:child_process';
import { programFolder } from './serve-workbench';

/** If Electron exits with an error within this time, it counts as failed to start. */
const startupFailureMs = 15_000;

/**
 * Runs the workbench in Electron until its window is closed. Resolves to null then, or to the reason
 * why Electron did not start: a clause that follows "because". `project`: the folder to open.
 */
export function runElectron(binary: string, project: string | undefined): Promise<string | null> {
  const startedAt = Date.now();
  const env = { ...process.env };
  delete env.ELECTRON_RUN_AS_NODE;
  const args = [programFolder, ...(project === undefined ? [] : [`--project=${project}`])];
  const child = spawn(binary, args, { stdio: 'inherit', env });
  // The terminal also sends Ctrl-C to Electron, which stops its runs and exits; this process waits.
  const ignoreInterrupt = (): void => undefined;
  const forwardTermination = (): void => void child.kill('SIGTERM');
  process.on('SIGINT', ignoreInterrupt).on('SIGTERM', forwardTermination);
  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve(`Electron could not be started (${message})`));
    child.on('exit', (code, signal) => {
      process.off('SIGINT', ignoreInterrupt).off('SIGTERM', forwardTermination);
      const failed = code !== 0 && signal !== 'SIGINT' && signal !== 'SIGTERM';
      const isEarly = Date.now() - startedAt < startupFailureMs;
      resolve(failed && isEarly ? `Electron ended at once (${signal ?? `status ${code}`})` : null);
    });
  });
}
