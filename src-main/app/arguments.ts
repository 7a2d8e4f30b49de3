import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isArchiveName } from '#spec/archive';

/** What the command line or the operating system asks the program to open. */
export type Requested = RequestedProject | RequestedFile;

export interface RequestedProject {
  directory: string;
  /** Whether the project is created if it does not exist. */
  create: boolean;
}

/** An archive, data, a model or curves: the window says what can be made of it. */
export interface RequestedFile {
  file: string;
}

/**
 * Parses what a command line asks for: `--project DIR`, which may not exist yet, or a path alone. Both can be `file://` addresses,
 * as other programs give them.
 * `appPath` is the path of the program, which is the first argument of an unpackaged Electron. For a
 * second instance, Chromium moves all switches to the front, so DIR may not follow `--project`.
 */
export function parseRequest(
  argv: readonly string[],
  workingDirectory: string,
  appPath: string,
): Requested | null {
  const args = argv.slice(1);
  const switchValue = args.find((arg) => arg.startsWith('--project='))?.slice('--project='.length);
  const paths = args.filter((arg) => arg !== '' && !arg.startsWith('-'));
  const appIndex = paths.findIndex((path) => resolve(workingDirectory, path) === resolve(appPath));
  const projectPath = switchValue ?? paths[appIndex + 1];
  if (!projectPath) return null;
  const path = resolve(workingDirectory, pathOf(projectPath));
  if (switchValue !== undefined || args.includes('--project'))
    return { directory: projectFolderOf(path), create: true };
  return requestOf(path);
}

/** What a path asks for: the project in a folder or of a `project.json`, or any other file. */
export function requestOf(path: string): Requested {
  const isProject = basename(path) === 'project.json' || !(isArchiveName(path) || isFile(path));
  return isProject ? { directory: projectFolderOf(path), create: false } : { file: path };
}

const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** The path of a `file://` address; anything else is one already. */
function pathOf(argument: string): string {
  if (!/^file:\/\//i.test(argument)) return argument;
  try {
    return fileURLToPath(argument);
  } catch {
    // Of another machine, or no address: there is nothing at it, which opening it says.
    return argument;
  }
}

function projectFolderOf(path: string): string {
  return basename(path) === 'project.json' ? dirname(path) : path;
}
