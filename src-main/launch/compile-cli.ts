import type { Stats } from 'node:fs';
import { readFile, readdir, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { makeFolders } from '#files/create-folders';

/** The scripts that are started as processes of their own: each is a file of this name in the folder of the compiled program. */
const scripts = {
  cli: 'src-main/cli.ts',
  worker: 'src-main/training/worker.ts',
  'self-test-child': 'src-main/tensorflow/runtime/self-test-child.ts',
  'build-child': 'src-main/launch/build-child.ts',
};

/** Packages of many small files that every command loads. All others stay where they are. */
const bundledPackages = ['commander', 'protobufjs', 'pure-rand', 'rfc6902', 'zod'];

/** Packages of CommonJS `require` modules of Node. */
export const requireForPackages =
  "import { createRequire as createRequireOfFile } from 'node:module'; const require = createRequireOfFile(import.meta.url);";

/** A file that another compilation has replaced is removed after this time: a program that was started before may still load it. */
const keepOldMs = 24 * 60 * 60 * 1000;

/**
 * Compiles the command line and its processes into the folder `compiled`, and notes there in `sources.json` what it was
 * compiled from: `[path, size, time of change]` of each file, and of each script that was made, which another process that
 * compiles older sources may replace. `root` is the folder of the program. Both end with a slash. Throws where a source has
 * an error or the folder cannot be written.
 */
export async function compileCli(root: URL, compiled: URL): Promise<void> {
  const began = Date.now();
  const { outputFiles, metafile } = await build({
    absWorkingDir: fileURLToPath(root),
    entryPoints: scripts,
    outdir: fileURLToPath(compiled),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    chunkNames: '[name]-[hash]',
    banner: { js: requireForPackages },
    external: await listExternalPackages(root),
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const paths = [...Object.keys(metafile.inputs), 'package.json', 'package-lock.json'];
  const sources = await Promise.all(
    paths.map(async (path): Promise<[path: string, size: number, mtimeMs: number]> => {
      const { size, mtimeMs } = await stat(new URL(path, root));
      // One that has changed meanwhile may have been read before: it counts as changed.
      return [path, size, mtimeMs < began ? mtimeMs : 0];
    }),
  );
  await makeFolders(fileURLToPath(compiled));
  const files = outputFiles.map(({ path }) => basename(path));
  await keepReplaced(compiled, new Set(files));
  for (const { path, contents } of outputFiles) {
    const { size, mtimeMs } = await replace(path, contents);
    // The others have names of their own for each content.
    if (basename(path, '.js') in scripts)
      sources.push([relative(fileURLToPath(root), path).replaceAll('\\', '/'), size, mtimeMs]);
  }
  const notes = JSON.stringify({ sources, files });
  await replace(fileURLToPath(new URL('sources.json', compiled)), notes);
  await removeOld(compiled, new Set(files));
}

async function listExternalPackages(root: URL): Promise<string[]> {
  const text = await readFile(new URL('package.json', root), 'utf8');
  const { dependencies, devDependencies } = JSON.parse(text) as Record<string, object>;
  return Object.keys({ ...dependencies, ...devDependencies }).filter(
    (name) => !bundledPackages.includes(name),
  );
}

/** Another process may compile at the same time, and a third one load the file: each sees a whole one. */
async function replace(path: string, contents: string | Uint8Array): Promise<Stats> {
  const partial = `${path}.${process.pid}.partial`;
  await writeFile(partial, contents);
  const stats = await stat(partial);
  await rename(partial, path);
  return stats;
}

/** The time for which files of the last compilation are kept begins now: until now programs were started from them. */
async function keepReplaced(folder: URL, current: ReadonlySet<string>): Promise<void> {
  const now = new Date();
  for (const name of (await readNotedFiles(folder)).filter((file) => !current.has(file)))
    await utimes(new URL(encodeURIComponent(name), folder), now, now).catch(() => undefined);
}

async function readNotedFiles(folder: URL): Promise<string[]> {
  try {
    const text = await readFile(new URL('sources.json', folder), 'utf8');
    return (JSON.parse(text) as { files?: string[] }).files ?? [];
  } catch {
    // There was no compilation, or it is damaged: it is made anew.
    return [];
  }
}

async function removeOld(folder: URL, current: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder)) {
    if (current.has(name) || name === 'sources.json') continue;
    const file = new URL(encodeURIComponent(name), folder);
    const stats = await stat(file).catch(() => null);
    if (stats && Date.now() - stats.mtimeMs > keepOldMs) await unlink(file).catch(() => undefined);
  }
}
