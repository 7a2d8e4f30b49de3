import { readdirSync, readFileSync } from 'node:fs';

/** Ticks a second in which Linux counts processor time for programs. */
const ticksPerSecond = 100;

/**
 * Seconds of processor time that a process and all that it started have used, those that ended included. Null where
 * there is no /proc, as on macOS.
 */
export function processorSeconds(pid: number): number | null {
  const parents = new Map<number, number>();
  const ticks = new Map<number, number>();
  try {
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const text = readStat(name);
      // After the name of the program in parentheses: state, parent, …; from the 12th on: user and system time of the
      // process, then of its children that have ended.
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      parents.set(Number(name), Number(fields[1]));
      ticks.set(
        Number(name),
        fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0),
      );
    }
  } catch {
    return null;
  }
  const isDescendant = (id: number | undefined): boolean =>
    id === pid || (!!id && isDescendant(parents.get(id)));
  const used = [...ticks].filter(([id]) => isDescendant(id));
  return used.reduce((sum, [, each]) => sum + each, 0) / ticksPerSecond;
}

/** Empty if the process has ended meanwhile. */
function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}
