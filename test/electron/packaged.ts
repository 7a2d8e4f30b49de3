/**
 * `npm run test:package`: packages the program with Electron 22 and runs the Electron tests with it in
 * another folder, without a network and without access to the source tree and the user's cache.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { cacheFolder } from '#tensorflow/runtime/cache';
import { buildForElectron22, builtFolder } from './build';
import { fetchElectron } from './fetch-electron';
import { missingForWindows, refuse } from './missing';

const root = fileURLToPath(new URL('../..', import.meta.url));
const output = join(root, 'dist/electron-22');

function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): number {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (error) throw error;
  return status ?? 1;
}

/** Arguments of `unshare` for a network namespace of its own; a user also needs a user namespace. */
const apart = ['--net', ...(process.getuid?.() === 0 ? [] : ['--map-root-user'])];
const canPart = spawnSync('unshare', [...apart, '--mount', 'true']).status === 0;

/** Python: enables the loopback interface, which Playwright needs, then runs its arguments. */
const loopback = `
import fcntl, os, socket, struct, sys
fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sH', b'lo', 0x1))
os.execvp(sys.argv[1], sys.argv[1:])`;

/** A script that starts the program with the given folders replaced by empty ones. */
function startWithout(folders: string[], program: string, file: string): string {
  const hide = folders.map((folder) => `mount -t tmpfs none '${folder}'`).join(' && ');
  writeFileSync(
    file,
    `#!/bin/sh\nexec unshare --mount sh -c "${hide} && exec '${program}' \\"\\$@\\"" sh "$@"\n`,
  );
  chmodSync(file, 0o755);
  return file;
}

/**
 * Copies the packaged binary to another that differs in one fuse: it takes `--inspect`, which Playwright
 * needs. Returns the copy's path.
 */
async function copyForDebugger(program: string): Promise<string> {
  const copy = `${program}-for-debugger`;
  cpSync(program, copy);
  await flipFuses(copy, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  return copy;
}

const electron = await fetchElectron().catch(refuse);
const missing = await missingForWindows(join(electron, 'electron'));
if (missing) refuse(missing);
await buildForElectron22();
const pack = ['run', '-s', 'package', '--', '--electron-dist', electron];
const packed = run('npm', [...pack, '--out', builtFolder, '--output', output]);
if (packed !== 0) process.exit(packed);

const elsewhere = mkdtempSync(join(tmpdir(), 'dni-package-'));
try {
  // The test of the sandbox starts it as another user.
  chmodSync(elsewhere, 0o755);
  const folder = join(elsewhere, 'DNI Workbench');
  cpSync(join(output, 'linux-unpacked'), folder, { recursive: true });
  const program = await copyForDebugger(join(folder, 'dni-workbench'));
  const test = ['npx', 'vitest', 'run', '--config', '.config/vitest.electron.config.ts'];
  const env = {
    DNI_TEST_PACKAGE: folder,
    DNI_TEST_ELECTRON: canPart
      ? startWithout([root, cacheFolder()], program, join(elsewhere, 'start'))
      : program,
  };
  if (!canPart)
    console.log('This system allows no namespaces: sources, cache and network stay in reach.');
  const within = canPart ? ['unshare', ...apart, 'python3', '-c', loopback] : [];
  const [command, ...args] = [...within, ...test, ...process.argv.slice(2)] as [string];
  process.exitCode = run(command, args, env);
} finally {
  rmSync(elsewhere, { recursive: true, force: true });
}
