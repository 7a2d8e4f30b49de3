import type { WorkerExit } from './port';

const signalDescriptions: Record<string, string> = {
  SIGKILL: 'was killed (SIGKILL), by hand or because memory ran out',
  SIGSEGV: 'crashed in native code (SIGSEGV)',
  SIGBUS: 'crashed in native code (SIGBUS)',
  SIGILL: 'crashed in native code (SIGILL): the runtime may want a newer processor',
  SIGFPE: 'crashed in native code (SIGFPE)',
  SIGABRT: 'gave up (SIGABRT)',
  SIGTRAP: 'gave up (SIGTRAP)',
};

/** Stack frames, addresses and similar lines, which do not help a user. */
const stackTrace =
  /^\s*(at |\d+: 0x|0x|\^|node:|Node\.js v|-{3,}|throw |\[|\}|\/.*:\d+$|file:\/\/)/;
/** TensorFlow's information and warnings: `I0000 ...`, `2026-11-26 07:01:52.1: W tensorflow/...`. */
const tensorflowLog =
  /^(WARNING: All log messages before absl|[IW]\d{4}\s|\d{4}-\d\d-\d\d [\d:.]+: [IW] )/;
const errorWords = /error|fatal|abort|fail|terminate|cannot|out of memory|not found|denied/i;

/**
 * One sentence for a process that ended without reporting an error: how it ended and the line of its
 * stderr that most likely gives the reason.
 */
export function describeExit({ code, signal, stderr }: WorkerExit): string {
  const manner = signal
    ? (signalDescriptions[signal] ?? `was ended by ${signal}`)
    : code === null
      ? 'could not be started'
      : code === 0
        ? 'ended without a report, perhaps because it was killed'
        : `ended by itself with status ${code}`;
  const lines = stderr.map((line) => line.trim()).filter(isInformative);
  const reason = lines.findLast((line) => errorWords.test(line)) ?? lines.at(-1);
  return `The training process ${manner}${reason ? `: ${reason.replace(/[.\s]+$/, '')}` : ''}.`;
}

function isInformative(line: string): boolean {
  return line !== '' && !stackTrace.test(line) && !tensorflowLog.test(line);
}
