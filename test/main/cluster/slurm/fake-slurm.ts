/** Commands of Slurm and `ssh` as shell scripts, first in the `PATH` of a test. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

/** Returns the folder of the test; `log` in it gets what was called. */
export function useFakeCommands(commands: Record<string, string>): string {
  const bin = join(tmpdir(), 'bin');
  mkdirSync(bin, { recursive: true });
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
  vi.stubEnv('HOME', tmpdir());
  const log = `printf '%s\\n' "\${0##*/} $*" >> '${join(tmpdir(), 'log')}'`;
  for (const [name, script] of Object.entries(commands)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${log}\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return tmpdir();
}

const unknown = 'echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1';

/** Of a cluster on which no job ever starts. Numbers count from 41. */
export const idleSlurm = {
  sbatch: 'echo x >> "$HOME/count"; echo $((40 + $(wc -l < "$HOME/count")))',
  squeue: unknown,
  scancel: unknown,
  scontrol: unknown,
  sacct: 'echo "Slurm accounting storage is disabled" >&2; exit 1',
  sinfo: 'case $1 in --version) echo "slurm-wlm 22.05.8" ;; *) echo "n1|idle|4|(null)" ;; esac',
};

/** Runs the command here, as the user's shell there does, with a greeting before it. */
export const ssh = `
case $1 in -G) echo "controlpath none"; exit 0 ;; esac
for command; do :; done
echo "Welcome to the login host"
echo "All use is logged" >&2
exec sh -c "$command"`;
