/**
 * Runs the command line (`cli.ts`), compiled into `out/cli`, where it starts several times faster than from its sources.
 * It is compiled again when one of them has changed. Plain JavaScript, because it runs before anything is compiled.
 *
 *     node src-main/dni.js train mnist-cdni
 */
import { readFileSync, statSync } from 'node:fs';

const root = new URL('..', import.meta.url);
const compiled = new URL('out/cli/', root);

/** Whether every source has the size and the time of change that `launch/compile-cli.ts` has noted. */
function isCurrent() {
  try {
    const { sources } = JSON.parse(readFileSync(new URL('sources.json', compiled), 'utf8'));
    return sources.every(([path, size, mtimeMs]) => {
      const stats = statSync(new URL(path, root));
      return stats.size === size && stats.mtimeMs === mtimeMs;
    });
  } catch {
    return false;
  }
}

/** Compiles the command line. Returns what is to be run: the sources where that fails, as in a folder that cannot be written. */
async function compile() {
  const { register } = await import('tsx/esm/api');
  const unregister = register();
  try {
    const { compileCli } = await import('./launch/compile-cli.ts');
    await compileCli(root, compiled);
  } catch {
    return new URL('cli.ts', import.meta.url);
  }
  await unregister();
  return new URL('cli.js', compiled);
}

await import(isCurrent() ? new URL('cli.js', compiled) : await compile());
