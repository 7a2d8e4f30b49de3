/** Scripts that submit: of a package, and of a job. */
import type { SlurmPlace } from '#spec/place';
import { shellWord } from '../shell-text';
import type { JobSubmission } from '../place-client';
import { batchScript } from './batch-script';
import { exitCodes } from './faults';
import { enterJob, enterRoot, findSlurm } from './folder';

/**
 * Options of `sbatch`, of which the last counts: the user's come after what this program only suggests, and before what
 * it relies on.
 */
export function sbatchOptions(place: SlurmPlace, name: string): string[] {
  const setsGpus = place.options.some((option) => /^(-G|--gpus)/.test(option));
  return [
    // The environment of this process is none of the job's business.
    '--export=NIL',
    `--cpus-per-task=${place.cores}`,
    ...(place.gpus > 0 && !setsGpus ? [`--gres=gpu:${place.gpus}`] : []),
    ...place.options,
    `--job-name=${jobName(name)}`,
    '--parsable',
    '--no-requeue',
    '--output=output.txt',
    '--open-mode=append',
  ];
}

/** Slurm prints it in lists, and other programs read these. */
function jobName(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}._-]+/gu, ' ')
      .trim()
      .slice(0, 60) || 'dni'
  );
}

/** `submit FILE ARGUMENTS` submits from the working directory, and sets `$number`. */
export function sbatch(options: readonly string[]): string {
  return `
submit() {
  printed=$(sbatch ${options.map(shellWord).join(' ')} --chdir="$PWD" "$@" </dev/null) || return ${exitCodes.refused}
  number=$(printf '%s\\n' "$printed" | sed -n 's/^\\([0-9][0-9]*\\)\\(;.*\\)\\{0,1\\}$/\\1/p' | tail -n 1)
  [ -n "$number" ] || { printf '%s\\n' "$printed" | tail -n 3 >&2; return 1; }
}`;
}

/** Ends the script where the text has this word alone on a line, which no line of ours is. */
export function writeFile(path: string, text: string): string {
  return `cat > ${path} <<'DNI_END_OF_FILE' || exit ${exitCodes.noFolder}\n${text}DNI_END_OF_FILE\n`;
}

/**
 * Prints Slurm's number of the job. Ends with `absent` where packages have to be uploaded first, and prints their
 * checksums. It may be ended at any point and run again: see `batch-script.ts`.
 */
export function submitScript(
  place: SlurmPlace,
  { id, name, packages, shared }: JobSubmission,
): string {
  const own = packages.map(({ sha256 }) => sha256).join(' ');
  const sums = [own, ...shared.map(({ sha256 }) => sha256)].join(' ');
  return `
${enterJob(place, id)}
mkdir -p "$root/jobs" "$root/bundles" || exit ${exitCodes.noFolder}
known() { readlink "$job/number" 2>/dev/null; }
known && exit 0
${findSlurm}
absent=
for sum in ${sums}; do
  # One that is used is young: see what is removed with a job.
  if [ -f "$root/bundles/$sum.zip" ]; then touch "$root/bundles/$sum.zip"; else echo "$sum"; absent=1; fi
done
[ -z "$absent" ] || exit ${exitCodes.absent}
mkdir -p "$job/parts" "$job/requests" && cd "$job" || exit ${exitCodes.noFolder}
printf '%s\\n' ${sums} > bundle && printf '%s\\n' ${own} > own || exit ${exitCodes.noFolder}
${writeFile('batch.sh', batchScript(place, id))}
${sbatch(sbatchOptions(place, name))}
submit batch.sh "$job" || {
  code=$?
  known && exit 0
  cd "$root" && rm -rf "$job"
  exit $code
}
ln -s "$number" "$job/number" 2>/dev/null
[ "$(known)" = "$number" ] || scancel "$number" >/dev/null 2>&1
known || { echo "ln -s does not work in $job" >&2; exit ${exitCodes.noFolder}; }
`;
}

/** Stores its input as a package, if it has this checksum. */
export function uploadScript(place: SlurmPlace, sha256: string): string {
  return `
${enterRoot(place)}
mkdir -p "$root/bundles" && file=$(mktemp "$root/bundles/.upload-XXXXXX") || exit ${exitCodes.noFolder}
trap 'rm -f "$file"' EXIT
cat > "$file" || exit ${exitCodes.noFolder}
sum=$(sha256sum < "$file") || exit 1
if [ "\${sum%% *}" != ${sha256} ]; then
  echo "a file of the job has arrived damaged" >&2
  exit 1
fi
mv "$file" "$root/bundles/${sha256}.zip" || exit ${exitCodes.noFolder}
`;
}
