/**
 * Opens the workbench in the default browser, signed in. The arguments of a program can be read by all users of the
 * machine, so the browser is not given the address with its code: it opens a file that only this user can read, which
 * leads on to the address.
 */
import { spawn } from 'node:child_process';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeFolders } from '#files/create-folders';
import type { OneTimeAddress, RunningServer } from '#server/start-server';

/** A browser that has not opened the file after this time cannot read it; the address is printed too. */
const fileMs = 60_000;

/**
 * Opens the browser. Returns when it was started; errors are ignored, because the user can open a printed address.
 * Does nothing on Linux without a display. `folder` holds the file until it was used, for a minute at most. It must be
 * neither the folder for temporary files nor a hidden one: browsers that are installed as snaps cannot read those.
 */
export async function openBrowser(
  { port, issueAddress }: Pick<RunningServer, 'port' | 'issueAddress'>,
  folder: string,
): Promise<void> {
  const { platform, env } = process;
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return;
  const oneTime = issueAddress();
  const file = join(folder, `.sign-in-${port}.html`);
  const timer = setTimeout(oneTime.revoke, fileMs);
  timer.unref();
  void oneTime.ended.then(() => {
    clearTimeout(timer);
    return rm(file, { force: true }).catch(() => undefined);
  });
  if (await writePrivately(file, redirectPage(oneTime))) startOpener(pathToFileURL(file).href);
  else oneTime.revoke();
}

/** False if the file cannot be written, or if others can read it, as on a disk without permissions. */
async function writePrivately(file: string, content: string): Promise<boolean> {
  try {
    await makeFolders(join(file, '..'));
    // A file that was left by a program that was killed is not reused, with whatever permissions it has.
    await rm(file, { force: true });
    await writeFile(file, content, { flag: 'wx', mode: 0o600 });
    return process.platform === 'win32' || ((await stat(file)).mode & 0o077) === 0;
  } catch {
    return false;
  }
}

function redirectPage({ address }: OneTimeAddress): string {
  return `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${address}">
<title>DNI Workbench</title>
<a href="${address}">Open the workbench</a>
`;
}

function startOpener(url: string): void {
  const commands: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
    darwin: ['open', url],
    win32: ['rundll32', 'url.dll,FileProtocolHandler', url],
  };
  const [command, ...args] = commands[process.platform] ?? ['xdg-open', url];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
