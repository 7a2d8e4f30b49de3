import { forkLauncher } from '#training/fork-port';
import type { LaunchWorker, WorkerPort } from '#training/port';

/** Starts the workers of one command, the first of which runs already. */
export interface EarlyWorker {
  launch: LaunchWorker;
  /** Ends the first worker where no run has needed it. */
  close(): void;
}

/**
 * Starts a worker at once, which loads TensorFlow on one core while the command is loaded, reads and checks the experiment
 * on another.
 *
 *     const worker = startEarlyWorker();
 *     const { run } = await import('./cli/program');
 *     await run(process.argv, worker.launch);
 *     worker.close();
 */
export function startEarlyWorker(launch: LaunchWorker = forkLauncher()): EarlyWorker {
  let early: WorkerPort | null = launch();
  early.send({ kind: 'preload' });
  return {
    launch() {
      const worker = early ?? launch();
      early = null;
      return worker;
    },
    close() {
      early?.kill();
      early = null;
    },
  };
}
