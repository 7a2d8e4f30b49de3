import { format } from 'node:util';
import { app } from 'electron';
import { logUncaughtErrors } from '#service/log-errors';
import type { ProgramLog } from '#service/program-log';

/** Writes into the log of the program what goes wrong in the main process, and which of its processes end by themselves. */
export function logErrors(log: ProgramLog): void {
  logUncaughtErrors(log);
  app.on('render-process-gone', (_event, _contents, { reason, exitCode }) =>
    log.write('error', `The process of a window ended: ${reason}, exit code ${exitCode}.`),
  );
  app.on('child-process-gone', (_event, { type, reason, exitCode, name = '' }) => {
    if (reason !== 'clean-exit')
      log.write('warning', `The process ${type} ${name} ended: ${reason}, exit code ${exitCode}.`);
  });
  for (const [method, level] of [
    ['warn', 'warning'],
    ['error', 'error'],
  ] as const) {
    const print = console[method].bind(console);
    console[method] = (...parts: unknown[]) => {
      print(...parts);
      log.write(level, format(...parts));
    };
  }
}
