import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Starts the command line in a process of its own, as `npm run dni` does. */
export function startCli(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, ['src-main/dni.js', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function runCli(
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; onStdout?: (text: string, child: ChildProcess) => void } = {},
): Promise<Outcome> {
  const child = startCli(args, options.env);
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    options.onStdout?.(text, child);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, stdout, stderr };
}

/** The JSON objects that `--json` prints, one per line. */
export function objectsOf(stdout: string): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A temporary folder, with the path of a project in it that does not exist at first. */
export class Sandbox {
  readonly folder = mkdtempSync(join(tmpdir(), 'dni-cli-'));
  readonly project = join(this.folder, 'project');

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** All paths below the project folder, sorted; null if the project was never created. */
  async contents(): Promise<string[] | null> {
    return readdir(this.project, { recursive: true }).then(
      (names) => names.sort(),
      () => null,
    );
  }

  async makeFolder(name: string): Promise<string> {
    await mkdir(this.path(name), { recursive: true });
    return this.path(name);
  }

  async remove(): Promise<void> {
    // Processes that the command has started may write for a moment after it has ended.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
