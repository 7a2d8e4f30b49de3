/** What the test of the Debian package does to this machine: as root, and as an ordinary user whom it makes. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];

/** Runs a command as root and returns what it writes. Throws with what it wrote if it fails. */
export function runAsRoot(...command: string[]): string {
  const [program = '', ...args] = [...asRoot, ...command];
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
  });
  if (error ?? status !== 0)
    throw new Error(`'${command.join(' ')}' failed: ${error?.message ?? ''}${stdout}${stderr}`);
  return stdout;
}

/** Commands of the test, with their packages; those that the deb depends on must be there, so that apt installs nothing else. */
const neededCommands: Record<string, string> = {
  'apt-get': 'apt',
  'dpkg-deb': 'dpkg',
  useradd: 'passwd',
  gio: 'libglib2.0-bin',
  objdump: 'binutils',
  Xvfb: 'xvfb',
  'update-desktop-database': 'desktop-file-utils',
  'update-mime-database': 'shared-mime-info',
};

/** One line that says why the package cannot be installed on this machine; null if it can. */
export function reasonNotToInstall(folder: string): string | null {
  if (!existsSync(folder)) return `There is no package in ${folder}: npm run test:package`;
  try {
    runAsRoot('true');
  } catch {
    return 'Only root, or sudo without a password, can install a package.';
  }
  const lacking = Object.keys(neededCommands).filter(
    (name) => spawnSync('which', [name]).status !== 0,
  );
  if (lacking.length > 0) {
    const packages = new Set(lacking.map((command) => neededCommands[command]));
    return `This machine lacks ${lacking.join(', ')}: sudo apt install ${[...packages].join(' ')}`;
  }
  const isInstalled = spawnSync('dpkg-query', ['-W', 'dni-workbench']).status === 0;
  return isInstalled ? 'DNI Workbench is installed here, and the test would remove it.' : null;
}

/** An ordinary user with an empty home folder. */
export class User {
  readonly name = `dni-test-${process.pid}`;
  readonly home = `/home/${this.name}`;
  readonly #display: string;

  constructor(display: string) {
    this.#display = display;
    runAsRoot('useradd', '--create-home', '--shell', '/bin/sh', this.name);
    // The test reads what the program writes there.
    runAsRoot('chmod', '755', this.home);
  }

  /** A command line with which root runs a command as this user, with the little that a desktop gives to it. */
  #command(command: readonly string[]): string[] {
    const env = [`HOME=${this.home}`, `DISPLAY=${this.#display}`, 'PATH=/usr/bin:/bin'];
    const within = ['env', '-i', '-C', this.home, ...env, 'LANG=C.UTF-8', ...command];
    return ['runuser', '--user', this.name, '--', ...within];
  }

  /** Runs a command and returns what it writes. Throws if it fails. */
  run(...command: string[]): string {
    return runAsRoot(...this.#command(command));
  }

  /** Starts a command that starts a program, which would keep the output of `run` open. */
  start(...command: string[]): void {
    const [program = '', ...args] = [...asRoot, ...this.#command(command)];
    spawn(program, args, { stdio: 'ignore', detached: true }).unref();
  }

  write(path: string, text: string): void {
    this.run('mkdir', '-p', join(path, '..'));
    this.run('sh', '-c', 'printf %s "$2" > "$1"', 'sh', path, text);
  }

  /** The ids of all processes of this user. */
  processes(): number[] {
    const { uid } = statSync(this.home);
    const isOwn = (pid: string): boolean =>
      statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid === uid;
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && isOwn(name))
      .map(Number);
  }

  /** Ends what still runs and removes the user with the home folder. */
  async remove(): Promise<void> {
    for (const signal of ['-TERM', '-KILL']) {
      const pids = this.processes().map(String);
      if (pids.length === 0) break;
      // Some may end in this moment.
      runAsRoot('sh', '-c', `kill ${signal} ${pids.join(' ')} || true`);
      await delay(1000);
    }
    runAsRoot('userdel', '--remove', this.name);
  }
}

/** The words of the command line of a process; none if it has ended. */
export function readCommandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** The files of the system where packages put theirs, but for the records of apt and dpkg about all packages. */
export function listSystemFiles(): Set<string> {
  const records = ['/var/lib/apt', '/var/lib/dpkg', '/var/cache/apt', '/var/log'];
  const skipped = records.flatMap((path) => ['-path', path, '-o']).slice(0, -1);
  const found = runAsRoot(
    ...['find', '/etc', '/opt', '/usr', '/var', '-xdev'],
    ...['(', ...skipped, ')', '-prune', '-o', '-print'],
  );
  return new Set(found.split('\n'));
}
