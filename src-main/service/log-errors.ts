/** Writes into the log of the program what goes wrong in this process, whatever the host. */
import { inspect } from 'node:util';
import type { Handlers } from '#api/commands';
import { WorkbenchError } from '#spec/errors';
import type { ProgramLog } from './program-log';

type Log = Pick<ProgramLog, 'write'>;

/** Logs errors that nothing handles, of which the process then ends as before. Returns the function that stops it. */
export function logUncaughtErrors(log: Log): () => void {
  const write = (error: unknown, origin: string): void =>
    log.write('error', `${origin}: ${inspect(error)}`);
  process.on('uncaughtExceptionMonitor', write);
  return () => void process.off('uncaughtExceptionMonitor', write);
}

/** The handlers, which log errors of the program itself: the window is told those without their stack. */
export function logFailures(handlers: Handlers, log: Log): Handlers {
  const logged = Object.entries(handlers).map(([name, handler]) => [
    name,
    async (input: object) => {
      try {
        return await (handler as (input: object) => unknown)(input);
      } catch (error) {
        if (!(error instanceof WorkbenchError) || error.kind === 'internal')
          log.write('error', `${name}: ${inspect(error)}`);
        throw error;
      }
    },
  ]);
  return Object.fromEntries(logged) as Handlers;
}
