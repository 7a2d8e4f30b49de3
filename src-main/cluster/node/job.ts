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
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '#spec/errors';
import { bundleFolders, jobFile, jobFileSchema, type JobFile } from './job-file';
import { PartWriter } from './part-writer';
import { RunFolderChanges } from './run-folder-changes';

const everyMs = 1000;
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

const bundle = process.cwd();
const cli = join(bundle, bundleFolders.program, 'out/node/cli.js');
const children = new Set<ChildProcess>();
let isStopping = false;

async function main(): Promise<number> {
  const folder = resolve(process.env.DNI_JOB_FOLDER ?? bundle);
  const text = await readFile(join(bundle, jobFile), 'utf8');
  const job = jobFileSchema.parse(JSON.parse(text));
  for (const signal of signals) process.on(signal, stop);
  if (process.env.DNI_WORKBENCH_RUNTIME === undefined) await setUp();
  const parts = await PartWriter.open(join(folder, 'parts'), job.id);
  const waiting = [...job.runIds];
  let status = 0;
  const trainNext = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined && !isStopping; id = waiting.shift())
      if ((await train(job, id, { parts, requests: join(folder, 'requests') })) !== 0) status = 1;
  };
  await Promise.all(Array.from({ length: job.atOnce }, trainNext));
  return status;
}

/** Runs end with a checkpoint; no further ones begin. */
function stop(): void {
  isStopping = true;
  for (const child of children) child.kill('SIGTERM');
}

/** Installs the runtime once on a node: jobs that come at the same time wait for each other. */
async function setUp(): Promise<void> {
  const code = await run(['setup']);
  // Training goes on without it, more slowly, and the run's environment says so.
  if (code !== 0) console.error('TensorFlow could not be installed on this node.');
}

/** Trains one run and sends back what changes. Returns 0 where it has ended, in whatever way it has recorded. */
async function train(
  { checkpointEverySeconds, cores, atOnce }: JobFile,
  runId: string,
  { parts, requests }: { parts: PartWriter; requests: string },
): Promise<number> {
  const project = join(bundle, bundleFolders.project);
  const changes = new RunFolderChanges({
    ...{ runs: join(project, 'runs'), runId },
    checkpointEveryMs: checkpointEverySeconds * 1000,
  });
  await changes.skip();
  let isOver = false;
  const lines: string[] = [];
  const share = String(Math.max(1, Math.floor(cores / atOnce)));
  const where = ['--project', project, '--requests', requests, '--cores', share];
  const args = ['resume', runId, ...where, '--json'];
  const ended = run(args, (line) => lines.splice(0, lines.length, line));
  void ended.then(() => (isOver = true));
  for (let isLast = false; !isLast;) {
    await Promise.race([ended, sleep(everyMs)]);
    isLast = isOver;
    await send(parts, changes, isLast);
  }
  if ((await ended) === 0 || (await hasFailed(project, runId))) return 0;
  console.error(describeFailure(runId, lines[0]));
  return 1;
}

/** The sentence in the last line of the command's output, which has none where the command was ended. */
function describeFailure(runId: string, line = '{}'): string {
  try {
    const { failure } = JSON.parse(line) as { failure?: string };
    if (failure) return failure;
  } catch {
    // Cut off.
  }
  return `The process that trained the run '${runId}' was ended.`;
}

/** Whether the run itself has failed and says why: sending it again would not help. */
async function hasFailed(project: string, runId: string): Promise<boolean> {
  const text = await readFile(join(project, 'runs', runId, 'run.json'), 'utf8').catch(() => '{}');
  return (JSON.parse(text) as { status?: string }).status === 'failed';
}

/** One run at a time writes parts, so that their numbers follow each other. */
let sending: Promise<void> = Promise.resolve();
function send(parts: PartWriter, changes: RunFolderChanges, isLast: boolean): Promise<void> {
  sending = sending.then(() => parts.write(changes.next({ isLast })));
  return sending;
}

/** Runs the command line. `onLine` is told each line of its standard output; its errors go to the job's own output. */
function run(
  args: readonly string[],
  onLine: (line: string) => void = () => undefined,
): Promise<number> {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  createInterface({ input: child.stdout }).on('line', onLine);
  return new Promise((settle) => {
    child.on('error', () => settle(1));
    child.on('close', (code) => {
      children.delete(child);
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
