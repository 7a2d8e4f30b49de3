import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { messageOf } from '#spec/errors';

/** The download is aborted if no data arrives for this long. */
const stallTimeoutMs = 15_000;

/** The path of Electron's binary, or the reason why there is none: a clause that follows "because". */
export type ElectronBinary = { path: string } | { reason: string };

/**
 * Finds Electron by environment variable (ELECTRON_EXEC_PATH, ELECTRON_OVERRIDE_DIST_PATH) or in
 * node_modules, and downloads it with its own installer if it is missing. Never throws.
 */
export async function findElectron(print: (line: string) => void): Promise<ElectronBinary> {
  const { env, platform } = process;
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY)
    return { reason: 'no display is connected (DISPLAY and WAYLAND_DISPLAY are not set)' };
  if (platform === 'linux' && process.getuid?.() === 0)
    return { reason: "Electron's sandbox refuses to run as root" };

  const configuredPath =
    env.ELECTRON_EXEC_PATH ??
    (env.ELECTRON_OVERRIDE_DIST_PATH &&
      join(env.ELECTRON_OVERRIDE_DIST_PATH, binaryPath(platform)));
  if (configuredPath)
    return existsSync(configuredPath)
      ? { path: configuredPath }
      : { reason: `there is no Electron at '${configuredPath}'` };

  const packageFolder = findElectronPackage();
  if (packageFolder === null) return { reason: 'the package electron is not installed' };
  const path = join(packageFolder, 'dist', binaryPath(platform));
  if (existsSync(path)) return { path };
  try {
    await fetchElectron(packageFolder, print);
  } catch (error) {
    return { reason: `Electron could not be fetched (${innermostMessage(error)})` };
  }
  return existsSync(path) ? { path } : { reason: 'Electron was fetched but is not in its place' };
}

function binaryPath(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

function findElectronPackage(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

interface Downloader {
  downloadArtifact(request: {
    version: string;
    artifactName: 'electron';
    platform: string;
    arch: string;
    checksums: unknown;
    downloadOptions: {
      quiet: boolean;
      signal: AbortSignal;
      getProgressCallback(progress: { percent: number; total: number | null }): Promise<void>;
    };
  }): Promise<string>;
}

/** Downloads Electron to its own cache, with a timeout for stalls, then runs its installer. */
async function fetchElectron(packageFolder: string, print: (line: string) => void): Promise<void> {
  const readJson = (name: string): unknown =>
    JSON.parse(readFileSync(join(packageFolder, name), 'utf8'));
  const { version } = readJson('package.json') as { version: string };
  const get = createRequire(join(packageFolder, 'package.json')).resolve('@electron/get');
  const { downloadArtifact } = (await import(pathToFileURL(get).href)) as Downloader;

  print(`Fetching Electron ${version} …`);
  const abort = new AbortController();
  const abortStalled = (): void =>
    abort.abort(new Error(`nothing arrived for ${stallTimeoutMs / 1000} seconds`));
  let timer = setTimeout(abortStalled, stallTimeoutMs);
  let tenths = 0;
  try {
    await downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums: readJson('checksums.json'),
      downloadOptions: {
        quiet: true,
        signal: abort.signal,
        async getProgressCallback({ percent, total }) {
          clearTimeout(timer);
          timer = setTimeout(abortStalled, stallTimeoutMs);
          if (Math.floor(percent * 10) <= tenths) return;
          tenths = Math.floor(percent * 10);
          const size = total === null ? '' : ` of ${Math.round(total / 2 ** 20)} MB`;
          print(`Electron: ${tenths * 10} %${size}`);
        },
      },
    });
  } finally {
    clearTimeout(timer);
  }
  const installer = join(packageFolder, 'install.js');
  await promisify(execFile)(process.execPath, [installer], { timeout: 120_000 });
}

/** The first line of the error's cause, because a message such as "fetch failed" is not helpful. */
function innermostMessage(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return messageOf(cause).split('\n')[0] ?? '';
}
