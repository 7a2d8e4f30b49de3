/** `npm run bench -- tables`: measures the tables of resources/help/speed.md and writes them there. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '#spec/errors';
import { describeMachine } from './machine';
import { formatBlock, readBlock, replaceBlock } from './page';
import type { TableOptions, TablePart } from './part';
import { partNames, parts } from './parts';

export const tablesPage = join('resources', 'help', 'speed.md');

/**
 * Measures the parts of these names, all without one. Each is written when it is there; one that fails is logged, and the
 * others go on. Resolves to whether all are there. Throws if there is no such part, or no place for it on the page.
 */
export async function writeTables(
  names: readonly string[],
  options: TableOptions,
): Promise<boolean> {
  const unknown = names.find((name) => !partNames.includes(name));
  if (unknown !== undefined)
    throw new Error(`There is no table '${unknown}'. There are: ${partNames.join(', ')}.`);
  const chosen = parts.filter(({ name }) => names.length === 0 || names.includes(name));
  const page = await readFile(tablesPage, 'utf8');
  for (const { name } of chosen) readBlock(page, name);
  let areThere = true;
  for (const part of chosen) {
    const began = performance.now();
    options.log(`Table '${part.name}' …`);
    try {
      await writeTable(part, options);
      const seconds = Math.round((performance.now() - began) / 1000);
      options.log(`'${part.name}' is in ${tablesPage} (${seconds} s).`);
    } catch (error) {
      areThere = false;
      options.log(`'${part.name}' stays as it was: ${messageOf(error)}`);
    }
  }
  return areThere;
}

async function writeTable(part: TablePart, options: TableOptions): Promise<void> {
  const measured = await part.measure(options);
  const machine = await describeMachine(options.python, { ...options, date: new Date() });
  // Read again: somebody may have written on the page meanwhile.
  const page = await readFile(tablesPage, 'utf8');
  await writeFile(tablesPage, replaceBlock(page, part.name, formatBlock(part, measured, machine)));
}
