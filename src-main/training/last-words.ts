import type { WorkerExit } from './port';

const meanings: Record<string, string> = {
  SIGKILL: 'was killed (SIGKILL), by hand or because memory ran out',
  SIGSEGV: 'crashed in native code (SIGSEGV)',
  SIGBUS: 'crashed in native code (SIGBUS)',
  SIGILL: 'crashed in native code (SIGILL): the runtime may want a newer processor',
  SIGFPE: 'crashed in native code (SIGFPE)',
  SIGABRT: 'gave up (SIGABRT)',
};

/** Stack frames, addresses and the like, which say nothing to a user. */
const noise = /^\s*(at |\d+: 0x|0x|\^|node:|Node\.js v|-{3,}|throw |\[|\}|\/.*:\d+$|file:\/\/)/;
const telling = /error|fatal|abort|fail|terminate|cannot|out of memory|not found|denied/i;

/** One sentence for a process that went away without saying why. */
export function lastWords({ code, signal, stderr }: WorkerExit): string {
  const manner = signal
    ? (meanings[signal] ?? `was ended by ${signal}`)
    : code === null
      ? 'could not be started'
      : `ended by itself with status ${code}`;
  const lines = stderr.map((line) => line.trim()).filter((line) => line && !noise.test(line));
  const line = lines.findLast((one) => telling.test(one)) ?? lines.at(-1);
  return `The training process ${manner}${line ? `: ${line.replace(/[.\s]+$/, '')}` : ''}.`;
}
