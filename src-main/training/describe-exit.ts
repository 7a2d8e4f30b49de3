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
/** Information and warnings of TensorFlow's: `I0000 ...`, `2026-11-26 07:01:52.1: W tensorflow/...`. */
const logged =
  /^(WARNING: All log messages before absl|[IW]\d{4}\s|\d{4}-\d\d-\d\d [\d:.]+: [IW] )/;
const telling = /error|fatal|abort|fail|terminate|cannot|out of memory|not found|denied/i;

/** One sentence for a process that went away without saying why. */
export function describeExit({ code, signal, stderr }: WorkerExit): string {
  const manner = signal
    ? (meanings[signal] ?? `was ended by ${signal}`)
    : code === null
      ? 'could not be started'
      : `ended by itself with status ${code}`;
  const lines = stderr.map((line) => line.trim()).filter(isSaid);
  const line = lines.findLast((one) => telling.test(one)) ?? lines.at(-1);
  return `The training process ${manner}${line ? `: ${line.replace(/[.\s]+$/, '')}` : ''}.`;
}

function isSaid(line: string): boolean {
  return line !== '' && !noise.test(line) && !logged.test(line);
}
