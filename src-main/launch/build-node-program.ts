import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { makeFolders } from '#files/create-folders';
import { requireForPackages } from './compile-cli';

const scripts = {
  cli: 'src-main/cli.ts',
  job: 'src-main/cluster/node/job.ts',
  worker: 'src-main/training/worker.ts',
  'self-test-child': 'src-main/tensorflow/runtime/self-test-child.ts',
};

/**
 * Loaded by `require` at run time: each becomes one file in a `node_modules` of its own, beside the files that are read
 * as they are: the WebAssembly code, and what the binding to TensorFlow is compiled from where a node has none.
 */
const requiredPackages = [
  { name: '@tensorflow/tfjs-core', script: 'index.js', entry: '@tensorflow/tfjs-core' },
  { name: '@tensorflow/tfjs', script: 'index.js', entry: '@tensorflow/tfjs' },
  {
    ...{ name: '@tensorflow/tfjs-backend-wasm', script: 'index.js' },
    ...{ entry: '@tensorflow/tfjs-backend-wasm', files: /^dist\/[^/]*\.wasm$/ },
  },
  {
    ...{ name: '@tensorflow/tfjs-node-gpu', script: 'dist/index.js' },
    ...{ entry: '@tensorflow/tfjs-node-gpu/dist/index.js', files: /^binding\/[^/]*\.(cc|h)$/ },
  },
  { name: 'node-api-headers', files: /^include\/[^/]*\.h$/ },
];

const sharedPackages = ['@tensorflow/tfjs-core', '@tensorflow/tfjs'];

/** Its path is looked up, but a stub takes its place (see `tensorflow/backend/native-addon.ts`). */
const preGyp = '@mapbox/node-pre-gyp';

/** What no node does: it shows no window, draws no figures as pixels and compiles nothing. */
const notOnNodes = ['electron', 'electron-vite', 'vite', 'tsx', 'esbuild', 'sharp'];

/**
 * Compiles the program that the nodes of a cluster run with a plain Node, all its packages included, into the folder
 * `out`, which it empties before. `root` is the folder of the program. Throws where a source has an error or the folder
 * cannot be written.
 */
export async function buildNodeProgram(root: string, out: string): Promise<void> {
  await rm(out, { recursive: true, force: true });
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    logLevel: 'silent',
  } as const;
  await build({
    ...common,
    entryPoints: scripts,
    outdir: out,
    splitting: true,
    format: 'esm',
    banner: { js: requireForPackages },
    external: ['@tensorflow/*', preGyp, ...notOnNodes],
  });
  const { resolve } = createRequire(join(root, 'package.json'));
  for (const { name, script, entry, files } of requiredPackages) {
    const folder = join(out, 'node_modules', name);
    if (script !== undefined)
      await build({
        ...common,
        entryPoints: [resolve(entry)],
        outfile: join(folder, script),
        format: 'cjs',
        // All compute with the same tfjs-core.
        external: [...sharedPackages.filter((shared) => shared !== name), preGyp],
      });
    const source = dirname(resolve(`${name}/package.json`));
    const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as {
      version: string;
    };
    await writePackage(folder, { name, version });
    if (files) await copyMatching(source, folder, files);
  }
  const stub = join(out, 'node_modules', preGyp);
  await makeFolders(stub);
  await writePackage(stub, { name: preGyp, version: '0.0.0' });
  await writeFile(join(stub, 'index.js'), '');
}

async function writePackage(
  folder: string,
  content: { name: string; version: string },
): Promise<void> {
  await makeFolders(folder);
  await writeFile(
    join(folder, 'package.json'),
    `${JSON.stringify({ ...content, type: 'commonjs' })}\n`,
  );
}

/** Copies the files of a package whose paths match; those of a folder `dist` beside the script. */
async function copyMatching(source: string, folder: string, pattern: RegExp): Promise<void> {
  for (const name of await readdir(source, { recursive: true })) {
    if (!pattern.test(name.replaceAll('\\', '/'))) continue;
    const target = join(folder, name.replace(/^dist./, ''));
    await makeFolders(dirname(target));
    await copyFile(join(source, name), target);
  }
}
