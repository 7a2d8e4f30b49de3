/**
 * Where what a place keeps lies, as text of a shell: `$root`, and for a job `$job`.
 *
 *     bundles/SHA256.zip   packages that jobs unpack, once for all of them
 *     jobs/ID/             number     link that names Slurm's number of the job
 *                          started    seconds since the epoch, node
 *                          exit-code  exit status, seconds since the epoch, 1 if Slurm has asked the job to end
 *                          requeued   Slurm has started the job again
 *                          bundle     checksums of its packages, a line each
 *                          own        those that no other job uses
 *                          disk-full  there is no room to unpack them
 *                          parts/, requests/, output.txt, work/
 */
import type { SlurmPlace } from '#spec/place';
import { shellPath, shellWord } from '../shell-text';
import { exitCodes } from './faults';

/** In the folder of a job. */
export const unpackFullFile = 'disk-full';

/** Sets `$root`, an absolute path. */
export function enterRoot({ folder }: SlurmPlace): string {
  if (folder === '~') return 'root=$HOME';
  const isWhole = folder.startsWith('/') || folder.startsWith('~/');
  return `root=${isWhole ? shellPath(folder) : `"$HOME"/${shellWord(folder)}`}`;
}

/** Sets `$job` also. An id has letters, digits and hyphens only. */
export function enterJob(place: SlurmPlace, id: string): string {
  return `${enterRoot(place)}; id=${shellWord(id)}; job="$root/jobs/$id"`;
}

/** Fails where there is no such folder, which is not the same as one without the job. */
export const needRoot = `[ -d "$root/jobs" ] || { ls -d "$root/jobs" >&2; exit ${exitCodes.noFolder}; }`;

/**
 * Finds Slurm's commands. On many clusters only the start-up files of a login put them into `PATH`; these are not read
 * each time since they may take seconds.
 */
export const findSlurm = `
command -v sbatch >/dev/null 2>&1 || PATH="$PATH:$(
  bash -lc 'printf "\\ndni-path=%s\\n" "$PATH"' </dev/null 2>/dev/null | sed -n 's/^dni-path=//p' | tail -n 1
)"
command -v sbatch >/dev/null 2>&1 && command -v squeue >/dev/null 2>&1 || exit ${exitCodes.noSlurm}`;
