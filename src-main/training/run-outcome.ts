import type { RunStatus } from '#spec/run';
import { describeExit } from './describe-exit';
import type { WorkerExit } from './port';

/** How an attempt at a run has ended. */
export interface Outcome {
  status: Extract<RunStatus, 'finished' | 'stopped' | 'failed' | 'interrupted'>;
  failure: string | null;
  /** The step at which training has diverged. */
  failedStep?: number;
  /** Whether the data are not those that the run was trained on so far. */
  isOtherData?: boolean;
}

/** Signals by which a user or the system asks a process to end. */
const requests: readonly (string | null)[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The outcome of a worker process that exited without reporting an end. `isKilled`: by this program. */
export function outcomeOfExit(exit: WorkerExit, isKilled: boolean): Outcome {
  if (isKilled || requests.includes(exit.signal)) return { status: 'interrupted', failure: null };
  // SIGKILL comes from outside. Nothing is wrong with the run: it can be resumed from its last
  // checkpoint. Electron 22 reports one in ten processes that a signal has ended with status 0, with
  // which a worker ends only after its report.
  const status = exit.signal === 'SIGKILL' || exit.code === 0 ? 'interrupted' : 'failed';
  return { status, failure: describeExit(exit) };
}
