import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { messageOf } from '#spec/errors';

/** Without a byte for this long, the download is given up. */
const patienceMs = 15_000;

/** Electron's binary, or half a sentence that says why there is none ("because ..."). */
export type ElectronBinary = { path: string } | { reason: string };

/**
 * Finds Electron where it was named by hand (ELECTRON_EXEC_PATH, ELECTRON_OVERRIDE_DIST_PATH) or in
 * node_modules, and fetches it with its own installer where it is missing. Never throws.
 */
export async function findElectron(print: (line: string) => void): Promise<ElectronBinary> {
  const { env, platform } = process;
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY)
    return { reason: 'no display is connected (DISPLAY and WAYLAND_DISPLAY are not set)' };
  if (platform === 'linux' && process.getuid?.() === 0)
    return { reason: "Electron's sandbox refuses to run as root" };

  const named =
    env.ELECTRON_EXEC_PATH ??
    (env.ELECTRON_OVERRIDE_DIST_PATH && join(env.ELECTRON_OVERRIDE_DIST_PATH, nameOf(platform)));
  if (named)
    return existsSync(named) ? { path: named } : { reason: `there is no Electron at '${named}'` };

  const home = electronPackage();
  if (home === null) return { reason: 'the package electron is not installed' };
  const path = join(home, 'dist', nameOf(platform));
  if (existsSync(path)) return { path };
  try {
    await fetchElectron(home, print);
  } catch (error) {
    return { reason: `Electron could not be fetched (${whyNot(error)})` };
  }
  return existsSync(path) ? { path } : { reason: 'Electron was fetched but is not in its place' };
}

function nameOf(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

function electronPackage(): string | null {
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

/** Downloads into Electron's own cache, giving up when nothing comes, then lets it unpack itself. */
async function fetchElectron(home: string, print: (line: string) => void): Promise<void> {
  const readJson = (name: string): unknown => JSON.parse(readFileSync(join(home, name), 'utf8'));
  const { version } = readJson('package.json') as { version: string };
  const get = createRequire(join(home, 'package.json')).resolve('@electron/get');
  const { downloadArtifact } = (await import(pathToFileURL(get).href)) as Downloader;

  print(`Fetching Electron ${version} …`);
  const abort = new AbortController();
  const giveUp = (): void =>
    abort.abort(new Error(`nothing arrived for ${patienceMs / 1000} seconds`));
  let timer = setTimeout(giveUp, patienceMs);
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
          timer = setTimeout(giveUp, patienceMs);
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
  const installer = join(home, 'install.js');
  await promisify(execFile)(process.execPath, [installer], { timeout: 120_000 });
}

/** The innermost cause: "fetch failed" alone tells nobody anything. */
function whyNot(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return messageOf(cause).split('\n')[0] ?? '';
}
