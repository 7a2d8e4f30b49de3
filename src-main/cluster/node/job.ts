/**
 * The program of a job on its node: it installs TensorFlow where that is missing, trains the runs of the bundle by the
 * command line, and writes what changes in their folders into parts. It is started in the unpacked bundle, with
 *
 * - `DNI_JOB_FOLDER`: the folder of the job; parts go to `parts` in it, requests of the user appear in `requests`
 * - `DNI_WORKBENCH_RUNTIME`: an installed TensorFlow runtime; where it is not set, one is installed in the cache
 *
 * Exit status: 0 where every run has ended, however; 1 where a run could not be begun or its process was ended.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { messageOf } from '#spec/errors';
import { hasEnded } from './has-ended';
import { joinCutFiles } from './join-cut-files';
import { bundleFolders, jobFile, jobFileSchema, type JobFile } from './job-file';
import { PartWriter } from './part-writer';
import { RunFolderChanges } from './run-folder-changes';
import { RunSender } from './run-sender';

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

const bundle = process.cwd();
const cli = join(bundle, bundleFolders.program, 'out/node/cli.js');
const project = join(bundle, bundleFolders.project);
let child: ChildProcess | null = null;
let isStopping = false;

async function main(): Promise<number> {
  const folder = resolve(process.env.DNI_JOB_FOLDER ?? bundle);
  const text = await readFile(join(bundle, jobFile), 'utf8');
  const job = jobFileSchema.parse(JSON.parse(text));
  for (const signal of signals) process.on(signal, stop);
  await joinCutFiles(bundle, job.cutFiles);
  if (process.env.DNI_WORKBENCH_RUNTIME === undefined) await setUp();
  const parts = await PartWriter.open(join(folder, 'parts'), job.id);
  const requests = join(folder, 'requests');
  const sender = new RunSender({ parts, requests, onFailure: stop });
  let status = 0;
  for (const ids of job.together ? [job.runIds] : job.runIds.map((id) => [id]))
    if (!isStopping && !(await train(job, ids, { sender, requests }))) status = 1;
  sender.close();
  return status;
}

/** Runs end with a checkpoint; no further ones begin. */
function stop(): void {
  isStopping = true;
  child?.kill('SIGTERM');
}

/** Installs the runtime once on a node: jobs that come at the same time wait for each other. */
async function setUp(): Promise<void> {
  const code = await run(['setup']);
  // Training goes on without it, more slowly, and the run's environment says so.
  if (code !== 0) console.error('TensorFlow could not be installed on this node.');
}

interface Training {
  sender: RunSender;
  /** The folder in which requests of the user appear. */
  requests: string;
}

/** Trains runs in one process and sends back what changes. Whether all of them have ended, in whatever way they have recorded. */
async function train(
  { checkpointEverySeconds, cores }: JobFile,
  runIds: readonly string[],
  { sender, requests }: Training,
): Promise<boolean> {
  const runs = join(project, 'runs');
  const checkpointEveryMs = checkpointEverySeconds * 1000;
  const changes = runIds.map((runId) => new RunFolderChanges({ runs, runId, checkpointEveryMs }));
  for (const one of changes) {
    await one.skip();
    sender.add(one);
  }
  let failure: string | null = null;
  const where = ['--project', project, '--requests', requests, '--cores', String(cores)];
  const code = await run(['resume', ...runIds, ...where, '--json'], (line) => {
    failure = failureIn(line) ?? failure;
  });
  await sender.finish(changes);
  if (code === 0 || (await Promise.all(runIds.map(hasRunEnded))).every(Boolean)) return true;
  const [first, ...others] = runIds;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  console.error(failure ?? `The process that trained the run '${first}'${more} was ended.`);
  return false;
}

/** The sentence in a line of the command's output that says why it, or a run, has failed. */
function failureIn(line: string): string | null {
  try {
    return (JSON.parse(line) as { failure?: string | null }).failure ?? null;
  } catch {
    // Cut off.
    return null;
  }
}

async function hasRunEnded(runId: string): Promise<boolean> {
  return hasEnded(await readFile(join(project, 'runs', runId, 'run.json'), 'utf8').catch(() => ''));
}

/** Runs the command line. `onLine` is told each line of its standard output; its errors go to the job's own output. */
function run(
  args: readonly string[],
  onLine: (line: string) => void = () => undefined,
): Promise<number> {
  const started = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  child = started;
  createInterface({ input: started.stdout }).on('line', onLine);
  return new Promise((settle) => {
    started.on('error', () => settle(1));
    started.on('close', (code) => {
      child = null;
      settle(code ?? 1);
    });
  });
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
