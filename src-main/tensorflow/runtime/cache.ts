/** Where the runtime lies in the user's cache, and how one that is ready is recognised. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export type Variant = 'cpu' | 'gpu';

/** `installation.json`, written last: a folder that has it is complete. */
export interface InstallationRecord {
  version: 1;
  tensorflow: string;
  variant: Variant;
  platform: string;
  arch: string;
  /** The tfjs-node-gpu release whose binding was built. */
  tfjs: string;
  compiler: string;
  builtAt: string;
  /** The files the runtime needs, relative to its folder, to notice one that was lost or cut short. */
  files: { path: string; bytes: number }[];
}

export interface Installation {
  folder: string;
  record: InstallationRecord;
}

/** The binding's place in an installation; its libraries are found relative to it. */
export const BINDING_FILE = 'tfjs_binding.node';
export const RECORD_FILE = 'installation.json';

/** `$DNI_WORKBENCH_CACHE`, or `dni-workbench` in the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  // Made absolute: the loader of native code would look for a relative one elsewhere.
  if (env.DNI_WORKBENCH_CACHE) return resolve(env.DNI_WORKBENCH_CACHE);
  return resolve(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'dni-workbench');
}

/** The folder of all installed runtimes. */
export function runtimesFolder(env?: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), 'runtime');
}

/** Where what was fetched waits, wheels to be installed and corpora to be imported, for all projects. */
export function downloadsFolder(env?: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), 'downloads');
}

/** One folder for each thing that a runtime depends on. The binding is N-API: Node's version is not one. */
export function installationName(
  tensorflow: string,
  variant: Variant,
  tfjs: string,
  platform: string = process.platform,
  arch: string = process.arch,
): string {
  return `tensorflow-${tensorflow}-${variant}-${platform}-${arch}-tfjs-${tfjs}`;
}

/** The installation in `folder`, or null where it is missing, unfinished or has lost a file. */
export async function readInstallation(folder: string): Promise<Installation | null> {
  try {
    const text = await readFile(join(folder, RECORD_FILE), 'utf8');
    const record = JSON.parse(text) as InstallationRecord;
    if (record.version !== 1) return null;
    for (const file of record.files) {
      if ((await stat(join(folder, file.path))).size !== file.bytes) return null;
    }
    return { folder, record };
  } catch {
    return null;
  }
}

/** Bytes in a file or folder with all it holds; 0 where it does not exist. Links count as nothing. */
export async function folderBytes(path: string): Promise<number> {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const sizes = entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        try {
          return (await stat(join(entry.parentPath, entry.name))).size;
        } catch {
          return 0; // removed while we were counting
        }
      });
    return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
  } catch {
    return 0;
  }
}
