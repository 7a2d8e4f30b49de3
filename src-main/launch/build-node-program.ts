import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { makeFolders } from '#files/create-folders';
import { requireForPackages } from './compile-cli';

const scripts = {
  cli: 'src-main/cli.ts',
  job: 'src-main/cluster/node/job.ts',
  worker: 'src-main/training/worker.ts',
  'self-test-child': 'src-main/tensorflow/runtime/self-test-child.ts',
};

interface RequiredPackage {
  name: string;
  /** Its scripts that are loaded, by their paths in the program for nodes: what to compile for each. */
  scripts?: Record<string, string>;
  /** Its files that are read as they are. */
  files?: RegExp;
}

/**
 * Loaded by `require` at run time: each is compiled into a `node_modules` of its own, beside the files that are read as
 * they are: the WebAssembly code, and what the binding to TensorFlow is compiled from where a node has none.
 */
const requiredPackages: RequiredPackage[] = [
  { name: '@tensorflow/tfjs-core', scripts: { 'index.js': '@tensorflow/tfjs-core' } },
  { name: '@tensorflow/tfjs', scripts: { 'index.js': '@tensorflow/tfjs' } },
  {
    name: '@tensorflow/tfjs-backend-wasm',
    scripts: { 'index.js': '@tensorflow/tfjs-backend-wasm' },
    files: /^dist\/[^/]*\.wasm$/,
  },
  {
    name: '@tensorflow/tfjs-node-gpu',
    scripts: {
      'dist/index.js': '@tensorflow/tfjs-node-gpu/dist/index.js',
      'dist/register_all_kernels.js': '@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js',
    },
    files: /^binding\/[^/]*\.(cc|h)$/,
  },
  { name: 'node-api-headers', files: /^include\/[^/]*\.h$/ },
];

const sharedPackages = ['@tensorflow/tfjs-core', '@tensorflow/tfjs'];

/** Its path is looked up, but a stub takes its place (see `tensorflow/backend/native-addon.ts`). */
const preGyp = '@mapbox/node-pre-gyp';

/** What no node does: it shows no window, draws no figures as pixels and compiles nothing. */
const notOnNodes = ['electron', 'electron-vite', 'vite', 'tsx', 'esbuild', 'sharp'];

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  metafile: true,
  logLevel: 'silent',
} satisfies BuildOptions;

/**
 * Compiles the program that the nodes of a cluster run with a plain Node, all its packages included, into the folder
 * `out`, which it empties before. Returns the paths of the files that are in it, below `root`, the folder of the program.
 * Throws where a source has an error or the folder cannot be written.
 */
export async function buildNodeProgram(root: string, out: string): Promise<string[]> {
  await rm(out, { recursive: true, force: true });
  const { metafile } = await build({
    ...common,
    absWorkingDir: root,
    entryPoints: scripts,
    outdir: out,
    splitting: true,
    format: 'esm',
    banner: { js: requireForPackages },
    external: ['@tensorflow/*', preGyp, ...notOnNodes],
  });
  const sources = Object.keys(metafile.inputs);
  for (const required of requiredPackages)
    sources.push(...(await addPackage(root, required, join(out, 'node_modules', required.name))));
  const stub = join(out, 'node_modules', preGyp);
  await writePackage(stub, { name: preGyp, version: '0.0.0' });
  await writeFile(join(stub, 'index.js'), '');
  return sources;
}

/** Returns the paths of the files that are in it, below `root`. */
async function addPackage(
  root: string,
  { name, scripts: compiled = {}, files }: RequiredPackage,
  folder: string,
): Promise<string[]> {
  const { resolve } = createRequire(join(root, 'package.json'));
  const description = resolve(`${name}/package.json`);
  const { version } = JSON.parse(await readFile(description, 'utf8')) as { version: string };
  await writePackage(folder, { name, version });
  if (files) await copyMatching(dirname(description), folder, files);
  const compile = async (
    entry: Pick<BuildOptions, 'entryPoints' | 'stdin'>,
    script: string,
  ): Promise<string[]> => {
    const { metafile } = await build({
      ...common,
      ...entry,
      absWorkingDir: root,
      outfile: join(folder, script),
      format: 'cjs',
      // All compute with the same tfjs-core.
      external: [...sharedPackages.filter((shared) => shared !== name), preGyp],
    });
    return Object.keys(metafile.inputs);
  };
  const sources = [relative(root, description)];
  const [[script, entry] = [], ...others] = Object.entries(compiled);
  if (script === undefined || entry === undefined) return sources;
  if (others.length === 0)
    return [...sources, ...(await compile({ entryPoints: [resolve(entry)] }, script))];
  // The scripts share the modules that several of them require, each of which runs when it is first required.
  const shared = join(dirname(script), 'modules.js');
  const functions = Object.entries(compiled).map(
    ([path, module]) =>
      `${JSON.stringify(path)}: () => require(${JSON.stringify(resolve(module))})`,
  );
  const contents = `module.exports = { ${functions.join(', ')} };`;
  sources.push(...(await compile({ stdin: { contents, resolveDir: root } }, shared)));
  for (const path of Object.keys(compiled))
    await writeFile(
      join(folder, path),
      `module.exports = require('./modules.js')[${JSON.stringify(path)}]();\n`,
    );
  return sources;
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
