import { spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killMarkedProcesses } from './marked-processes';
import { specNames, specs, type SpecName } from './specs';

/**
 * A folder for everything that the tests write. It is removed when this process ends, whatever ends it, with the
 * disks that were mounted in it and the programs that work in it.
 */
export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), 'dni-faults-'));
  readonly #disks: string[] = [];

  constructor() {
    for (const name of specNames)
      writeFileSync(this.specFile(name), JSON.stringify(specs[name], null, 2));
    process.on('exit', () => this.#remove());
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => process.exit(1));
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  specFile(name: SpecName): string {
    return this.path(`${name}.json`);
  }

  /** Mounts a small disk in memory. Null where that is not allowed. */
  mountDisk(name: string, megabytes: number): string | null {
    const folder = this.path(name);
    mkdirSync(folder);
    const size = `size=${megabytes}m`;
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', folder]);
    if (status !== 0) return null;
    this.#disks.push(folder);
    return folder;
  }

  /** False where a program still has files open for writing. */
  makeReadOnly(disk: string): boolean {
    return spawnSync('mount', ['-o', 'remount,ro', disk]).status === 0;
  }

  #remove(): void {
    killMarkedProcesses();
    for (const disk of this.#disks) spawnSync('umount', ['--lazy', disk]);
    try {
      rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    } catch {
      // A program that is being killed may still write; the folder is in the system's temporary folder.
    }
  }
}
