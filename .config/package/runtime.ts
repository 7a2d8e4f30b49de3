/** The TensorFlow runtime as a package brings it along: found or built, then made small. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { RECORD_FILE } from '#tensorflow/runtime/cache';
import { setUpWithProgress } from '../../src-main/launch/set-up';
import { installationFolder } from '#tensorflow/runtime/installed';
import { readInstallation, type Installation } from '#tensorflow/runtime/cache';
import { NOTICES } from '#tensorflow/runtime/wheels';

const run = promisify(execFile);

/**
 * Puts the runtime for CPUs into `folder`: its record, the binding and the libraries, each once and
 * without the symbols that only debuggers read (a fourth of it). Null, with a line that says so, where
 * TensorFlow has no C library (Windows). Throws WorkbenchError where it cannot be had.
 */
export async function stageRuntime(folder: string): Promise<string | null> {
  if (process.platform === 'win32') {
    console.log("TensorFlow has no C library for Windows: tfjs's own backend will train there.");
    return null;
  }
  const { folder: from, record } = await runtimeWithNotices();
  const files = [];
  for (const { path } of record.files) {
    const to = join(folder, path);
    await mkdir(dirname(to), { recursive: true });
    await cp(join(from, path), to);
    if (process.platform === 'linux' && /\.so(\.|$)/.test(path)) await strip(to);
    files.push({ path, bytes: (await stat(to)).size });
  }
  await writeFile(join(folder, RECORD_FILE), `${JSON.stringify({ ...record, files }, null, 2)}\n`);
  return folder;
}

/** Whoever hands TensorFlow on hands its notices on; a runtime set up long ago may lack them. */
async function runtimeWithNotices(): Promise<Installation> {
  const found = await readInstallation(installationFolder('cpu'));
  const whole = found?.record.files.some(({ path }) => path === NOTICES) ?? false;
  await setUpWithProgress((line) => console.log(line), { gpu: false, force: !whole });
  const installation = await readInstallation(installationFolder('cpu'));
  if (!installation) throw new Error('The TensorFlow runtime was set up but is not there.');
  return installation;
}

async function strip(library: string): Promise<void> {
  await run('strip', ['--strip-unneeded', library]).catch(() =>
    console.log(`${library} keeps its symbols: there is no \`strip\` (binutils) here.`),
  );
}

/** TensorFlow's notices, as text. */
export function readNotices(runtime: string): Promise<string> {
  return readFile(join(runtime, NOTICES), 'utf8');
}
