/** Paths in the user's cache folder, and reading and checking an installed runtime. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export type Variant = 'cpu' | 'gpu';

/** Content of `installation.json`. It is written last, so a folder that has it is complete. */
export interface InstallationRecord {
  version: 1;
  tensorflow: string;
  variant: Variant;
  platform: string;
  arch: string;
  /** The version of tfjs-node-gpu whose binding was built. */
  tfjs: string;
  /** `BINDING_VERSION` when it was built. Absent: 1. */
  binding?: number;
  compiler: string;
  builtAt: string;
  /** All files the runtime needs, relative to its folder. Used to detect missing or truncated files. */
  files: { path: string; bytes: number }[];
}

export interface Installation {
  folder: string;
  record: InstallationRecord;
}

/** Path of the binding in an installation. It finds its libraries relative to this path. */
export const BINDING_FILE = 'tfjs_binding.node';
export const RECORD_FILE = 'installation.json';

/** Absolute path: `$DNI_WORKBENCH_CACHE`, or `dni-workbench` in the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  // The dynamic loader would resolve a relative path against other folders.
  if (env.DNI_WORKBENCH_CACHE) return resolve(env.DNI_WORKBENCH_CACHE);
  return resolve(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'dni-workbench');
}

/** The folder that holds one sub-folder for each installed runtime. */
export function runtimesFolder(env?: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), 'runtime');
}

/** The folder for downloaded wheels and corpora until they are installed or imported. Shared by all projects. */
export function downloadsFolder(env?: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), 'downloads');
}

/**
 * Folder name of an installation: it contains everything the runtime depends on. The version of Node
 * is not part of it, because the binding uses the stable N-API.
 */
export function installationName(
  tensorflow: string,
  variant: Variant,
  tfjs: string,
  platform: string = process.platform,
  arch: string = process.arch,
): string {
  return `tensorflow-${tensorflow}-${variant}-${platform}-${arch}-tfjs-${tfjs}`;
}

/** The content of `installation.json`. */
export function formatRecord(record: InstallationRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** Reads the installation in `folder`. Null if it is missing or incomplete, or if a file has another size. */
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

/** Total size in bytes of all files in a folder, recursively; 0 if it does not exist. Links are not counted. */
export async function folderBytes(path: string): Promise<number> {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const sizes = entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        try {
          return (await stat(join(entry.parentPath, entry.name))).size;
        } catch {
          return 0; // The file was removed in the meantime.
        }
      });
    return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
  } catch {
    return 0;
  }
}
