/** Packs what a job needs into one zip file: the program, the runs with their last checkpoints, and their data sets. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { fileError } from '#files/file-errors';
import { listFiles } from '#files/list-files';
import { WorkbenchError } from '#spec/errors';
import type { TrainedRun } from '#spec/run';
import { taskFiles } from '#spec/task';
import { checkpointsDirectory, listCheckpoints } from '#storage/checkpoints';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { readTrainedRun, runDirectory } from '#storage/runs';
import { jsonText } from '#storage/versioned-json';
import { bundleFolders, commandFile, commandText, jobFile, type JobFile } from './node/job-file';

/** A file of the program, by its path below the program's folder, with slashes. */
export interface ProgramFile {
  name: string;
  path: string;
}

export interface BundleRequest {
  project: ProjectFolder;
  job: JobFile;
  program: readonly ProgramFile[];
}

export interface Bundle {
  file: string;
  sha256: string;
  bytes: number;
}

/** All times in the file: the same content gives the same checksum. */
const zipTime = new Date('2000-01-01T12:00:00Z');
const [fileMode, commandMode] = [0o100644, 0o100755];

/**
 * Writes the bundle to `file`. Throws `validation` for a run that reads files outside of its project, and `unavailable`
 * where a file cannot be read or written.
 */
export async function writeBundle(
  file: string,
  { project, job, program }: BundleRequest,
): Promise<Bundle> {
  const runs = await Promise.all(
    job.runIds.map((id) => readTrainedRun(project, id, 'be sent to a place')),
  );
  for (const run of runs) assertOwnData(run);
  const zip = new ZipFile();
  const failed = new Promise<never>((_, reject) => zip.on('error', reject));
  const addText = (name: string, text: string, mode = fileMode): void =>
    zip.addBuffer(Buffer.from(text), name, { mtime: zipTime, mode });
  // Of the project no links: they may lead to files that are nobody's business at a place.
  const addFile = async (name: string, path: string, look = lstat): Promise<void> => {
    if ((await look(path)).isFile()) zip.addFile(path, name, { mtime: zipTime, mode: fileMode });
  };
  try {
    addText(commandFile, commandText, commandMode);
    addText(jobFile, jsonText(job));
    addText(`${bundleFolders.program}/package.json`, jsonText({ type: 'module' }));
    for (const { name, path } of program)
      await addFile(`${bundleFolders.program}/${name}`, path, stat);
    await addFile(`${bundleFolders.project}/project.json`, join(project.directory, 'project.json'));
    for (const run of runs) {
      const folder = `${bundleFolders.project}/runs/${run.id}`;
      addText(`${folder}/run.json`, jsonText(asResumable(run)));
      for (const name of await listRunFiles(runDirectory(project, run.id)))
        await addFile(`${folder}/${name}`, join(runDirectory(project, run.id), name));
    }
    for (const dataset of new Set(runs.map(datasetOf)))
      if (dataset !== null)
        for (const name of await listFiles(join(datasetsDirectory(project), dataset)))
          await addFile(
            `${bundleFolders.project}/datasets/${dataset}/${name}`,
            join(datasetsDirectory(project), dataset, name),
          );
    zip.end();
    await Promise.race([pipeline(zip.outputStream, createWriteStream(file)), failed]);
    return { file, sha256: await sha256OfFile(file), bytes: (await stat(file)).size };
  } catch (error) {
    throw fileError('written', file, error);
  }
}

/** As its node is to find it: a run that nobody trains, which goes on from its last checkpoint. */
function asResumable(run: TrainedRun): TrainedRun {
  const { job, ...rest } = run;
  void job;
  return { ...rest, status: 'interrupted', pid: null, ended: run.ended ?? run.created };
}

/** Curves, log and the newest whole checkpoint. */
async function listRunFiles(directory: string): Promise<string[]> {
  const newest = (await listCheckpoints(directory)).at(-1);
  const checkpoint = newest && join(checkpointsDirectory(directory), String(newest.step));
  const ofCheckpoint = checkpoint ? await listFiles(checkpoint) : [];
  const ofCurves = (await readdir(join(directory, 'metrics'))).map((name) => `metrics/${name}`);
  const others = ['metrics.json', 'log.jsonl'];
  const present = await Promise.all(
    others.map((name) => stat(join(directory, name)).catch(() => null)),
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

async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(file)) hash.update(bytes as Uint8Array);
  return hash.digest('hex');
}
