/** Finds the processes that use a runtime at the moment. */
import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { BINDING_FILE } from './cache';
import { thisMachine, type Machine } from './machine';

/** Ids of all processes of this user that have loaded the runtime in `folder`. Empty on macOS without lsof. */
export async function findProcessesUsing(
  folder: string,
  machine: Machine = thisMachine(),
): Promise<number[]> {
  const binding = join(await realpath(folder), BINDING_FILE);
  return machine.platform === 'linux'
    ? findProcessesMapping(binding)
    : findProcessesOpening(binding, machine);
}

/** Linux: reads the memory maps of all processes. */
async function findProcessesMapping(file: string): Promise<number[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const pids = names.map(async (name) => {
    // Fails for processes of other users and for those that have exited in the meantime.
    const maps = await readFile(`/proc/${name}/maps`, 'utf8').catch(() => '');
    return maps.split('\n').some((line) => line.endsWith(` ${file}`)) ? [Number(name)] : [];
  });
  return (await Promise.all(pids)).flat();
}

/** Other systems: asks lsof. */
async function findProcessesOpening(file: string, machine: Machine): Promise<number[]> {
  const lsof = await machine.find('lsof');
  if (lsof === null) return [];
  const { stdout } = await machine.run(lsof, ['-t', '--', file]);
  return stdout.split('\n').filter(Boolean).map(Number);
}
