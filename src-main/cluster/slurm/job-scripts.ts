/** Scripts about jobs that have been submitted. */
import type { JobRequest } from '#spec/job';
import { maxPartBytes, type JobHandle } from '../place-client';
import type { SlurmPlace } from '#spec/place';
import { partFile } from '../node/job-file';
import { exitCodes } from './faults';
import { enterJob, enterRoot, findSlurm, needRoot, unpackFullFile } from './folder';

/** Bytes of a job's output that are read. */
const outputBytes = 20_000;

/** `scancel` with these arguments; a job that is over or not known any more is no failure. */
const cancel = `
cancel() {
  printed=$(scancel "$@" 2>&1) && return 0
  case $printed in
    *'Invalid job id'* | *'already comp'*) return 0 ;;
  esac
  printf '%s\\n' "$printed" >&2
  return 1
}`;

/**
 * Prints, a line each, what `job-state.ts` reads. Slurm is asked once for all jobs, its accounting only for those that
 * it has forgotten without their having ended by themselves.
 */
export function statesScript(place: SlurmPlace, jobs: readonly JobHandle[]): string {
  const numbers = jobs.map(({ remoteId }) => remoteId);
  return `
${enterRoot(place)}
${needRoot}
${findSlurm}
SLURM_TIME_FORMAT=%s; export SLURM_TIME_FORMAT
rows=$(squeue -h -t all -j ${numbers.join(',')} -o '%A|%T|%B|%V|%S|%e|%r') || echo 'squeue failed'
[ -z "$rows" ] || printf '%s\\n' "$rows" | sed 's/^/queue /'
forgotten=
for pair in ${jobs.map(({ id, remoteId }) => `${id}:${remoteId}`).join(' ')}; do
  id=\${pair%:*}; number=\${pair##*:}; job="$root/jobs/$id"
  for file in started exit-code; do
    if [ -f "$job/$file" ] && read -r line < "$job/$file"; then echo "$file $id $line"; fi
  done
  echo "parts $id $(ls "$job/parts" 2>/dev/null | awk '/[.]part$/ { last = $0 } END { print last }')"
  for mark in "$job/${unpackFullFile}" "$job"/parts/*.disk-full; do
    [ ! -e "$mark" ] || echo "disk-full $id"
  done
  [ ! -e "$job/requeued" ] || echo "requeued $id"
  [ ! -e "$job/requests/cancel" ] || echo "cancelled $id"
  [ ! -f "$job/exit-code" ] || continue
  case "
$rows" in
    *"
$number|FAILED|"* | *"
$number|COMPLETED|"* | *"
$number|OUT_OF_MEMORY|"*)
      scontrol show job -o "$number" 2>/dev/null | sed -n "s/.* ExitCode=\\([0-9]*:[0-9]*\\) .*/code $number \\1/p" ;;
    *"
$number|"*) ;;
    *) forgotten="$forgotten,$number" ;;
  esac
done
if [ -n "$forgotten" ] && command -v sacct >/dev/null 2>&1 && command -v timeout >/dev/null 2>&1; then
  timeout 15 sacct -n -P -X -j "\${forgotten#,}" -o JobIDRaw,State,NodeList,Submit,Start,End,ExitCode 2>/dev/null | sed 's/^/account /'
fi
true
`;
}

/** Leaves a request in the folder of a job, or ends it. */
export function requestScript(place: SlurmPlace, job: JobHandle, request: JobRequest): string {
  const enter = enterJob(place, job.id);
  if (request === 'resume') return `${enter}; rm -f "$job/requests/pause"`;
  const leave = `[ ! -d "$job/requests" ] || : > "$job/requests/${request}" || exit 1`;
  if (request !== 'cancel') return `${enter}; ${leave}`;
  return `${enter}\n${findSlurm}\n${cancel}\n${leave}\ncancel ${job.remoteId}`;
}

/** Prints the names of the parts above a number. */
export function listPartsScript(place: SlurmPlace, job: JobHandle, after: number): string {
  return `
${enterJob(place, job.id)}
cd "$job/parts" 2>/dev/null || exit 0
ls | awk -v after=${partFile(after)} '/^[0-9][0-9][0-9][0-9][0-9][0-9][.]part$/ && $0 > after' | head -n 20000
`;
}

export function removePartsScript(place: SlurmPlace, job: JobHandle, upTo: number): string {
  return `${enterJob(place, job.id)}
cd "$job/parts" 2>/dev/null || exit 0
ls | awk -v last=${partFile(upTo)} '/^[0-9][0-9][0-9][0-9][0-9][0-9][.]part$/ && $0 <= last' | xargs rm -f`;
}

export function readPartScript(place: SlurmPlace, job: JobHandle, part: number): string {
  return `
${enterJob(place, job.id)}
file="$job/parts/${partFile(part)}"
[ -f "$file" ] || exit ${exitCodes.absent}
[ "$(wc -c < "$file")" -le ${maxPartBytes} ] || exit ${exitCodes.tooLarge}
cat "$file"
`;
}

export function readOutputScript(place: SlurmPlace, job: JobHandle): string {
  return `${enterJob(place, job.id)}
[ ! -f "$job/output.txt" ] || tail -c ${outputBytes} "$job/output.txt"`;
}

/** Days after which a package is removed that no job uses: a data set may be wanted again soon. */
const packageDays = 7;

/**
 * Ends the job and removes its folder, the packages of it alone, and others that were not used for long. Processes of the
 * job may write for a moment more: not into a folder that has another name.
 */
export function removeScript(place: SlurmPlace, job: JobHandle): string {
  return `
${enterJob(place, job.id)}
${findSlurm}
${cancel}
scancel --full --signal=KILL ${job.remoteId} >/dev/null 2>&1
cancel ${job.remoteId} || exit 1
cd "$root/jobs" 2>/dev/null || exit 0
own=$(cat "$job/own" 2>/dev/null)
[ ! -e "$job" ] || mv "$job" ".removed-$id-$$" || exit ${exitCodes.noFolder}
for try in 1 2 3 4 5; do
  rm -rf ./.removed-* 2>/dev/null && break
  sleep 1
done
used() { cat ./*/bundle 2>/dev/null | grep -qx -- "$1"; }
for sum in $own; do used "$sum" || rm -f "$root/bundles/$sum.zip"; done
find "$root/bundles" -type f -mtime +${packageDays - 1} | while IFS= read -r file; do
  used "$(basename "$file" .zip)" || rm -f "$file"
done
true
`;
}
