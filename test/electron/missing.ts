import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { messageOf } from '#spec/errors';

const run = promisify(execFile);

/** The Debian 12 packages that Electron 22 and a virtual screen need. */
export const debianPackages =
  'xvfb xauth libnss3 libgtk-3-0 libasound2 libgbm1 libdrm2 libxkbcommon0 libatk-bridge2.0-0 fonts-dejavu-core';

/** One line that lists the missing libraries and programs for windows of this binary; null if there are none. */
export async function missingForWindows(binary: string): Promise<string | null> {
  const lacking = await run('ldd', [binary]).then(
    ({ stdout }) => [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map(([, library]) => library),
    () => ['ldd'],
  );
  const hasScreen = await run('Xvfb', ['-help']).then(
    () => true,
    (error: { code?: unknown }) => error.code !== 'ENOENT',
  );
  if (!hasScreen) lacking.unshift('Xvfb');
  if (lacking.length === 0) return null;
  return `Electron's window cannot be tested here, for want of ${lacking.join(', ')}: sudo apt install ${debianPackages}`;
}

/** Prints one line and exits, because a thrown error would be printed with its stack. */
export function refuse(reason: unknown): never {
  console.error(messageOf(reason));
  process.exit(1);
}
