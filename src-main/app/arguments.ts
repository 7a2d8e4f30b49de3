import { basename, dirname, resolve } from 'node:path';

/** A project that the command line or the operating system asks the program to open. */
export interface RequestedProject {
  directory: string;
  /** Whether the project is created if it does not exist. */
  create: boolean;
}

/**
 * Parses the project of a command line: `--project DIR`, which may not exist yet, or a path alone.
 * `appPath` is the path of the program, which is the first argument of an unpackaged Electron. For a
 * second instance, Chromium moves all switches to the front, so DIR may not follow `--project`.
 */
export function parseProjectArgument(
  argv: readonly string[],
  workingDirectory: string,
  appPath: string,
): RequestedProject | null {
  const args = argv.slice(1);
  const switchValue = args.find((arg) => arg.startsWith('--project='))?.slice('--project='.length);
  const paths = args.filter((arg) => arg !== '' && !arg.startsWith('-'));
  const appIndex = paths.findIndex((path) => resolve(workingDirectory, path) === resolve(appPath));
  const projectPath = switchValue ?? paths[appIndex + 1];
  if (!projectPath) return null;
  return {
    directory: projectFolderOf(resolve(workingDirectory, projectPath)),
    create: switchValue !== undefined || args.includes('--project'),
  };
}

/** The project folder of a path: the path itself, or the folder of a `project.json`. */
export function projectFolderOf(path: string): string {
  return basename(path) === 'project.json' ? dirname(path) : path;
}
