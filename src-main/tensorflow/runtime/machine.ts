/** What setup asks of the machine it runs on, in one place so that tests can describe another one. */
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { hasNvidiaDriver } from './driver';

export interface RunResult {
  /** Null where a signal ended the program. */
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
  /** Linux with musl in place of glibc, as in Alpine. */
  musl: boolean;
  /** The full path of a program in PATH, or null. */
  find(command: string): Promise<string | null>;
  /** Runs a program to its end. Rejects only where it cannot be started, or on abort. */
  run(command: string, args: string[], options?: RunOptions): Promise<RunResult>;
  /** Bytes that the user may still write where `folder` is, or will be. */
  freeBytes(folder: string): Promise<number>;
  hasNvidiaDriver(): Promise<boolean>;
}

/** The machine this process runs on. */
export function thisMachine(): Machine {
  const { platform, arch, env } = process;
  return {
    platform,
    arch,
    env,
    // The report behind it takes its time: made for who asks, not at every start of the program.
    get musl() {
      return platform === 'linux' && !glibcVersion();
    },
    find: (command) => findInPath(command, env.PATH ?? ''),
    run: runToEnd,
    freeBytes,
    hasNvidiaDriver,
  };
}

/** Looks a program up as a shell would. */
export async function findInPath(command: string, path: string): Promise<string | null> {
  const places = command.includes('/')
    ? [resolve(command)]
    : path
        .split(delimiter)
        .filter(Boolean)
        .map((folder) => join(folder, command));
  for (const place of places) {
    try {
      await access(place, constants.X_OK);
      if ((await stat(place)).isFile()) return place;
    } catch {
      // not here
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

async function freeBytes(folder: string): Promise<number> {
  for (let place = resolve(folder); ; place = dirname(place)) {
    try {
      const { bavail, bsize } = await statfs(place);
      return bavail * bsize;
    } catch (error) {
      if (place === dirname(place)) throw error;
    }
  }
}

function glibcVersion(): string | undefined {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime;
}
