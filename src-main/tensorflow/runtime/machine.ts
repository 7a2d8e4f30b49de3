/** Everything that setup needs from the operating system behind one interface, which tests replace. */
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { freeBytes } from '#files/free-bytes';
import { hasNvidiaDriver } from './nvidia-driver';

export interface RunResult {
  /** The exit status; null if a signal ended the program. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

export interface Machine {
  platform: string;
  arch: string;
  env: NodeJS.ProcessEnv;
  /** Whether the C library is musl instead of glibc, as in Alpine Linux. */
  musl: boolean;
  /** The full path of a program in PATH, or null. */
  find(command: string): Promise<string | null>;
  /** Runs a program until it exits. Rejects only if it cannot be started, or on abort. */
  run(command: string, args: string[], options?: RunOptions): Promise<RunResult>;
  /** Free bytes for this user on the disk of `folder`, which need not exist yet; null where the system does not tell. */
  freeBytes(folder: string): number | null;
  hasNvidiaDriver(): Promise<boolean>;
}

/** The machine this process runs on. */
export function thisMachine(): Machine {
  const { platform, arch, env } = process;
  return {
    platform,
    arch,
    env,
    // A getter, because the process report behind it is slow and most starts do not need it.
    get musl() {
      return platform === 'linux' && !glibcVersion();
    },
    find: (command) => findInPath(command, env.PATH ?? ''),
    run: runToEnd,
    freeBytes: (folder) => freeBytes(resolve(folder)),
    hasNvidiaDriver,
  };
}

/** Finds a program as a shell does: in the folders of `path`, or directly if `command` is a path. */
export async function findInPath(command: string, path: string): Promise<string | null> {
  const candidates = command.includes('/')
    ? [resolve(command)]
    : path
        .split(delimiter)
        .filter(Boolean)
        .map((folder) => join(folder, command));
  for (const candidate of candidates) {
    try {
      await access(candidate, constants.X_OK);
      if ((await stat(candidate)).isFile()) return candidate;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

function runToEnd(command: string, args: string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      env: options.env,
      signal: options.signal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', fail);
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

function glibcVersion(): string | undefined {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime;
}
