/** Which processes compute with a runtime at the moment, whoever started them. */
import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { BINDING_FILE } from './cache';
import { thisMachine, type Machine } from './machine';

/** Ids of the processes that have loaded the runtime in `folder`: runs of any window or terminal of this user. */
export async function processesUsing(
  folder: string,
  machine: Machine = thisMachine(),
): Promise<number[]> {
  const binding = join(await realpath(folder), BINDING_FILE);
  return machine.platform === 'linux' ? mappedBy(binding) : openIn(binding, machine);
}

/** Linux tells which files each process has mapped into its memory. */
async function mappedBy(file: string): Promise<number[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const users = names.map(async (name) => {
    // Of other users, or gone meanwhile.
    const maps = await readFile(`/proc/${name}/maps`, 'utf8').catch(() => '');
    return maps.split('\n').some((line) => line.endsWith(` ${file}`)) ? [Number(name)] : [];
  });
  return (await Promise.all(users)).flat();
}

async function openIn(file: string, machine: Machine): Promise<number[]> {
  const lsof = await machine.find('lsof');
  if (lsof === null) return [];
  const { stdout } = await machine.run(lsof, ['-t', '--', file]);
  return stdout.split('\n').filter(Boolean).map(Number);
}
