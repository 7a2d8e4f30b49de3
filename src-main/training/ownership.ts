import { readFileSync } from 'node:fs';

/**
 * Whether the process that a run names as its own still lives. A number given anew to some later
 * process does not count: whoever trains a run was there before `recordedAt` (ms since 1970), when
 * `run.json` was last written. That is seen on Linux; elsewhere the number alone decides.
 */
export function isAlive(pid: number, recordedAt: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Someone else's process, but a process.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const found = lookUp(pid);
  // Clock ticks and whole seconds: allow for rounding.
  return found === null || (!found.isZombie && found.began <= recordedAt + 2000);
}

/** What /proc says of the process, `began` in ms since 1970; null where there is no /proc. */
function lookUp(pid: number): { began: number; isZombie: boolean } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold blanks: count from behind it. Field 22 is the start, in ticks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[19]);
    const boot = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1];
    const began = Number(boot) * 1000 + ticks * 10;
    return Number.isFinite(began) ? { began, isZombie: fields[0] === 'Z' } : null;
  } catch {
    return null;
  }
}
