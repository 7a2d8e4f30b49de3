/** What a job needs, in packages: its runs with their last checkpoints, the program, and the data sets of the runs. */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '#files/file-errors';
import { listFiles } from '#files/list-files';
import { WorkbenchError } from '#spec/errors';
import type { TrainedRun } from '#spec/run';
import { taskFiles } from '#spec/task';
import { checkpointsDirectory, listCheckpoints } from '#storage/checkpoints';
import type { ProjectFolder } from '#storage/projects';
import { readTrainedRun, runDirectory } from '#storage/runs';
import { jsonText } from '#storage/versioned-json';
import { bundleFolders, commandFile, commandText, jobFile, type JobFile } from './node/job-file';
import {
  planPackages,
  writePackages,
  type FileToPack,
  type Package,
  type PackageEntry,
} from './packages';
import type { JobSubmission } from './place-client';
import type { SharedPackages } from './shared-packages';

export type { ProgramFile } from './shared-packages';

export interface BundleRequest {
  project: ProjectFolder;
  job: Omit<JobFile, 'cutFiles'>;
  shared: Pick<SharedPackages, 'program' | 'dataset'>;
  /** Ends the packing. */
  signal?: AbortSignal;
}

/** The packages of a job; the command is in the first. */
export type Bundle = Pick<JobSubmission, 'packages' | 'shared'>;

/**
 * Writes the packages that the job alone needs into the folder, and names the shared ones. Throws `validation` for a run that
 * reads files outside of its project, and `unavailable` where a file cannot be read or written.
 */
export async function writeBundle(
  folder: string,
  { project, job, shared, signal }: BundleRequest,
): Promise<Bundle> {
  const runs = await Promise.all(
    job.runIds.map((id) => readTrainedRun(project, id, 'be sent to a place')),
  );
  for (const run of runs) assertOwnData(run);
  const parts = [await shared.program()];
  for (const dataset of new Set(runs.map(datasetOf)))
    if (dataset !== null) parts.push(await shared.dataset(project, dataset));
  try {
    const { groups, cutFiles } = planPackages(await listOwnFiles(project, runs));
    const content: JobFile = {
      ...job,
      cutFiles: [...cutFiles, ...parts.flatMap((part) => part.cutFiles)],
    };
    const texts: PackageEntry[] = [
      { name: commandFile, text: commandText, isCommand: true },
      { name: jobFile, text: jsonText(content) },
      ...runs.map((run) => ({
        name: `${folderOf(run)}/run.json`,
        text: jsonText(asResumable(run)),
      })),
    ];
    const [first = [], ...others] = groups;
    const [own, ...more] = await writePackages(folder, [[...texts, ...first], ...others], signal);
    return {
      packages: [own as Package, ...more],
      shared: parts.flatMap(({ packages }) => packages),
    };
  } catch (error) {
    throw fileError('written', folder, error);
  }
}

function folderOf({ id }: TrainedRun): string {
  return `${bundleFolders.project}/runs/${id}`;
}

/** As its node is to find it: a run that nobody trains, which goes on from its last checkpoint. */
function asResumable(run: TrainedRun): TrainedRun {
  const { job, ...rest } = run;
  void job;
  return { ...rest, status: 'interrupted', pid: null, ended: run.ended ?? run.created };
}

/** No links: they may lead to files that are nobody's business at a place. */
async function listOwnFiles(
  project: ProjectFolder,
  runs: readonly TrainedRun[],
): Promise<FileToPack[]> {
  const files: FileToPack[] = [];
  const add = async (name: string, path: string): Promise<void> => {
    const found = await lstat(path);
    if (found.isFile()) files.push({ name, path, bytes: found.size });
  };
  await add(`${bundleFolders.project}/project.json`, join(project.directory, 'project.json'));
  for (const run of runs) {
    const directory = runDirectory(project, run.id);
    for (const name of await listRunFiles(directory))
      await add(`${folderOf(run)}/${name}`, join(directory, name));
  }
  return files;
}

/** Curves, log and the newest whole checkpoint. */
async function listRunFiles(directory: string): Promise<string[]> {
  const newest = (await listCheckpoints(directory)).at(-1);
  const checkpoint = newest && join(checkpointsDirectory(directory), String(newest.step));
  const ofCheckpoint = checkpoint ? await listFiles(checkpoint) : [];
  const ofCurves = (await readdir(join(directory, 'metrics'))).map((name) => `metrics/${name}`);
  const others = ['metrics.json', 'log.jsonl'];
  const present = await Promise.all(
    others.map((name) => lstat(join(directory, name)).catch(() => null)),
  );
  return [
    ...others.filter((_, index) => present[index]),
    ...ofCurves,
    ...ofCheckpoint.map((name) => `checkpoints/${newest?.step}/${name}`),
  ].sort();
}

function datasetOf({ spec: { task } }: TrainedRun): string | null {
  return ('dataset' in task ? task.dataset : null) ?? null;
}

function assertOwnData({ spec, name }: TrainedRun): void {
  const [outside] = taskFiles(spec.task);
  if (outside === undefined) return;
  throw new WorkbenchError(
    'validation',
    `The run '${name}' reads '${outside}', which other computers do not have: import it as a data set of the project first (\`dni import\`), and name that in the task.`,
  );
}
