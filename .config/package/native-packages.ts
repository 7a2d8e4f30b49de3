/** The packages that cannot be bundled, because their native code or their fonts are loaded from files. */
import { cp, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { nodeFileTrace } from '@vercel/nft';
import { fontFiles } from '#exchange/figure/text/font-files';

/** Only its path is resolved (see src-main/tensorflow/backend/native-addon.ts), so its dependencies are not needed. */
const nodePreGyp = '@mapbox/node-pre-gyp';

export interface CopiedPackage {
  name: string;
  version: string;
  license: string;
  folder: string;
}

/**
 * Copies the files of tfjs, sharp and their dependencies that are loaded at run time, and the fonts of figures, to
 * `node_modules` in `app`. Returns the copied packages.
 */
export async function copyNativePackages(root: string, app: string): Promise<CopiedPackage[]> {
  const { resolve } = createRequire(join(root, 'package.json'));
  const tfjs = dirname(resolve('@tensorflow/tfjs-node-gpu/package.json'));
  const entries = [
    resolve('@tensorflow/tfjs-core'),
    resolve('@tensorflow/tfjs'),
    resolve('@tensorflow/tfjs-backend-wasm'),
    join(tfjs, 'dist/index.js'),
    resolve('sharp'),
    // What `import` loads, where `require` loads the file above.
    join(dirname(resolve('sharp')), 'index.mjs'),
  ];
  const { fileList } = await nodeFileTrace(entries, {
    base: root,
    ignore: (path) => packageFolderOf(path)?.endsWith(`node_modules/${nodePreGyp}`) ?? false,
  });
  const nodePreGypMain = createRequire(join(tfjs, 'package.json')).resolve(nodePreGyp);
  const fonts = Object.values(fontFiles).map((file) => relative(root, resolve(file)));
  const wasm = wasmFiles(root).map((file) => relative(root, file));
  const files = new Set([...fileList, relative(root, nodePreGypMain), ...fonts, ...wasm]);
  const copied = [];
  for (const file of files) {
    if (packageFolderOf(file) === null || !(await stat(join(root, file))).isFile()) continue;
    await cp(join(root, file), join(app, file));
    copied.push(file);
  }
  const packages = await readPackages(root, copied);
  for (const { folder } of packages)
    await cp(join(folder, 'package.json'), join(app, relative(root, folder), 'package.json'));
  return packages;
}

/** The packages that these files are of, sorted by their folders. The paths are below `root`. */
export async function readPackages(
  root: string,
  files: readonly string[],
): Promise<CopiedPackage[]> {
  const folders = new Set(files.flatMap((file) => packageFolderOf(file) ?? []));
  return Promise.all([...folders].sort().map((folder) => readPackage(join(root, folder))));
}

/** What the WebAssembly backend of tfjs reads beside its script. */
export function wasmFiles(root: string): string[] {
  const script = createRequire(join(root, 'package.json')).resolve('@tensorflow/tfjs-backend-wasm');
  return ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'].map((file) =>
    join(dirname(script), file),
  );
}

/**
 * `node_modules/a/node_modules/@b/c` for a file in it, with slashes on Windows too; null for files outside
 * node_modules.
 */
export function packageFolderOf(file: string): string | null {
  const path = file.replaceAll('\\', '/');
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? null;
}

async function readPackage(folder: string): Promise<CopiedPackage> {
  const text = await readFile(join(folder, 'package.json'), 'utf8');
  const { name, version, license } = JSON.parse(text) as CopiedPackage;
  return { name, version, license, folder };
}
