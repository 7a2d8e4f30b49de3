/**
 * Finds the processes that the tests have started, also those whose parent was killed: each has an entry in its
 * environment, which its children inherit. Linux only, since it reads /proc.
 */
import { readdirSync, readFileSync } from 'node:fs';

const variable = 'DNI_FAULT_TEST';

/** The environment of a program; `id` is a number that no other program of these tests has. */
export function markedEnvironment(id: number): NodeJS.ProcessEnv {
  return { ...process.env, [variable]: `${process.pid}-${id}` };
}

export interface MarkedProcess {
  pid: number;
  /** Whether it is a training process. */
  isTrainer: boolean;
}

/** The living processes of the program `id`; of all programs, where it is left out. Zombies are left out. */
export function markedProcesses(id?: number): MarkedProcess[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    if (!hasMarker(readProcFile(pid, 'environ'), id)) return [];
    const isTrainer = /training\/worker\.\w+/.test(readProcFile(pid, 'cmdline'));
    return [{ pid: Number(pid), isTrainer }];
  });
}

/** Kills everything that these tests have started and that still runs. */
export function killMarkedProcesses(id?: number): void {
  for (const { pid } of markedProcesses(id)) sendSignal(pid, 'SIGKILL');
}

export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

function hasMarker(environment: string, id: number | undefined): boolean {
  const prefix = `${variable}=${process.pid}-`;
  return environment
    .split('\0')
    .some((entry) => (id === undefined ? entry.startsWith(prefix) : entry === `${prefix}${id}`));
}

/** '' for a process that has ended, or that belongs to somebody else. */
function readProcFile(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
