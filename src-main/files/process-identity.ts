/**
 * Says which process is meant by a record on the disk, and whether it still runs. A process id alone does not tell:
 * the operating system uses ids again, and another computer or container has the same ids for other processes.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCode } from './file-errors';

/** A process among all processes of all computers. What the operating system does not tell is null. */
export interface ProcessIdentity {
  pid: number;
  /** Name of the computer. */
  host: string;
  /** Different for every installation of a system; Linux only. Host names are not: many computers share one. */
  machineId: string | null;
  /** Different for every start of a computer; Linux only. */
  bootId: string | null;
  /** Processes of one namespace see each other under their ids; a container has its own. Linux only. */
  pidNamespace: string | null;
  /** Start of the process in clock ticks after the start of the computer; Linux only. */
  startedAt: number | null;
}

/** `unknown`: on another computer or in another container, where this process cannot look. */
export type ProcessState = 'alive' | 'gone' | 'unknown';

/** The identity of this process. */
export function thisProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    host: hostname(),
    machineId: valueOrNull(() => readFileSync('/etc/machine-id', 'utf8').trim() || null),
    bootId: valueOrNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: valueOrNull(() => readlinkSync('/proc/self/ns/pid')),
    startedAt: readProcStat(process.pid)?.startTicks ?? null,
  };
}

/** Whether the process runs. It is `gone` only where that is certain. */
export function processState(
  process: ProcessIdentity,
  observer: ProcessIdentity = thisProcess(),
): ProcessState {
  const boots = comparison(process.bootId, observer.bootId);
  // An earlier start of this computer, or another computer, perhaps of the same name.
  if (boots === 'different')
    return comparison(process.machineId, observer.machineId) === 'same' ? 'gone' : 'unknown';
  // The same boot id is the same computer, also under a new name. Without boot ids the name alone decides.
  if (boots !== 'same' && process.host !== observer.host) return 'unknown';
  if (comparison(process.pidNamespace, observer.pidNamespace) === 'different') return 'unknown';
  if (!isProcessAlive(process.pid)) return 'gone';
  const startedAt = readProcStat(process.pid)?.startTicks ?? null;
  return comparison(process.startedAt, startedAt) === 'different' ? 'gone' : 'alive';
}

/**
 * Whether a process with this id, of any user, runs on this computer. With `recordedAt` (ms since 1970, when the id was
 * written down), a process that started later does not count, since it has only got the same id; the start time is
 * known on Linux only. A process that has ended and is not yet collected by its parent (a zombie) does not run.
 */
export function isProcessAlive(pid: number, recordedAt = Infinity): boolean {
  // Zero and negative numbers stand for groups of processes.
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    if (errorCode(error) !== 'EPERM') return false;
  }
  const stat = readProcStat(pid);
  if (stat === null) return true;
  if (stat.hasEnded) return false;
  if (recordedAt === Infinity) return true;
  const startedAt = bootTimeMs() + stat.startTicks * 10;
  // Start and boot times are rounded to clock ticks and whole seconds, hence the 2 s. NaN: the boot time is unknown.
  return !(startedAt > recordedAt + 2000);
}

function comparison<T>(a: T | null, b: T | null): 'same' | 'different' | 'unknown' {
  if (a === null || b === null) return 'unknown';
  return a === b ? 'same' : 'different';
}

/** The entry of a process in /proc; null where there is none. A clock tick is 1/100 s. */
function readProcStat(pid: number): { startTicks: number; hasEnded: boolean } | null {
  return valueOrNull(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may contain blanks: fields are counted from the closing bracket. Field 3 of the line is
    // the state, field 22 the start time in clock ticks after boot.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startTicks = Number(fields[19]);
    return Number.isFinite(startTicks)
      ? { startTicks, hasEnded: ['Z', 'X'].includes(fields[0] ?? '') }
      : null;
  });
}

function bootTimeMs(): number {
  const seconds = valueOrNull(() => /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]);
  return Number(seconds ?? NaN) * 1000;
}

function valueOrNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
