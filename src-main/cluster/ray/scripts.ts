/**
 * What the jobs at Ray do, as text of a POSIX shell. The folder of a job is below the session's folder of logs, since
 * the files there are what the dashboard gives out; its path is that of the file into which Ray writes the output of
 * the script.
 */
import type { RayPlace } from '#spec/place';
import type { JobRequest } from '#spec/job';
import { partFile } from '../node/job-file';
import { shellPath } from '../shell-text';

/** Below the session's folder of logs. */
export const jobsFolder = 'dni-jobs';

const findLogs =
  'logs=$(dirname "$(readlink /proc/$$/fd/1)") && [ "${logs##*/}" = logs ] || ' +
  '{ echo "The log folder of this Ray session was not found on this node."; exit 97; }';

/** Before the checksum, in the names of packages and of the folders into which Ray unpacks them. */
export const packagePrefix = '_ray_pkg_';

/**
 * Runs `run-job.sh` of the first package, which Ray has unpacked into the working directory, with the contents of the
 * others beside it: their folders are those of Python modules, which other jobs of the node share.
 */
export function jobScript(place: RayPlace, id: string, others: readonly string[]): string {
  return [
    findLogs,
    `export DNI_JOB_ID=${id} DNI_JOB_FOLDER="$logs/${jobsFolder}/${id}" DNI_JOB_NODE=${shellPath(place.node)}`,
    ...(place.runtime ? [`export DNI_WORKBENCH_RUNTIME=${shellPath(place.runtime)}`] : []),
    'mkdir -p "$DNI_JOB_FOLDER/parts" "$DNI_JOB_FOLDER/requests" || exit 98',
    'date +%s > "$DNI_JOB_FOLDER/started"',
    ...(others.length > 0 ? [gatherPackages(others)] : []),
    'exec sh ./run-job.sh',
  ].join('\n');
}

/** As links where that is possible: they take no room, and stay when Ray removes the folders. */
function gatherPackages(sums: readonly string[]): string {
  return [
    'gather() {',
    '  IFS=:; for folder in $PYTHONPATH; do [ "${folder##*/}" != "$1" ] || break; done; unset IFS',
    '  [ "${folder##*/}" = "$1" ] && { cp -Rl "$folder/." . 2>/dev/null || cp -R "$folder/." .; }',
    '}',
    `for sum in ${sums.join(' ')}; do`,
    `  gather "${packagePrefix}$sum" || { echo "What the job needs could not be copied on $(hostname): $folder"; exit 98; }`,
    'done',
  ].join('\n');
}

/**
 * Leaves a request in the folder of a job, on its node. `order` grows with each request: of two that arrive in the
 * other order, the earlier does nothing.
 */
export function requestScript(
  id: string,
  request: Exclude<JobRequest, 'cancel'>,
  order: number,
): string {
  return [
    findLogs,
    `cd "$logs/${jobsFolder}/${id}/requests" || exit 98`,
    `last=$(cat ../last-request 2>/dev/null || echo 0)`,
    `[ ${order} -gt "$last" ] || exit 0`,
    `echo ${order} > ../last-request`,
    request === 'resume' ? 'rm -f pause' : `: > ${request}`,
  ].join('\n');
}

/** Removes the parts of a job up to this one, on its node. */
export function removePartsScript(id: string, upTo: number): string {
  return [
    findLogs,
    `cd "$logs/${jobsFolder}/${id}/parts" || exit 98`,
    `ls | awk -v last=${partFile(upTo)} '/^[0-9][0-9][0-9][0-9][0-9][0-9][.]part$/ && $0 <= last' | xargs rm -f`,
  ].join('\n');
}

/** Removes the folder and the logs of a job and of the requests to it, on its node. */
export function removeScript(id: string): string {
  return [
    findLogs,
    `rm -rf "$logs/${jobsFolder}/${id}" "$logs/job-driver-${id}".* "$logs/jobs/supervisor-${id}".*`,
  ].join('\n');
}

/** An id that cannot be read as an option, a path, a pattern, or anything else than a word. */
export function isPlainId(id: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/.test(id);
}
