import { spawn } from 'node:child_process';
import { root } from './serve-workbench';

/** An end with an error this soon means that Electron could not start at all. */
const startMs = 15_000;

/**
 * Runs the workbench in Electron until its window is closed. Resolves with null then, or with half a
 * sentence that says why Electron did not start.
 */
export function runElectron(binary: string, project: string | undefined): Promise<string | null> {
  const begun = Date.now();
  const env = { ...process.env };
  delete env.ELECTRON_RUN_AS_NODE;
  const args = [root, ...(project === undefined ? [] : [`--project=${project}`])];
  const child = spawn(binary, args, { stdio: 'inherit', env });
  // Ctrl-C reaches Electron too, which stops its runs and ends; this process waits for it.
  const ignore = (): void => undefined;
  const pass = (): void => void child.kill('SIGTERM');
  process.on('SIGINT', ignore).on('SIGTERM', pass);
  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve(`Electron could not be started (${message})`));
    child.on('exit', (code, signal) => {
      process.off('SIGINT', ignore).off('SIGTERM', pass);
      const failed = code !== 0 && signal !== 'SIGINT' && signal !== 'SIGTERM';
      const soon = Date.now() - begun < startMs;
      resolve(failed && soon ? `Electron ended at once (${signal ?? `status ${code}`})` : null);
    });
  });
}
