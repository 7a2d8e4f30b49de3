import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const read = (command: string, ...args: string[]): string =>
  spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26 }).stdout;

/** The Debian packages of the libraries that the programs and libraries in a folder are linked with and that it does not hold. */
export function listLinkedPackages(folder: string): string[] {
  const binaries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(so(\.[\d.]+)?|node)$|(^|\/)(dni-workbench|chrome[\w-]+)$/.test(file),
  );
  const headers = read('objdump', '-p', ...binaries.map((file) => join(folder, file)));
  const needed = new Set(
    [...headers.matchAll(/NEEDED\s+(\S+)/g)].map(([, library = '']) => library),
  );
  for (const file of binaries) needed.delete(file.split('/').at(-1) ?? '');
  const places = [...read('/sbin/ldconfig', '-p').matchAll(/^\s*(\S+) .* => (\S+)$/gm)]
    .filter(([, library = '']) => needed.has(library))
    // Since the folders /lib and /usr/lib are one, a package may name either.
    .flatMap(([, , path = '']) => [path, join('/usr', path)]);
  const owners = read('dpkg', '--search', ...places).matchAll(/^([^:\s]+):/gm);
  return [...new Set([...owners].map(([, name = '']) => name))];
}
