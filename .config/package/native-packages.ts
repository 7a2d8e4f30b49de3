/** The packages that cannot be bundled, since native code of theirs is loaded from files. */
import { cp, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { nodeFileTrace } from '@vercel/nft';

/** Asked for its place alone (see src-main/tensorflow/backend/native-addon.ts), so none of what it requires. */
const finder = '@mapbox/node-pre-gyp';

export interface ShippedPackage {
  name: string;
  version: string;
  license: string;
  folder: string;
}

/**
 * Copies, of tfjs and sharp and whatever they require, the files that are loaded, and no others, to
 * `node_modules` in `app`. Tells which packages those are.
 */
export async function copyNativePackages(root: string, app: string): Promise<ShippedPackage[]> {
  const { resolve } = createRequire(join(root, 'package.json'));
  const tfjs = dirname(resolve('@tensorflow/tfjs-node-gpu/package.json'));
  const entries = [
    resolve('@tensorflow/tfjs-core'),
    resolve('@tensorflow/tfjs'),
    join(tfjs, 'dist/index.js'),
    resolve('sharp'),
  ];
  const { fileList } = await nodeFileTrace(entries, {
    base: root,
    ignore: (path) => path.includes(`node_modules/${finder}/`),
  });
  const finderMain = createRequire(join(tfjs, 'package.json')).resolve(finder);
  const files = new Set([...fileList, relative(root, finderMain)]);
  const folders = new Set<string>();
  for (const file of files) {
    const folder = packageFolder(file);
    if (folder === null || !(await stat(join(root, file))).isFile()) continue;
    folders.add(folder);
    await cp(join(root, file), join(app, file));
  }
  const packages = [];
  for (const folder of [...folders].sort()) {
    await cp(join(root, folder, 'package.json'), join(app, folder, 'package.json'));
    packages.push(await describe(join(root, folder)));
  }
  return packages;
}

/** `node_modules/a/node_modules/@b/c` of a file in it; null for files of ours. */
function packageFolder(file: string): string | null {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? null;
}

async function describe(folder: string): Promise<ShippedPackage> {
  const text = await readFile(join(folder, 'package.json'), 'utf8');
  const { name, version, license } = JSON.parse(text) as ShippedPackage;
  return { name, version, license, folder };
}
