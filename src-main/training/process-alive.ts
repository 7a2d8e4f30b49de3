import { readFileSync } from 'node:fs';

/**
 * Whether the process that a run names as its own still runs. The operating system reuses process
 * ids, so a process that started after `recordedAt` (ms since 1970, when `run.json` was last
 * written) does not count. The start time is known on Linux only; elsewhere the id alone decides.
 */
export function isProcessAlive(pid: number, recordedAt: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const stat = readProcStat(pid);
  // Start and boot times are rounded to clock ticks and whole seconds, hence the 2 s.
  return stat === null || (!stat.isZombie && stat.startedAt <= recordedAt + 2000);
}

/** The process's entry in /proc, `startedAt` in ms since 1970; null where there is no /proc. */
function readProcStat(pid: number): { startedAt: number; isZombie: boolean } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may contain blanks: fields are counted from the closing bracket. Field
    // 22 of the line is the start time in clock ticks (1/100 s) after boot.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[19]);
    const bootTime = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1];
    const startedAt = Number(bootTime) * 1000 + ticks * 10;
    return Number.isFinite(startedAt) ? { startedAt, isZombie: fields[0] === 'Z' } : null;
  } catch {
    return null;
  }
}
