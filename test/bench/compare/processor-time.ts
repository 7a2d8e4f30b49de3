import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks in a second of the times in `/proc`: fixed on Linux, whatever the kernel uses inside. */
const ticksPerSecond = 100;

interface ProcessTimes {
  parent: number;
  seconds: number;
  command: string;
}

function readProcess(pid: number): ProcessTimes | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces, so fields are counted from the last bracket on.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [user = 0, system = 0] = fields.slice(11, 13).map(Number);
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return { parent: Number(fields[1]), seconds: (user + system) / ticksPerSecond, command };
  } catch {
    return null;
  }
}

/** A process with all its descendants, those that start later included. */
export class ProcessTree {
  readonly #root: number;
  /** Of processes that have ended, their last known times. */
  readonly #seconds = new Map<number, number>();

  constructor(root: number) {
    this.#root = root;
  }

  /** Seconds of processor time that the processes have used so far. */
  seconds(): number {
    for (const [pid, { seconds }] of this.#processes()) this.#seconds.set(pid, seconds);
    return [...this.#seconds.values()].reduce((sum, value) => sum + value, 0);
  }

  /** Megabytes of memory of the processes whose command contains `text`, shared pages divided among their users. */
  megabytes(text: string): number {
    let kilobytes = 0;
    for (const [pid, { command }] of this.#processes()) {
      if (!command.includes(text)) continue;
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    }
    return kilobytes / 1024;
  }

  #processes(): Map<number, ProcessTimes> {
    const all = new Map<number, ProcessTimes>();
    for (const name of readdirSync('/proc')) {
      const found = /^\d+$/.test(name) ? readProcess(Number(name)) : null;
      if (found) all.set(Number(name), found);
    }
    const tree = new Map<number, ProcessTimes>();
    const root = all.get(this.#root);
    if (root) tree.set(this.#root, root);
    // A child may have a smaller number than its parent, so this repeats until nothing is added.
    for (let size = -1; size !== tree.size;) {
      size = tree.size;
      for (const [pid, found] of all) if (tree.has(found.parent)) tree.set(pid, found);
    }
    return tree;
  }
}
