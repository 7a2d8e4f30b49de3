import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Temporary folders for settings and projects, separate from those of the real user. */
export class Home {
  readonly folder = mkdtempSync(join(tmpdir(), 'dni-e2e-'));
  readonly projects = join(this.folder, 'projects');

  async remove(): Promise<void> {
    // Processes of Electron may write for a moment after it has ended.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

export interface Workbench {
  /** An address that signs one browser in. */
  url: string;
  /** Process that serves. */
  pid: number;
  /** Ends the server as Ctrl-C does; resolves to its exit status. */
  close(): Promise<number | null>;
}

/**
 * Starts `npm run dni -- serve` with these folders and waits for its address. `project`: the folder of the one to open;
 * `env`: more variables of its environment.
 */
export async function startWorkbench(
  home: Pick<Home, 'folder' | 'projects'>,
  { project, env = {} }: { project?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Workbench> {
  const options = ['--port', '0', ...(project === undefined ? [] : ['--project', project])];
  const child = spawn(process.execPath, ['src-main/dni.js', 'serve', ...options], {
    cwd: root,
    env: {
      ...process.env,
      ...env,
      DNI_WORKBENCH_PROJECTS: home.projects,
      DNI_WORKBENCH_CONFIG: join(home.folder, 'config'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    url: await addressFrom(child, ended),
    pid: child.pid ?? 0,
    close() {
      child.kill('SIGINT');
      return ended;
    },
  };
}

function addressFrom(child: ChildProcess, ended: Promise<unknown>): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const append = (text: string): void => {
      output += text;
      const address = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(output)?.[0];
      if (address) resolve(address);
    };
    child.stdout?.setEncoding('utf8').on('data', append);
    child.stderr?.setEncoding('utf8').on('data', append);
    void ended.then(() =>
      reject(new Error(`The server ended before it had an address: ${output}`)),
    );
  });
}

/** The file of a screenshot, kept in `out` for people to look at. */
export function screenshotPath(name: string): string {
  const folder = join(root, 'out', 'screenshots');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.png`);
}
