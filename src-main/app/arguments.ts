import { basename, dirname, resolve } from 'node:path';

/** A project that the program was asked for from outside. */
export interface AskedProject {
  directory: string;
  /** Whether it is made where there is none. */
  make: boolean;
}

/**
 * The project a command line names: `--project DIR`, which may be new, or a path alone. `appPath` is
 * the program's own, which Electron is started with where it is not packaged. Of a second start
 * Chromium puts all switches first, so that DIR may have come away from `--project`.
 */
export function projectAsked(
  argv: readonly string[],
  workingDirectory: string,
  appPath: string,
): AskedProject | null {
  const args = argv.slice(1);
  const joined = args.find((arg) => arg.startsWith('--project='))?.slice('--project='.length);
  const paths = args.filter((arg) => arg !== '' && !arg.startsWith('-'));
  const own = paths.findIndex((path) => resolve(workingDirectory, path) === resolve(appPath));
  const named = joined ?? paths[own + 1];
  if (!named) return null;
  return {
    directory: projectFolder(resolve(workingDirectory, named)),
    make: joined !== undefined || args.includes('--project'),
  };
}

/** The folder of a path that names a project: itself, or where its `project.json` lies. */
export function projectFolder(path: string): string {
  return basename(path) === 'project.json' ? dirname(path) : path;
}
