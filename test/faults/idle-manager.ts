import { RunManager } from '#training/run-manager';

/** The manager of the runs as every surface of the program has it, for what needs no training. */
export function idleManager(): RunManager {
  const launch = (): never => {
    throw new Error('Nothing is to be trained here.');
  };
  return new RunManager({ launch, resources: '', emit: () => undefined });
}
