/** What Slurm runs on a node. */
import type { SlurmPlace } from '#spec/place';
import { shellPath } from '../shell-text';
import { unpackFullFile } from './folder';

/**
 * The script of a job, whose folder is its argument. It is a login shell, so that `node` is what the user's terminal
 * finds there.
 *
 * Slurm may have two submissions of a job, where the answer to the first was lost, and may start one again. The command
 * runs once all the same: the first that puts its number into the folder is the job.
 */
export function batchScript(place: SlurmPlace, id: string): string {
  const runtime = place.runtime
    ? `export DNI_WORKBENCH_RUNTIME=${shellPath(place.runtime)}`
    : 'unset DNI_WORKBENCH_RUNTIME';
  return `#!/bin/bash -l
job=\${1:-$SLURM_SUBMIT_DIR}
cd "$job" || exit 1
ln -s "$SLURM_JOB_ID" number 2>/dev/null
[ "$(readlink number)" = "$SLURM_JOB_ID" ] || exit 0
if [ -e started ]; then
  : > requeued
  exit 0
fi
write() { printf '%s\\n' "$2" > "$1.new" && mv "$1.new" "$1"; }
write started "$(date +%s) \${SLURMD_NODENAME:-$(hostname)}"

# Slurm asks all processes of a job to end, some time before it ends them. What comes after the command still runs.
asked=0
trap 'asked=1' TERM

unpack() {
  while read -r sum; do
    file=../../bundles/$sum.zip
    if command -v unzip >/dev/null 2>&1; then unzip -q -o "$file" -d work </dev/null || return
    else python3 -m zipfile -e "$file" work </dev/null || return; fi
  done < bundle
}
# While the disk is full, it waits for room.
gather() {
  while :; do
    rm -rf work
    errors=$( (mkdir work && unpack) 2>&1 ) && break
    rm -rf work
    case $errors in
      *'No space left'* | *'disk full'* | *'uota exceeded'*) ;;
      *) printf '%s\\n' "$errors"; return 1 ;;
    esac
    [ -e ${unpackFullFile} ] || { : > ${unpackFullFile}; echo "The disk of $job is full: the job waits for room there."; }
    if [ $asked = 1 ] || [ -e requests/stop ]; then return 1; fi
    sleep 10
  done
  rm -f ${unpackFullFile}
}
if gather; then
  export DNI_JOB_ID=${id} DNI_JOB_FOLDER="$job" DNI_JOB_NODE=${shellPath(place.node)}
  ${runtime}
  (cd work && exec sh ./run-job.sh) </dev/null
  code=$?
else
  echo "What the job needs could not be unpacked on $(hostname). It needs unzip or python3 there, and room in $job."
  code=1
fi
rm -rf work
write exit-code "$code $(date +%s) $asked"
exit $code
`;
}
